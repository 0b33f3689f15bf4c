"""What axe finds on a page against WCAG 2.2 AA, without looking twice at what it has seen.

Its rules of structure depend on the shape of a page: elements, roles, what refers to what, what is
shown, where there is text at all. Its rules of colours depend on colours, sizes and grounds, as the
browser has worked them out for the scheme, width and language of the moment; its rules of sizes on
where things are drawn. So a shape is looked at once in a run; so is a text in its colours, unless
arithmetic shows that it stands out (`contrast.py`), and what is pressed with whatever is near it,
unless arithmetic shows that it is large enough or alone (`sizes.py`). What has a finding is looked
at every time.
"""

import json
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.contrast import contrasts
from tests.journeys.sizes import DOUBTFUL

COLOURS = ["color-contrast", "link-in-text-block"]
SIZES = ["target-size", "scrollable-region-focusable"]
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
OF_STRUCTURE = ONLY_VIOLATIONS | {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {each: {"enabled": False} for each in [*COLOURS, *SIZES]},
}
OF_COLOURS = ONLY_VIOLATIONS | {"runOnly": COLOURS}
OF_SIZES = ONLY_VIOLATIONS | {"runOnly": SIZES}
# Values that decide what an element is and does; of all others, that there is one.
SHAPE = """
() => {
  const kept = new RegExp("^(?:id|for|role|type|tabindex|scope|headers|list|lang|autocomplete|" +
    "http-equiv|hidden|disabled|open|aria-(?!label$|description$|valuetext$).+)$");
  // English in Arabic and Arabic in English are marked in other places.
  const ours = ({name, value}) => /^(lang|dir)=(en|ar|ltr|rtl|auto)$/.test(`${name}=${value}`);
  const unnumbered = (value) => value.replace(/[0-9A-Z]{26}|[0-9]+/g, "#");
  const said = ({name, value}) =>
    value.trim() && !kept.test(name) ? "…" : unnumbered(value);
  const attribute = (each) => (ours(each) ? "" : `${each.name}=${said(each)}`);
  // The shape of a node, and all nodes in it; of the rows of a list one of each shape.
  const shape = (node) => {
    if (node.nodeType === 3) return [node.data.trim() ? "." : "", []];
    if (node.nodeType !== 1) return ["", []];
    const named = [...node.attributes].map(attribute).filter(Boolean).sort().join(" ");
    let inside = [...node.childNodes].map(shape);
    if (/^(TBODY|UL|OL)$/.test(node.tagName))
      inside = [...new Map(inside.toReversed()).entries()].sort();
    const text = inside.map(([each]) => each).join("");
    return [`<${node.tagName} ${named}>${text}</>`, [node, ...inside.flatMap(([, each]) => each)]];
  };
  const [text, nodes] = shape(document.documentElement);
  window.axeNodes = nodes;
  const shown = nodes.flatMap((node, number) => (node.checkVisibility() ? [number] : []));
  return [text, shown];
}
"""
# Every text that is drawn, with all that its contrast depends on: itself, its neighbourhood, its
# grounds. What is clipped to nothing is for screen readers; a box to tick has no text.
TEXTS = """
() => {
  const texts = (window.axeTexts = new Map()), styles = new Map(), grounds = new Map();
  const clipped = new Map();
  const styleOf = (node) => {
    if (!styles.has(node)) styles.set(node, getComputedStyle(node));
    return styles.get(node);
  };
  const isClipped = (node) => {
    if (!node) return false;
    if (!clipped.has(node)) {
      const { clip, position } = styleOf(node);
      const away = position === "absolute" && /^rect\\(0px, 0px, 0px, 0px\\)$/.test(clip);
      clipped.set(node, away || isClipped(node.parentElement));
    }
    return clipped.get(node);
  };
  // A mark at the end of a box, as that of a select, and no picture behind its text.
  const small = /^(1[0-9](\\.[0-9]+)?px,? ?)+$/;
  const isMark = ({ backgroundRepeat, backgroundSize }) =>
    /^(no-repeat,? ?)+$/.test(backgroundRepeat) && small.test(backgroundSize);
  // The grounds from the text outwards to an opaque one; "?" where another may lie between.
  const groundsOf = (node) => {
    if (!node) return ["?"];
    if (!grounds.has(node)) {
      const { backgroundColor, backgroundImage, position } = styleOf(node);
      const plain = backgroundImage === "none" || isMark(styleOf(node));
      const own = plain ? backgroundColor : "?";
      const opaque = /^rgb\\(/.test(own);
      const afloat = position === "static" || position === "relative" ? [] : ["?"];
      const behind = opaque ? [] : [...afloat, ...groundsOf(node.parentElement)];
      grounds.set(node, [own, ...behind]);
    }
    return grounds.get(node);
  };
  const faintness = (node) => (node ? styleOf(node).opacity * faintness(node.parentElement) : 1);
  const isText = (node) => node.nodeType === 3 && node.data.trim();
  const speaks = (node) => [...node.childNodes].some(isText);
  const without = ["hidden", "range", "color", "checkbox", "radio", "image"];
  const isBox = (node) =>
    node.matches("select, textarea") || (node.matches("input") && !without.includes(node.type));
  // Which of many alike, as the place on a grid, says nothing about colours.
  const unnumbered = ({ className }) => String(className).replace(/[0-9]+/g, "#");
  for (const node of document.body.querySelectorAll("*")) {
    if (!speaks(node) && !isBox(node)) continue;
    if (!node.checkVisibility() || isClipped(node)) continue;
    const style = styleOf(node), around = node.parentElement;
    const key = JSON.stringify({
      names: [node.tagName, unnumbered(node), around.tagName, unnumbered(around)],
      told_by_colour: node.tagName === "A" && speaks(around) && style.textDecorationLine === "none",
      colour: style.color, around: styleOf(around).color,
      pixels: parseFloat(style.fontSize), weight: Number(style.fontWeight),
      shadow: style.textShadow, opacity: faintness(node), grounds: groundsOf(node),
    });
    if (!texts.has(key)) texts.set(key, []);
    texts.get(key).push(node);
  }
  return [...texts.keys()];
}
"""
# All three in one question, for each goes to the browser and back; and in one text, for Playwright
# wraps and unwraps each number of a list on its way.
LOOK = f"() => JSON.stringify([({SHAPE})(), ({TEXTS})(), ({DOUBTFUL})()])"
# How the elements that these name are found again; each says it to `RUN`.
IN_TEXTS, IN_SIZES, IN_NODES = "axeTexts", "axeSizes", "axeNodes"
# Axe measures whether letters draw together as those of icon fonts do, whose colours it leaves out.
# Arabic letters join; here no font has icons.
RUN = """
async ([within, keys, rules]) => {
  if (!window.axe) return null;
  const known = window[within];
  const include = keys.flatMap((key) => (known instanceof Map ? known.get(key) : [known[key]]));
  const canvas = CanvasRenderingContext2D.prototype, measured = canvas.measureText;
  canvas.measureText = (text) => ({ width: 30 * text.length });
  const found = await axe.run(within ? { include } : document, rules);
  canvas.measureText = measured;
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)}`);
}
"""


