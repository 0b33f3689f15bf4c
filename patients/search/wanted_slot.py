"""A free time chosen on the board goes along while its patient is looked for."""

import re
from collections.abc import Mapping

from django.utils.http import urlencode

# A time on the board names no patient, so that it may stand in an address.
SLOT = {
    "provider": re.compile(r"[A-Za-z0-9_-]{1,64}"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "time": re.compile(r"[0-2][0-9]:[0-5][0-9]"),
}


def slot_query(asked: Mapping[str, str]) -> str:
    """The wanted doctor, day and time as a query to link on with; empty if none was wanted."""
    kept = {name: asked.get(name, "") for name, form in SLOT.items()}
    kept = {name: text for name, text in kept.items() if SLOT[name].fullmatch(text)}
    return f"?{urlencode(kept)}" if kept else ""
