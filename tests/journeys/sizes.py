"""Whether what is pressed is large enough or far enough from the next, from where it is drawn.

WCAG 2.2, 2.5.8: a target has 24 by 24 pixels, or a circle of 24 around its middle touches no other.
Certain from places alone: it is as large, and nothing else that is pressed lies over or under it;
or it is small, and nothing else comes nearer to its middle than 24 pixels; or it is a link among
the words of a sentence. What a bar that stays in its place lies over is looked at where the page is
scrolled to its beginning or its end, if it is free of the bar there. And what scrolls has something
in it that the keyboard comes to. The rest is `DOUBTFUL`, and shown to axe.
"""

# Gives the doubtful ones by all that decides on them: themselves and whatever is near, with places.
DOUBTFUL = """
() => {
  const SIZE = 24, NEARLY = 0.05;
  const doubtful = (window.axeSizes = new Map());
  const style = (node) => getComputedStyle(node);
  const seen = (node) => node.checkVisibility({ visibilityProperty: true });
  const PRESSED = "a[href], area[href], button, input:not([type=hidden]), select, textarea," +
    "summary, iframe, [contenteditable], [role][tabindex]:not([role=region], [role=group]," +
    "[role=status], [role=alert], [role=dialog], [role=document], [role=table], [role=img])";
  const REACHED = "a[href], button, input:not([type=hidden]), select, textarea, summary," +
    "[tabindex]";
  const doubt = (node, ...why) => {
    const key = JSON.stringify(why);
    if (!doubtful.has(key)) doubtful.set(key, []);
    doubtful.get(key).push(node);
  };
  const targets = [...document.querySelectorAll(PRESSED)].filter(seen).map((node) => {
    const { left, top, right, bottom, width, height } = node.getBoundingClientRect();
    return { node, left, top, right, bottom, width, height };
  });
  // A link in a sentence: the text around it in its block is longer than that of all links there.
  const inSentence = (node) => {
    if (node.tagName !== "A" || style(node).display !== "inline") return false;
    let block = node.parentElement;
    while (block && style(block).display === "inline") block = block.parentElement;
    const breaks = "br, button, input, select, textarea, svg, img";
    if (!block || block.querySelector(breaks)) return false;
    const words = (text) => text.replace(/\\s+/g, " ").trim().length;
    const linked = [...block.querySelectorAll("a")].reduce((n, a) => n + words(a.textContent), 0);
    const inLine = ({ display, position }) => display === "inline" && position === "static";
    if (![...block.querySelectorAll("*")].every((each) => inLine(style(each)))) return false;
    return words(block.textContent) > 2 * linked;
  };
  const away = (middle, side, other) => Math.max(side - middle, middle - other, 0);
  const nearness = (one, other) => Math.hypot(
    away((one.left + one.right) / 2, other.left, other.right),
    away((one.top + one.bottom) / 2, other.top, other.bottom));
  const over = (one, other) => one.left < other.right && other.left < one.right &&
    one.top < other.bottom && other.top < one.bottom;
  const unnumbered = ({ className }) => String(className).replace(/[0-9]+/g, "#");
  const said = (each, from) => [
    each.node.tagName, each.node.type, unnumbered(each.node), style(each.node).pointerEvents,
    style(each.node).zIndex, style(each.node).position,
    ...[each.left - from.left, each.top - from.top, each.width, each.height].map(Math.round)];
  // The bar that stays while the page moves under it; "?" for what stays for a part of the way.
  const bars = new Map();
  const barOf = (node) => {
    if (!node) return null;
    if (!bars.has(node)) {
      const { position } = style(node);
      const own = position === "fixed" ? node : position === "sticky" ? "?" : null;
      bars.set(node, own ?? barOf(node.parentElement));
    }
    return bars.get(node);
  };
  const { scrollHeight, clientHeight } = document.scrollingElement;
  const ENDS = [window.scrollY, window.scrollY - Math.max(0, scrollHeight - clientHeight)];
  const moved = (it, by) => ({ ...it, top: it.top + by, bottom: it.bottom + by });
  const isSmall = ({ width, height }) => Math.min(width, height) < SIZE - NEARLY;
  const rows = targets.toSorted((one, other) => one.top - other.top);
  const tallest = Math.max(0, ...rows.map(({ height }) => height));
  rows.forEach((one, place) => {
    const small = isSmall(one), reach = small ? 2 * SIZE : 0, near = [];
    for (let n = place - 1; n >= 0 && rows[n].top > one.top - tallest - reach; n--)
      near.push(rows[n]);
    for (let n = place + 1; n < rows.length && rows[n].top < one.bottom + reach; n++)
      near.push(rows[n]);
    const touch = (one, other) =>
      over(one, other) || (small && nearness(one, other) < SIZE + NEARLY);
    const stays = barOf(one.node);
    const comesFree = (other) => {
      const staysToo = barOf(other.node);
      if (stays === "?" || staysToo === "?" || !stays === !staysToo) return false;
      return ENDS.some((by) =>
        stays ? !touch(one, moved(other, by)) : !touch(moved(one, by), other));
    };
    const close = near.filter((other) => touch(one, other) && !comesFree(other));
    if (close.length && !(small && inSentence(one.node)))
      doubt(one.node, style(one.node).display, said(one, one),
        close.map((other) => said(other, one)).sort());
  });
  const scrolls = (node) => {
    const along = (whole, shown, how) => whole > shown && /auto|scroll/.test(how);
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = node;
    if (scrollWidth <= clientWidth && scrollHeight <= clientHeight) return false;
    const { overflowX, overflowY } = style(node);
    return along(scrollWidth, clientWidth, overflowX) ||
      along(scrollHeight, clientHeight, overflowY);
  };
  for (const node of document.body.querySelectorAll("*"))
    if (scrolls(node) && !node.matches("select, textarea") && node.tabIndex < 0 &&
        ![...node.querySelectorAll(REACHED)].some((each) => each.tabIndex >= 0 && seen(each)))
      doubt(node, "scrolls", node.tagName, node.className);
  return [...doubtful.keys()];
}
"""
