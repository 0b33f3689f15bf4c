/* A kept time: shows how long it is still kept, and gives it back when the page is left. */
(() => {
  "use strict";

  const kept = document.querySelector("[data-kept]");
  if (kept) {
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
    const timer = setInterval(tick, 1000);
    tick();
  }

  // Leaving by a link or by closing gives the time back; sending a form does not.
  const release = document.querySelector("form[data-release]");
  if (!release) return;
  let sending = false;
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented) sending = true; });
  addEventListener("pagehide", () => {
    if (sending) return;
    const told = new FormData(release);
    told.append("leaving", "1");
    navigator.sendBeacon(release.action, told);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