class Looked:
    """What axe has looked at in this run without a finding."""

    def __init__(self) -> None:
        self.shapes: dict[str, set[int]] = {}  # which of its elements were shown
        self.places: set[str] = set()
        self.texts: set[str] = set()

    def findings(self, page: Page) -> list[str]:
        """What axe finds on the page as it stands, one line a rule."""
        (shape, shown), texts, places = json.loads(page.evaluate(LOOK))
        return [
            *self._in_structure(page, shape, shown),
            *self._in_sizes(page, places),
            *self._in_colours(page, texts),
        ]

    def _in_structure(self, page: Page, text: str, shown: list[int]) -> list[str]:
        shape = sha256(text.encode()).hexdigest()
        known = self.shapes.get(shape)
        if known is None:
            found = asked(page, OF_STRUCTURE)
        else:
            new = [each for each in shown if each not in known]
            found = only(page, IN_NODES, new, OF_STRUCTURE)
        if not found:
            self.shapes.setdefault(shape, set()).update(shown)
        return found

    def _in_sizes(self, page: Page, doubtful: list[str]) -> list[str]:
        new = [key for key in doubtful if key not in self.places]
        found = only(page, IN_SIZES, new, OF_SIZES)
        if not found:
            self.places.update(new)
        return found

    def _in_colours(self, page: Page, texts: list[str]) -> list[str]:
        new = [key for key in texts if key not in self.texts]
        doubtful = [key for key in new if not contrasts(json.loads(key))]
        found = only(page, IN_TEXTS, doubtful, OF_COLOURS)
        if not found:
            self.texts.update(new)
        return found


def only(page: Page, within: str, which: list[Any], rules: dict[str, Any]) -> list[str]:
    """What axe finds in these elements alone."""
    return asked(page, rules, within, which) if which else []


@cache
def script() -> str:
    return str(Axe().axe_script)


def asked(
    page: Page, rules: dict[str, Any], within: str = "", which: Sequence[Any] = ()
) -> list[str]:
    """Let axe look, at the whole page or at these; one line a rule."""
    question = [within, list(which), rules]
    found = page.evaluate(RUN, question)
    if found is None:  # the page has no axe yet
        page.evaluate(script())
        found = page.evaluate(RUN, question)
    return list(found)
