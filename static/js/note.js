/* The note saves itself: on each pause and on leaving. Every button of it works without this file.

   What cannot be sent stays in the tab's own storage until it can; signing out clears that. */
(() => {
  "use strict";
  const form = document.getElementById("note");
  if (!form) return;
  const PAUSE = 1500;
  const AGAIN = 5000;
  const MOST_KEPT_ALIVE = 60_000; // what a browser sends of a page that is closing
  const said = document.getElementById("note-saved");
  const copyName = `note ${document.body.dataset.idlePerson} ${location.pathname}`;
  const { seen, step, csrfmiddlewaretoken: token } = form.elements;
  let timer = 0;
  let isTyped = false;
  let isHeard = false; // before this file had come a button may have been pressed, too: what is early waits for its answer
  let isSending = false;
  let isOver = false; // submitted, or changed elsewhere: nothing more is saved by itself

  const told = () => {
    step.value = String(Number(step.value) + 1);
    const body = new URLSearchParams(new FormData(form));
    body.set("save", "auto");
    return body;
  };
  const keepCopy = (body) => { try { sessionStorage.setItem(copyName, body.toString()); } catch { /* full: the page still holds it */ } };
  const dropCopy = () => sessionStorage.removeItem(copyName);
  const later = (pause) => { clearTimeout(timer); timer = setTimeout(save, pause); };

  // A sign-in in another tab has made another token: this page learns it from the site itself.
  const learnToken = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const fresh = page.querySelector("#note [name=csrfmiddlewaretoken]");
    if (fresh) token.value = fresh.value;
    return Boolean(fresh);
  };

  const send = (body) => fetch(form.action, {
    method: "POST", body, redirect: "manual", keepalive: body.toString().length < MOST_KEPT_ALIVE,
  });
  const failed = (words, body) => { isTyped = true; said.textContent = words; keepCopy(body); later(AGAIN); };
  const heard = async (answer, body) => {
    if (answer.type === "opaqueredirect") return failed(form.dataset.signedOut, body);
    if (answer.status === 403 && await learnToken()) return failed(form.dataset.failed, body);
    if (answer.status === 409) { isOver = true; keepCopy(body); said.textContent = (await answer.json()).said; return undefined; }
    if (!answer.ok) return failed(form.dataset.failed, body);
    const kept = await answer.json();
    if (kept.seen) seen.value = kept.seen;
    if (kept.said) said.textContent = kept.said;
    dropCopy();
    return undefined;
  };
  async function save() {
    clearTimeout(timer);
    if (!isTyped || isOver) return;
    if (isSending) return later(PAUSE);
    isTyped = false;
    isSending = true;
    const body = told();
    try { await heard(await send(body), body); } catch { failed(form.dataset.failed, body); }
    isSending = false;
  }

  form.addEventListener("input", (event) => {
    if (event.target.dataset.find) return; // what is looked up is no part of the note
    isTyped = true;
    isHeard ||= !event.early;
    later(isHeard ? PAUSE : AGAIN);
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    clearTimeout(timer);
    isOver = true;
    step.value = String(Number(step.value) + 1);
    dropCopy();
  });
  for (const woken of ["visibilitychange", "focus"]) addEventListener(woken, () => { if (isTyped) later(0); });
  addEventListener("pagehide", () => {
    if (!isTyped || isOver || !isHeard) return;
    const body = told();
    if (!navigator.sendBeacon(form.action, body)) keepCopy(body);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // What an earlier page of this tab could not send is sent now, and shown.
  const rest = sessionStorage.getItem(copyName);
  if (rest) {
    const body = new URLSearchParams(rest);
    body.set("csrfmiddlewaretoken", token.value);
    send(body).then((answer) => {
      if (answer.type === "opaqueredirect") return;
      dropCopy();
      if (answer.ok) return location.reload();
      if (answer.status !== 409) return;
      const both = document.createElement("form"); // the server shows both texts
      both.method = "post";
      both.action = form.action;
      body.delete("save");
      for (const [name, value] of body) both.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      document.body.append(both);
      both.submit();
    }).catch(() => {});
  }

  // Enter in a search box takes what was found first; in another box it saves, and one goes on there.
  const placeName = `note place ${location.pathname}`;
  form.addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.key !== "Enter") return;
    if (target.dataset.find) {
      event.preventDefault();
      document.getElementById(target.dataset.find)?.querySelector("button")?.click();
    } else if (target.matches("input[id]")) sessionStorage.setItem(placeName, JSON.stringify([target.id, target.getBoundingClientRect().top]));
  });

  // Sections stay as they were left, but for the one somebody is in already; a jump to a folded one unfolds it.
  const folds = JSON.parse(localStorage.getItem("folds") ?? "{}");
  document.querySelectorAll("[data-fold]").forEach((part) => {
    if (part.id in folds && !part.querySelector(".is-invalid, :focus")) part.open = folds[part.id];
    part.addEventListener("toggle", () => {
      folds[part.id] = part.open;
      localStorage.setItem("folds", JSON.stringify(folds));
    });
  });
  document.querySelectorAll(".note-parts a").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault(); // going to the part would take the focus from its first field
    const part = document.querySelector(link.hash);
    part.open = true;
    part.scrollIntoView();
    part.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  }));

  // Enter saved the note by loading it anew: one goes on in the box one was in.
  const place = sessionStorage.getItem(placeName);
  if (place) {
    sessionStorage.removeItem(placeName);
    const [id, top] = JSON.parse(place);
    const box = document.getElementById(id);
    if (box && !document.querySelector("[role=alert][autofocus], .note-conflict")) {
      box.focus({ preventScroll: true });
      scrollBy({ top: box.getBoundingClientRect().top - top, behavior: "instant" });
    }
  }
})();
