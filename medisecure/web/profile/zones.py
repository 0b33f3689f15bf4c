"""The time zones a person may choose from: places people live in, by part of the world."""

from datetime import datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from medisecure.clock import CLINIC_ZONE, now, zone

# No abbreviations, no bare offsets, no old names of countries: only places.
REGIONS = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}
Group = tuple[Any, list[tuple[str, str]]]


@cache
def places() -> dict[str, list[str]]:
    """The zone names of each part of the world, each place by its present name.

    Out of the time zone database's own list to choose from (`zone.tab`): names that were given up,
    such as Asia/Calcutta, are still kept time by, and stand in it no more.
    """
    listed = files("tzdata").joinpath("zoneinfo/zone.tab").read_text("utf-8").splitlines()
    names = sorted(line.split("\t")[2] for line in listed if not line.startswith("#"))
    return {part: [name for name in names if name.startswith(f"{part}/")] for part in REGIONS}


def zone_choices(current: str) -> list[Group]:
    """Choices with today's offset, in groups; the clinic's, the current one and UTC come first.

    Raises `Invalid` if nobody keeps time by `current`.
    """
    at = now()
    first = list(dict.fromkeys([CLINIC_ZONE, current, "UTC"]))
    groups: list[Group] = [(_("Often used"), [(name, label(name, at)) for name in first])]
    this_hour = at.replace(minute=0, second=0, microsecond=0)
    for part, labelled in _labelled(get_language() or "", this_hour):
        rest = [(name, text) for name, text in labelled if name not in first]
        groups.append((REGIONS[part], rest))
    return groups


@lru_cache(maxsize=4)
def _labelled(language: str, at: datetime) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every place with its offset in the language that is active; clocks change on the hour."""
    return [(part, [(name, label(name, at)) for name in names]) for part, names in places().items()]


def label(name: str, at: datetime) -> str:
    """The place, and how far its clock is ahead at that instant.

    >>> from datetime import UTC
    >>> label("America/Argentina/Buenos_Aires", datetime(2025, 6, 1, tzinfo=UTC))
    'Argentina, Buenos Aires (UTC-3)'
    """
    offset = f"{at.astimezone(zone(name)):%z}"
    minutes = "" if offset.endswith("00") else f":{offset[3:]}"
    place = name.partition("/")[2].replace("/", ", ").replace("_", " ") or name
    return f"{gettext(place)} (UTC{int(offset[:3]):+d}{minutes})"
