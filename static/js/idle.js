/* When a session ends: two minutes before, a warning; from then on the page is covered.

   The server ends it by itself; this only keeps the screen from showing on what it no longer gives.
   Only requests count as life, as they do for the server. Tabs tell each other, and a tab that
   slept looks at the time when it wakes. */
(() => {
  "use strict";
  const { idleSeconds, idlePerson } = document.body.dataset;
  const warning = document.getElementById("idle-warning");
  const cover = document.getElementById("idle-cover");
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("medisecure-session") : null;
  if (!warning || !cover) {
    if (document.querySelector("meta[name=session-ended]")) tabs?.postMessage({ until: 0 });
    return;
  }
  const WARN = 120_000;
  const LOOK = 5_000;
  let until = Date.now() + Number(idleSeconds) * 1000;
  let warnAt = until - Math.min(WARN, Number(idleSeconds) * 500);
  let before = null;

  // What is typed would be lost with the page: the sign-in gets a tab of its own then.
  const isTyped = () => [...document.querySelectorAll("form[method=post] :is(textarea, input)")]
    .some((field) => /text|search|tel|email|number|date|time/.test(field.type) && !field.readOnly && field.value);

  const hide = () => {
    if (cover.open) return;
    warning.hidden = true;
    document.documentElement.classList.add("is-covered");
    cover.querySelector("[data-sign-in-again]").target = isTyped() ? "_blank" : "";
    cover.querySelector("[data-typed]").hidden = !isTyped();
    cover.showModal();
  };
  const show = () => {
    document.documentElement.classList.remove("is-covered");
    if (cover.open) cover.close();
    if (warning.hidden) return;
    warning.hidden = true;
    before?.focus();
  };
  const warn = () => {
    if (!warning.hidden) return;
    before = document.activeElement;
    warning.hidden = false;
    warning.focus();
  };
  const look = () => {
    const now = Date.now();
    if (now >= until) return hide();
    if (now >= warnAt) return warn();
    return show();
  };
  const aliveUntil = (moment) => {
    until = moment;
    warnAt = until - Math.min(WARN, (until - Date.now()) / 2);
    look();
  };

  tabs?.addEventListener("message", ({ data }) => {
    // Somebody else's sign-in never uncovers this person's page.
    if (data.until === 0) aliveUntil(0);
    else if (data.person === idlePerson && data.until > until) aliveUntil(data.until);
    else if (data.person !== idlePerson) aliveUntil(0);
  });
  const tell = () => tabs?.postMessage({ until, person: idlePerson });
  cover.addEventListener("cancel", (event) => event.preventDefault());
  cover.addEventListener("close", look);
  for (const woken of ["visibilitychange", "resume"]) document.addEventListener(woken, look);
  for (const woken of ["focus", "pageshow"]) addEventListener(woken, look);
  setInterval(look, LOOK);
  tell();
  look();

  warning.querySelector("[data-stay-signed-in]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "error" })
      .then((answer) => {
        if (!answer.ok) throw new Error(String(answer.status));
        aliveUntil(Date.now() + Number(answer.headers.get("Idle-Seconds")) * 1000);
        tell();
      })
      // Never leave the page: what is typed here may not be saved yet. The warning stays.
      .catch(() => {});
  });
})();
