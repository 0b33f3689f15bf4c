"""Whether a text stands out from its ground, from the colours the browser has worked out.

WCAG 2.2, 1.4.3: the ratio of the luminances is at least 4.5, of large text 3. What cannot be told
from colours alone (a picture, a shadow, another element behind) is not said to stand out.
"""

import re
from typing import Any

Colour = tuple[float, float, float, float]
RGB = re.compile(r"rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)")
LARGE, LARGE_AND_BOLD, BOLD = 24.0, 18.66, 700
OF_TEXT, OF_LARGE_TEXT = 4.5, 3.0


def contrasts(text: dict[str, Any]) -> bool:
    """Whether it certainly does; `text` is one of `axe.TEXTS`."""
    if text["told_by_colour"] or text["opacity"] != 1 or text["shadow"] != "none":
        return False
    colours = [colour(each) for each in (*reversed(text["grounds"]), text["colour"])]
    if None in colours:
        return False
    ground, *over = [each for each in colours if each]
    for each in over[:-1]:
        ground = laid(each, ground)
    large = text["pixels"] >= (LARGE_AND_BOLD if text["weight"] >= BOLD else LARGE)
    return ratio(laid(over[-1], ground), ground) >= (OF_LARGE_TEXT if large else OF_TEXT)


def colour(said: str) -> Colour | None:
    """Red, green, blue from 0 to 255 and how opaque; none for what is said in another way.

    >>> colour("rgb(1, 2, 3)"), colour("rgba(0, 0, 0, 0.5)"), colour("?")
    ((1.0, 2.0, 3.0, 1.0), (0.0, 0.0, 0.0, 0.5), None)
    """
    found = RGB.fullmatch(said)
    if not found:
        return None
    red, green, blue, opaque = found.groups(default="1")
    return float(red), float(green), float(blue), float(opaque)


def laid(upper: Colour, lower: Colour) -> Colour:
    """One colour over an opaque one."""
    red, green, blue = (
        a * upper[3] + b * (1 - upper[3]) for a, b in zip(upper[:3], lower, strict=False)
    )
    return red, green, blue, 1.0


def ratio(one: Colour, other: Colour) -> float:
    """
    >>> round(ratio((0, 0, 0, 1), (255, 255, 255, 1)), 2)
    21.0
    >>> round(ratio((118, 118, 118, 1), (255, 255, 255, 1)), 2)
    4.54
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(of: Colour) -> float:
    parts = [each / 255 for each in of[:3]]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
