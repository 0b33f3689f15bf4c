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
  const OVER = 2_000; // by then it has ended by the server's clock, too
  const MOST_KEPT_ALIVE = 60_000; // what a browser sends of a page that is closing
  let until = Date.now() + Number(idleSeconds) * 1000;
  let warnAt = until - Math.min(WARN, Number(idleSeconds) * 500);
  let before = null;
  const again = cover.querySelector("[data-sign-in-again]");
  const here = again.href;

  // What is typed would be lost with the page: the sign-in gets a tab of its own then.
  const isText = (field) => /text|search|tel|email|number|date|time/.test(field.type) && !field.readOnly;
  const isTyped = () => [...document.querySelectorAll("form[method=post] :is(textarea, input)")]
    .some((field) => isText(field) && field.value);

  // Nor is it lost when this page is reloaded by hand: the server keeps it until this person is back.
  let isToKeep = false;
  const keepTyped = async () => {
    if (!isToKeep || !cover.open) return;
    isToKeep = false;
    for (const form of document.querySelectorAll("form[method=post]:not([data-saves-itself])")) {
      if (![...form.elements].some((field) => isText(field) && field.value !== field.defaultValue)) continue;
      const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
      const page = new URL(form.getAttribute("action") ?? "", location.href).pathname;
      await fetch(`${cover.dataset.keep}?page=${encodeURIComponent(page)}`, {
        method: "POST", body, keepalive: body.toString().length < MOST_KEPT_ALIVE,
      }).catch(() => {});
    }
  };

  const hide = () => {
    if (cover.open) return;
    warning.hidden = true;
    document.documentElement.classList.add("is-covered");
    // The new tab opens the start page: this page there would hold the same text a second time.
    again.target = isTyped() ? "_blank" : "";
    again.href = isTyped() ? again.dataset.signInAgain : here;
    cover.querySelector("[data-typed]").hidden = !isTyped();
    cover.showModal();
    isToKeep = until > 0; // 0: somebody signed out, who leaves nothing here
    setTimeout(keepTyped, OVER);
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
  addEventListener("pagehide", keepTyped);
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
