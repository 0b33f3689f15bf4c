"""What a person's hands do in a journey: keys pressed and clicks, counted by the browser itself."""

from dataclasses import dataclass

from playwright.sync_api import Page

# Every key that goes down, every press of a pointer, every choice out of a list.
COUNTING = """
for (const [event, name] of [["keydown", "key"], ["pointerdown", "click"]])
  addEventListener(event, () => window.handDid(name), true);
addEventListener("change", (e) => {  // as a test chooses; by hand it is a click or keys
  const isTold = e.isTrusted || e.early;  // by hand, or by the page of what was done by hand
  if (e.target.tagName === "SELECT" && !isTold) window.handDid("choice");
}, true);
"""


@dataclass
class Hands:
    """How much was done since `watch`: a choice out of a list counts as a click."""

    keys: int = 0
    clicks: int = 0

    def did(self, what: str) -> None:
        if what == "key":
            self.keys += 1
        else:
            self.clicks += 1

    def __str__(self) -> str:
        return f"{self.clicks} clicks, {self.keys} keys"


def watch(page: Page) -> Hands:
    """Count from now on, over all pages this one leads to."""
    hands = Hands()
    page.expose_function("handDid", hands.did)
    page.add_init_script(COUNTING)
    page.evaluate(COUNTING)
    return hands
