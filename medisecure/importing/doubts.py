"""What of a loaded person should be looked at again: kept as it came, and reported."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from medisecure.written import phones


def doubts_of(item: Any, today: date) -> list[str]:
    """What is odd about a person's item, attribute by attribute, without repeating any value.

    >>> doubts_of({"personalInfo": {"dateOfBirth": "2199-01-01"}}, date(2026, 1, 1))
    ['item.personalInfo.dateOfBirth: is in the future']
    """
    return list(_doubts(item, today)) if isinstance(item, Mapping) else []


def _doubts(item: Mapping[str, Any], today: date) -> Iterator[str]:
    info = _inside(item, "personalInfo")
    if str(info.get("dateOfBirth", "")) > today.isoformat():
        yield "item.personalInfo.dateOfBirth: is in the future"
    contact = _inside(_inside(item, "medicalInfo"), "emergencyContact")
    for path, holder in (("personalInfo", info), ("medicalInfo.emergencyContact", contact)):
        number = holder.get("phoneNumber")
        if number and isinstance(phones.read(str(number)), phones.Trouble):
            yield f"item.{path}.phoneNumber: is no phone number"


def _inside(item: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = item.get(name)
    return found if isinstance(found, Mapping) else {}
