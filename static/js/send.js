/* Files go to the store with their digest, in their order, with a bar and a way to stop each.
   Without this file the form sends one file at a time and comes back. */
(() => {
  "use strict";
  const form = document.getElementById("upload");
  if (!form || !crypto.subtle) return;
  const list = document.getElementById("uploads");
  const input = form.querySelector("input[type=file]");
  const token = () => document.querySelector("#arrived [name=csrfmiddlewaretoken]").value;
  const MOST_FILES = 20;
  const NO_CONTENT = 204;
  const most = Number(form.dataset.most);
  const TYPES = new Set(["application/pdf", "image/jpeg", "image/png", "image/heic", "image/tiff", "application/dicom"]);
  let number = Number(form.dataset.number);
  let last = Promise.resolve(); // one after the other: their order is the pages' order

  const isSingle = form.dataset.single === "1";
  input.multiple = !isSingle;
  form.querySelector("button").classList.add("invisible"); // its place stays: nothing moves

  const hex = (bytes) => [...new Uint8Array(bytes)].map((each) => each.toString(16).padStart(2, "0")).join("");

  const row = (file) => {
    const item = document.createElement("li");
    const name = document.createElement("bdi");
    const says = document.createElement("span");
    const bar = document.createElement("progress");
    const stop = document.createElement("button");
    name.textContent = file.name;
    says.className = "muted";
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    stop.type = "button";
    stop.className = "btn btn-link";
    stop.textContent = list.dataset.cancel;
    item.append(name, " ", says, bar, stop);
    item.className = "upload";
    list.hidden = false;
    list.append(item);
    const ends = (words, isBad) => {
      says.textContent = words;
      says.className = isBad ? "field-error" : "muted";
      bar.remove();
      stop.remove();
    };
    return { says, bar, stop, ends };
  };

  const allowed = async (file, place, signal) => {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    const body = new URLSearchParams({
      csrfmiddlewaretoken: token(), number: String(place), size: String(file.size),
      mime: TYPES.has(file.type) ? file.type : "application/octet-stream", sha256: hex(digest),
    });
    const answer = await fetch(form.dataset.partUrl, { method: "POST", body, signal });
    const told = await answer.json().catch(() => ({})); // a page instead: the site, or the session, is not there
    if (!told.url) throw new Error(told.error || list.dataset.failed);
    return told;
  };

  const sent = (told, file, at, signal) => new Promise((done, failed) => {
    const body = new FormData();
    Object.entries(told.fields).forEach(([name, text]) => body.append(name, text));
    body.append("file", file);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) at.bar.value = event.loaded / event.total; });
    request.addEventListener("load", () => (request.status === NO_CONTENT ? done() : failed(new Error(list.dataset.failed))));
    request.addEventListener("error", () => failed(new Error(list.dataset.failed)));
    request.addEventListener("abort", () => failed(new Error(list.dataset.cancelled)));
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", told.url);
    request.send(body);
  });

  const bring = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
    const fresh = page.getElementById("arrived");
    if (fresh) document.getElementById("arrived").replaceWith(fresh);
    const next = page.getElementById("upload");
    if (next) number = Math.max(number, Number(next.dataset.number));
  };

  const one = async (file) => {
    const at = row(file);
    const stopping = new AbortController();
    at.stop.addEventListener("click", () => { stopping.abort(); at.ends(list.dataset.cancelled, false); });
    last = last.then(async () => {
      if (stopping.signal.aborted) return;
      if (file.size > most) return at.ends(list.dataset.large, true);
      if (number > MOST_FILES) return at.ends(list.dataset.full, true);
      const place = isSingle ? 1 : number++; // another choice takes the place of the first
      try {
        at.says.textContent = list.dataset.reading;
        const told = await allowed(file, place, stopping.signal);
        at.says.textContent = list.dataset.going;
        await sent(told, file, at, stopping.signal);
        at.ends(list.dataset.done, false);
      } catch (problem) {
        if (!stopping.signal.aborted) at.ends(problem instanceof TypeError ? list.dataset.failed : problem.message, true);
      }
      await bring().catch(() => location.reload());
    });
  };

  const take = () => {
    [...input.files].forEach(one);
    input.value = "";
  };
  input.addEventListener("change", take);
  take(); // what was chosen before this file had come
  form.addEventListener("submit", (event) => event.preventDefault());
})();
