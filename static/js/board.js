/* The board's comforts: refreshed in place, walked through with arrows, visits opened where they
   stand and dragged. Every deed has a page of its own. */
(() => {
  "use strict";
  const board = () => document.getElementById("board-live");
  const says = document.getElementById("board-says");
  const glance = document.getElementById("glance");
  if (!board()) return;
  const QUARTER = 15;
  let dragged = null;

  document.querySelectorAll("[data-print-day]").forEach((link) => {
    link.classList.remove("invisible"); // its place was kept: nothing moves
    link.addEventListener("click", (event) => {
      if (link.search !== location.search) return; // the whole day is fetched first
      event.preventDefault();
      print();
    });
  });
  if (location.hash === "#print") addEventListener("load", () => print());
  document.querySelectorAll("[data-changes]").forEach((form) =>
    form.addEventListener("change", () => form.requestSubmit()));
  document.addEventListener("click", (event) => {
    const menu = document.querySelector(".board-menu[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
  });

  // ── refreshed: focus, scroll and open folds stay where they were ─────────────
  const address = (link) => link?.closest?.(".board-cells") && link.getAttribute("href");
  const linkTo = (href) => [...board().querySelectorAll(".board-cells a")].find((each) => each.getAttribute("href") === href);
  const keeping = (change) => {
    const frame = board().querySelector(".board-frame");
    const [top, left] = frame ? [frame.scrollTop, frame.scrollLeft] : [0, 0];
    const [focus, href] = [document.activeElement?.id, address(document.activeElement)];
    const open = [...board().querySelectorAll("details[open][id]")].map((each) => each.id);
    change();
    const fresh = board().querySelector(".board-frame");
    if (fresh) [fresh.scrollTop, fresh.scrollLeft] = [top, left];
    open.forEach((id) => { const fold = document.getElementById(id); if (fold) fold.open = true; });
    if (href) linkTo(href)?.focus({ preventScroll: true });
    else if (focus && document.activeElement?.id !== focus) document.getElementById(focus)?.focus({ preventScroll: true });
    rove();
  };
  document.addEventListener("htmx:beforeRequest", (event) => {
    const busy = dragged || document.hidden || glance.matches(":popover-open");
    if (event.target.id === "board-live" && busy) event.preventDefault();
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

  // ── forms are sent as the browser would; the page that answers gives its board and its words ──
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
    if (glance.matches(":popover-open")) glance.hidePopover();
    send(event.submitter.formAction, fields).then((answer) => refused(answer));
  });

  // ── a visit at a glance, where it stands ──────────────────────────────────────
  const openGlance = async (link) => {
    const answer = await fetch(link.href, { headers: { "X-Glance": "1" } });
    if (!answer.ok || answer.redirected) return location.assign(link.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    glance.replaceChildren(...page.body.childNodes);
    glance.returnTo = link.getAttribute("href");
    glance.showPopover();
    const [at, box] = [link.getBoundingClientRect(), glance.getBoundingClientRect()];
    const beside = at.right + box.width + 8 < innerWidth ? at.right + 4 : at.left - box.width - 4;
    glance.style.left = `${Math.max(8, Math.min(beside, innerWidth - box.width - 8))}px`;
    glance.style.top = `${Math.max(8, Math.min(at.top, innerHeight - box.height - 8))}px`;
    glance.querySelector("button, a")?.focus();
  };
  glance.addEventListener("toggle", (event) => {
    const isNowhere = document.activeElement === document.body; // this is heard later: hands may be elsewhere by then
    if (event.newState === "closed" && glance.returnTo && isNowhere) linkTo(glance.returnTo)?.focus({ preventScroll: true });
  });
  document.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest?.(".board-entry > a, [data-glance]");
    if (link) {
      event.preventDefault();
      openGlance(link);
    }
    const gap = event.target.closest?.(".board-free > a");
    if (gap) {
      event.preventDefault();
      location.assign(quarterUrl(gap, event.detail ? quarterAt(gap, event.clientY) : chosen(gap)));
    }
  });

  // ── free time: one link a gap; the quarter of an hour in it is pointed at ─────────
  const rowHeight = (cells) => parseFloat(getComputedStyle(cells).gridAutoRows) || 22;
  const place = (cell) => {
    const style = getComputedStyle(cell);
    return { row: Number(style.gridRowStart), span: Number(style.gridRowEnd.replace("span ", "")) };
  };
  const quarterAt = (gap, y) => {
    const { span } = place(gap.parentElement);
    const row = Math.floor((y - gap.parentElement.getBoundingClientRect().top) / rowHeight(gap.closest(".board-cells")));
    return Math.max(0, Math.min(row, span - 1));
  };
  const timeOf = (gap, quarter) => {
    const [hour, minute] = new URL(gap.href).searchParams.get("time").split(":").map(Number);
    const all = hour * 60 + minute + quarter * QUARTER;
    return `${String(Math.floor(all / 60)).padStart(2, "0")}:${String(all % 60).padStart(2, "0")}`;
  };
  const quarterUrl = (gap, quarter) => {
    const url = new URL(gap.href);
    url.searchParams.set("time", timeOf(gap, quarter));
    return url.href;
  };
  const quarterMark = document.createElement("li");
  quarterMark.setAttribute("aria-hidden", "true");
  const point = (gap, quarter) => {
    if (!gap) return quarterMark.remove();
    const row = place(gap.parentElement).row + quarter;
    quarterMark.className = `board-quarter at-${row} of-1`;
    quarterMark.textContent = timeOf(gap, quarter);
    const cells = gap.closest(".board-cells");
    if (quarterMark.parentElement !== cells) cells.append(quarterMark);
  };
  const chosen = (gap) => Number(gap.dataset.quarter ?? 0);
  document.addEventListener("pointermove", (event) => {
    const gap = event.target.closest?.(".board-free > a");
    if (gap) point(gap, quarterAt(gap, event.clientY));
    else if (!document.activeElement?.closest?.(".board-free")) point(null);
  });

  // ── arrows go from cell to cell; the grid is one stop of the Tab key ────────────
  const links = (cells) => [...cells.querySelectorAll("li > a")]
    .map((link) => ({ link, ...place(link.parentElement) }))
    .sort((one, other) => one.row - other.row);
  const rove = (wanted = null) => {
    const all = [...board().querySelectorAll(".board-cells a")];
    const stop = wanted ?? all.find((each) => each === document.activeElement) ?? all.find((each) => each.tabIndex === 0 && each.hasAttribute("tabindex")) ?? all[0];
    all.forEach((each) => { each.tabIndex = each === stop ? 0 : -1; });
  };
  const go = (target, row) => {
    if (!target) return;
    const { link } = target;
    const quarter = Math.max(0, Math.min(row - target.row, target.span - 1));
    link.dataset.quarter = quarter;
    rove(link);
    link.focus();
    const gap = link.closest(".board-free") && link;
    point(gap, quarter);
    if (gap) quarterMark.scrollIntoView({ block: "nearest" });
  };
  const rowOf = (link) => place(link.parentElement).row + (link.closest(".board-free") ? chosen(link) : 0);
  const nearest = (cells, row) => {
    const all = links(cells);
    return all.find((each) => each.row <= row && row < each.row + each.span)
      ?? all.sort((one, other) => Math.abs(one.row - row) - Math.abs(other.row - row))[0];
  };
  const sideways = (link, step) => {
    const columns = [...board().querySelectorAll(".board-column .board-cells")];
    let at = columns.indexOf(link.closest(".board-cells")) + step;
    while (columns[at] && !links(columns[at]).length) at += step; // a doctor who is away all day
    const row = rowOf(link);
    if (columns[at]) go(nearest(columns[at], row), row);
  };
  const upDown = (link, step) => {
    const all = links(link.closest(".board-cells"));
    const at = all.findIndex((each) => each.link === link);
    const row = rowOf(link) + step;
    const here = all[at];
    if (link.closest(".board-free") && row >= here.row && row < here.row + here.span) return go(here, row);
    const next = all[at + step];
    if (next) go(next, step > 0 ? next.row : next.row + next.span - 1);
  };
  document.addEventListener("keydown", (event) => {
    const link = document.activeElement;
    if (!address(link) || event.ctrlKey || event.metaKey || event.altKey) return;
    const onward = document.documentElement.dir === "rtl" ? -1 : 1;
    const all = () => links(link.closest(".board-cells"));
    const deeds = {
      ArrowDown: () => upDown(link, 1),
      ArrowUp: () => upDown(link, -1),
      ArrowRight: () => sideways(link, onward),
      ArrowLeft: () => sideways(link, -onward),
      Home: () => go(all()[0], 0),
      End: () => go(all().at(-1), Infinity),
    };
    if (!deeds[event.key]) return;
    event.preventDefault();
    deeds[event.key]();
  });
  document.addEventListener("focusin", (event) => {
    if (!address(event.target)) return point(null);
    rove(event.target);
    if (event.target.closest(".board-free")) point(event.target, chosen(event.target));
  });
  rove();

  // ── dragging: the row under the pointer is the time; whether it can be is for the server to say ──
  const spotOf = (event) => {
    const cells = event.target.closest?.(".board-cells[data-opens]");
    if (!cells || !dragged) return null;
    const top = cells.getBoundingClientRect().top;
    const row = Math.max(0, Math.floor((event.clientY - top - dragged.grip) / rowHeight(cells) + 0.5));
    return { cells, row };
  };
  const mark = document.createElement("li");
  mark.setAttribute("aria-hidden", "true");
  document.addEventListener("dragstart", (event) => {
    const visit = event.target.closest?.(".board-entry[draggable=true]");
    if (!visit) return;
    dragged = { visit, grip: event.clientY - visit.getBoundingClientRect().top };
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    visit.classList.add("is-dragged");
    point(null);
    refused(null);
  });
  document.addEventListener("dragover", (event) => {
    const spot = spotOf(event);
    if (!spot) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    mark.className = `board-drop at-${spot.row + 1} of-${place(dragged.visit).span}`;
    if (mark.parentElement !== spot.cells) spot.cells.append(mark);
  });
  document.addEventListener("dragend", () => {
    dragged?.visit.classList.remove("is-dragged");
    mark.remove();
    dragged = null;
  });
  document.addEventListener("drop", (event) => {
    const spot = spotOf(event);
    if (!spot) return;
    event.preventDefault();
    const { visit } = dragged;
    const move = `${visit.querySelector("a").pathname}move/`;
    const starts = new Date(new Date(spot.cells.dataset.opens).getTime() + spot.row * QUARTER * 60000);
    const fields = new FormData(steps);
    fields.set("provider", spot.cells.dataset.provider);
    fields.set("date", "");
    fields.set("minutes", visit.dataset.minutes);
    fields.set("sequence", visit.dataset.sequence);
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
