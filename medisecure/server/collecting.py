"""How seldom a worker looks for cycles; see docs/adr/0090-collecting-seldom.md."""

import gc

OBJECTS, YOUNG, OLD = 50_000, 20, 50  # made before the youngest are looked at; and so on


def collect_seldom() -> None:
    """What is loaded by now stays for good and is left alone; what a page makes has no cycles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS, YOUNG, OLD)
