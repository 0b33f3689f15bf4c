/* A kept time: shows how long it is still kept, and gives it back when the page is left. */
(() => {
  "use strict";

  let timer = 0;
  const count = () => {
    clearInterval(timer);
    const kept = document.querySelector("[data-kept]");
    if (!kept) return;
    // Counted from the server's own seconds: the clock of this machine may be wrong.
    const ends = performance.now() + Number(kept.dataset.seconds) * 1000;
    const clock = kept.querySelector("[data-clock]");
    const said = kept.querySelector("[data-said]");
    kept.querySelector("[data-left]").classList.remove("invisible"); // its place was kept: nothing moves
    const tick = () => {
      const left = Math.max(0, Math.round((ends - performance.now()) / 1000));
      clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      if (left === 60) said.textContent = kept.dataset.soon;
      if (left > 0) return;
      clearInterval(timer);
      kept.querySelector(".notice-text").textContent = kept.dataset.over;
    };
    timer = setInterval(tick, 1000);
    tick();
  };
  count();
  document.addEventListener("htmx:afterSettle", count); // another time was chosen in its place

  // Leaving by a link or by closing gives the time back; sending a form does not.
  const ofForm = (form) => {
    const told = new FormData(form);
    told.delete("reason"); // whoever leaves takes no reason along
    return { to: form.dataset.release || form.action, told };
  };
  const ofPart = (part) => {
    const typed = new FormData(part.closest("form"));
    const told = new FormData();
    ["csrfmiddlewaretoken", "appointment_id", "held"].forEach((name) => told.append(name, typed.get(name)));
    return { to: part.dataset.leaves, told };
  };
  const release = () => {
    const form = document.querySelector("form[data-release]");
    const part = document.querySelector("[data-leaves]");
    return form ? ofForm(form) : part && ofPart(part);
  };
  let sending = false;
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented) sending = true; });
  addEventListener("pagehide", () => {
    const leaving = !sending && release();
    if (!leaving) return;
    leaving.told.append("leaving", "1");
    navigator.sendBeacon(leaving.to, new URLSearchParams(leaving.told));
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    sending = false;
    if (document.querySelector("form[data-release]")) location.reload();
    else if (document.querySelector("[data-leaves]")) window.htmx?.trigger("#free-times", "change");
  });
})();
