/* The keys of a document's page, while it has the focus. Every one of them is a link as well. */
(() => {
  "use strict";
  const sheet = document.getElementById("sheet");
  if (!sheet) return;
  const KEYS = { n: "next", PageDown: "next", p: "prev", PageUp: "prev", "+": "larger", "=": "larger", "-": "smaller" };
  const frame = sheet.querySelector(".sheet-frame");
  sheet.addEventListener("keydown", (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const link = isPlain && sheet.querySelector(`[data-key="${KEYS[event.key]}"]`);
    if (!link) return;
    event.preventDefault();
    sessionStorage.setItem("sheet", location.pathname);
    link.click();
  });
  // Whoever turned a page by a key reads on by keys.
  if (sessionStorage.getItem("sheet") === location.pathname) frame.focus();
  sessionStorage.removeItem("sheet");
})();
