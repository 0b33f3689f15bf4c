"""Working with the keyboard alone."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

FARTHEST = 150  # presses of Tab after which something counts as out of reach
HAS_FOCUS = "(element) => element === document.activeElement"
# Whatever can be reached with Tab and is seen; of radio buttons one per group.
REACHABLE = """
() => [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((each) => !each.disabled && each.tabIndex >= 0 && each.type !== "hidden"
    && each.checkVisibility({ visibilityProperty: true }) && each.type !== "radio")
  .map((each, place) => { each.dataset.place = place; return each.outerHTML.slice(0, 120); })
"""
FOCUSED = "() => document.activeElement.dataset.place ?? null"


def tab_to(page: Page, wanted: Locator) -> int:
    """Press Tab until this has the focus; how many presses it took, none if it has it."""
    for presses in range(FARTHEST + 1):
        if wanted.count() and wanted.first.evaluate(HAS_FOCUS):
            return presses
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} cannot be reached with Tab")


def type_at_cursor(page: Page, text: str) -> None:
    """Type as somebody does who sees where the cursor stands: a page gives it a frame later."""
    expect(page.locator(":focus")).to_have_count(1)
    page.keyboard.type(text)


def out_of_reach(page: Page) -> list[Any]:
    """What is seen and can be pressed, and yet is not met on a walk with Tab."""
    things: list[Any] = page.evaluate(REACHABLE)
    assert things
    missed = {str(place): thing for place, thing in enumerate(things)}
    for _ in range(len(things) + 40):
        if not missed:
            break
        page.keyboard.press("Tab")
        missed.pop(page.evaluate(FOCUSED), None)
    return list(missed.values())
