/* Small comforts. Every page is complete without this file. */
(() => {
  "use strict";

  // "/" goes to the search box, the page's own or that of the desk, unless someone is typing.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const box = document.querySelector("[data-search]");
    const quick = document.getElementById("quick-find");
    if (!box && !quick) return;
    event.preventDefault();
    if (!box) quick.showPopover();
    const search = box ?? quick.querySelector("[type=search]");
    search.focus();
    search.select();
  });

  // One press, one submit. Coming back to the page gives the button back.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => {
    document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent);
    document.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });

  // All boxes of that name are ticked, or none, where they stand.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-tick]");
    if (!button) return;
    event.preventDefault();
    for (const box of button.form.querySelectorAll(`[type=checkbox][name="${button.dataset.tick}"]`))
      box.checked = button.value === "all";
  });

  // What is shown once may be copied.
  document.querySelectorAll("[data-copy]").forEach((button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const words = button.querySelector("[aria-live]");
      navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value)
        .then(() => { words.textContent = button.dataset.copied; })
        .catch(() => document.getElementById(button.dataset.copy).select());
    });
  });

  // What htmx could not fetch is said: it would leave the old part standing, as if nothing had been asked.
  const notLoaded = document.getElementById("not-loaded");
  for (const failed of ["htmx:responseError", "htmx:sendError", "htmx:timeout"])
    document.addEventListener(failed, (event) => {
      if (notLoaded && event.target.id !== "board-live") notLoaded.hidden = false; // the board asks again by itself
    });
  document.addEventListener("htmx:afterSwap", () => { if (notLoaded) notLoaded.hidden = true; });

  // What was typed or chosen before the scripts had come is told to them when they have, once, as `early`. What the browser
  // put back on a page that was left or loaded again is none of it: the page may say something newer by now.
  const isBefore = (field) => {
    if (field.matches("select")) {
      const options = [...field.options];
      const first = options.some((each) => each.defaultSelected) || field.multiple ? null : options.find((each) => !each.disabled);
      return options.some((each) => each.selected !== (each.defaultSelected || each === first));
    }
    if (field.type === "radio") return field.checked && !field.defaultChecked;
    if (field.type === "checkbox") return field.checked !== field.defaultChecked;
    if (["hidden", "file"].includes(field.type)) return false;
    const came = field.cloneNode(); // a browser shows nothing of a day that is none
    came.value = field.defaultValue;
    return field.value !== came.value;
  };
  const tell = (field, name) => field.dispatchEvent(Object.assign(new Event(name, { bubbles: true }), { early: true }));
  document.addEventListener("DOMContentLoaded", () => {
    if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") return;
    const before = [...document.querySelectorAll("input, select, textarea")].filter(isBefore);
    for (const field of before) for (const name of ["input", "change", "typed-before"]) tell(field, name);
  });

  // A day that is picked stands in words below its box: a device may write 4 January as 01/04.
  const spoken = new Intl.DateTimeFormat(document.documentElement.lang === "ar" ? "ar-u-nu-latn-ca-gregory" : "en-GB",
    { day: "numeric", month: "long", year: "numeric" });
  document.addEventListener("input", (event) => {
    const words = event.target.parentElement?.querySelector("[data-day-words] bdi");
    if (event.target.type !== "date" || !words) return;
    const day = event.target.valueAsDate;
    words.textContent = day ? spoken.format(new Date(`${event.target.value}T12:00`)) : "\u00a0";
  });

  // A chosen file is read into the box it is meant for; it is not sent by itself.
  document.querySelectorAll("[data-into]").forEach((file) => {
    file.closest("[data-needs-script]").hidden = false;
    file.addEventListener("change", () => {
      if (file.files[0]) file.files[0].text().then((text) => { document.getElementById(file.dataset.into).value = text; });
    });
  });

  document.querySelectorAll("button[data-print]").forEach((button) => {
    button.classList.remove("invisible"); // its place was kept: nothing moves
    button.addEventListener("click", () => print());
  });

  // Messages may be put away.
  document.querySelectorAll("[data-dismiss]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", (event) => {
    event.target.closest("[data-dismiss]")?.parentElement.remove();
    document.querySelectorAll("details.account[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.account[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
})();
