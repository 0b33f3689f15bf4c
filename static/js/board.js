/* The board's comforts: refreshed in place, visits dragged. Every deed has a page of its own. */
(() => {
  "use strict";
  const board = () => document.getElementById("board-live");
  const says = document.getElementById("board-says");
  if (!board()) return;
  let dragged = null;

  // What is new takes the old one's place; focus, scroll and open folds stay where they were.
  const keeping = (change) => {
    const frame = board().querySelector(".board-frame");
    const [top, left] = frame ? [frame.scrollTop, frame.scrollLeft] : [0, 0];
    const focus = document.activeElement?.id;
    const open = [...board().querySelectorAll("details[open][id]")].map((each) => each.id);
    change();
    const fresh = board().querySelector(".board-frame");
    if (fresh) [fresh.scrollTop, fresh.scrollLeft] = [top, left];
    open.forEach((id) => { const fold = document.getElementById(id); if (fold) fold.open = true; });
    if (focus && document.activeElement?.id !== focus) document.getElementById(focus)?.focus({ preventScroll: true });
  };
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.id === "board-live" && (dragged || document.hidden)) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "board-live") return;
    event.detail.shouldSwap = false;
    if (event.detail.xhr.status !== 200 || dragged) return;
    const fresh = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    show(fresh.getElementById("board-live"));
  });
  // The session has ended: the names must not stay on the screen.
  document.addEventListener("htmx:responseError", (event) => {
    if (event.target.id === "board-live" && event.detail.xhr.status === 401) location.reload();
  });
  const show = (fresh) => {
    if (!fresh) return false;
    keeping(() => {
      board().replaceWith(document.importNode(fresh, true));
      window.htmx?.process(board());
    });
    return true;
  };

  // A form is sent as the browser would; the page that answers gives its board and its words.
  const send = async (url, fields) => {
    board().setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { method: "POST", body: new URLSearchParams(fields) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const words = page.querySelector("#starts_at-error, #free-times .invalid-feedback")
        ?? page.querySelector("#error-summary li, main .notice-error, main .notice-warning");
      const messages = page.getElementById("messages");
      if (answer.redirected && show(page.getElementById("board-live"))) {
        document.getElementById("messages").replaceChildren(...(messages?.children ?? []));
        return null;
      }
      const times = words?.id === "starts_at-error" ? [...page.querySelectorAll("#free-times label.slot")] : [];
      return { why: words?.textContent.trim() || board().dataset.failed, times };
    } catch {
      return { why: board().dataset.failed, times: [] };
    } finally {
      board().removeAttribute("aria-busy");
    }
  };
  // Why not, and below it the nearest free times that came with the answer: one press each.
  const refused = (answer, page = "", again = null) => {
    says.replaceChildren();
    says.className = answer ? "notice notice-error" : "visually-hidden";
    if (!answer) return;
    const why = document.createElement("span");
    why.textContent = answer.why;
    says.append(why);
    if (!page) return;
    const times = document.createElement("span");
    times.className = "cluster";
    for (const each of answer.times) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm btn-outline-primary";
      const words = button.appendChild(document.createElement("bdi"));
      words.textContent = each.textContent.trim();
      button.addEventListener("click", () => again(each.querySelector("input").value));
      times.append(button);
    }
    const link = times.appendChild(document.createElement("a"));
    link.href = page;
    link.textContent = board().dataset.choose;
    says.append(times);
  };
  const steps = document.getElementById("steps");
  steps?.addEventListener("submit", (event) => {
    if (!event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    if (board().getAttribute("aria-busy")) return;
    const fields = new FormData(steps, event.submitter);
    send(event.submitter.formAction, fields).then((answer) => refused(answer));
  });

  // Dragging. The row under the pointer is the time; whether it can be is for the server to say.
  const place = (event) => {
    const cells = event.target.closest?.(".board-cells[data-opens]");
    if (!cells || !dragged) return null;
    const height = parseFloat(getComputedStyle(cells).gridAutoRows) || 36;
    const row = Math.max(0, Math.floor((event.clientY - cells.getBoundingClientRect().top - dragged.grip) / height + 0.5));
    return { cells, row };
  };
  const mark = document.createElement("li");
  mark.setAttribute("aria-hidden", "true");
  document.addEventListener("dragstart", (event) => {
    const visit = event.target.closest?.("[data-move]");
    if (!visit) return;
    dragged = { visit, grip: event.clientY - visit.getBoundingClientRect().top };
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    visit.classList.add("is-dragged");
    refused(null);
  });
  document.addEventListener("dragover", (event) => {
    const spot = place(event);
    if (!spot) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    mark.className = `board-drop row-start-${spot.row + 1} row-span-${dragged.visit.dataset.span}`;
    if (mark.parentElement !== spot.cells) spot.cells.append(mark);
  });
  document.addEventListener("dragend", () => {
    dragged?.visit.classList.remove("is-dragged");
    mark.remove();
    dragged = null;
  });
  document.addEventListener("drop", (event) => {
    const spot = place(event);
    if (!spot) return;
    event.preventDefault();
    const { move, sequence, minutes } = dragged.visit.dataset;
    const starts = new Date(new Date(spot.cells.dataset.opens).getTime() + spot.row * 15 * 60000);
    const fields = new FormData(steps);
    fields.set("provider", spot.cells.dataset.provider);
    fields.set("date", "");
    fields.set("minutes", minutes);
    fields.set("sequence", sequence);
    const to = async (starts) => {
      if (board().getAttribute("aria-busy")) return;
      fields.set("starts_at", starts);
      refused(null);
      says.textContent = board().dataset.dropped;
      refused(await send(move, fields), move, to);
    };
    to(starts.toISOString().replace(".000Z", "Z"));
  });
})();
