"""Reading FHIR's data types: codes, words, days, instants and texts.

https://hl7.org/fhir/R4/datatypes.html
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from html.parser import HTMLParser
from typing import Any

from medisecure.clock import CLINIC_ZONE, zone

ICD10 = ("http://hl7.org/fhir/sid/icd-10", "http://hl7.org/fhir/sid/icd-10-cm")
LOINC = ("http://loinc.org",)
ATC = ("http://www.whocc.no/atc",)
SNOMED = ("http://snomed.info/sct",)
RESTRICTED = ("R", "V")  # https://terminology.hl7.org/CodeSystem-v3-Confidentiality.html
Json = Mapping[str, Any]


class LeftOut(Exception):
    """This resource is not taken in; the text says why, and repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day; `is_exact` is false where only its month or its year was given."""

    on: date
    is_exact: bool


def codes(concept: Any, systems: Sequence[str] = ()) -> list[str]:
    """The codes of a CodeableConcept, of these systems or of any."""
    return [
        str(each["code"])
        for each in listed(concept, "coding")
        if each.get("code") and (not systems or each.get("system") in systems)
    ]


def code(concept: Any, systems: Sequence[str] = ()) -> str | None:
    """The first of `codes`."""
    return next(iter(codes(concept, systems)), None)


def is_restricted(resource: Json) -> bool:
    """Whether a resource is labelled as restricted or more (v3-Confidentiality)."""
    labels = listed(object_in(resource, "meta"), "security")
    return any(each.get("code") in RESTRICTED for each in labels)


def words(concept: Any) -> str:
    """What a CodeableConcept says: its text, else the words of a code; empty if it says nothing."""
    if not isinstance(concept, Mapping):
        return ""
    told = [concept.get("text"), *(each.get("display") for each in listed(concept, "coding"))]
    return next((" ".join(str(each).split()) for each in told if each), "")


def listed(holder: Any, name: str) -> list[Json]:
    """The objects in a repeating element; none where there is none."""
    found = holder.get(name) if isinstance(holder, Mapping) else None
    return [each for each in found or () if isinstance(each, Mapping)]


def object_in(holder: Any, name: str) -> Json:
    """An object in an element; an empty one where there is none."""
    found = holder.get(name) if isinstance(holder, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def text(holder: Any, name: str) -> str:
    """A text in an element; empty where there is none."""
    found = holder.get(name) if isinstance(holder, Mapping) else None
    return str(found).strip() if isinstance(found, str) else ""


def day(told: Any) -> PartialDate | None:
    """The day of a date, or of a dateTime as it was written down where it happened."""
    found = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", str(told or ""))
    if not found:
        return None
    year, month, of_month = found.groups()
    try:
        on = date(int(year), int(month or 1), int(of_month or 1))
    except ValueError:
        return None
    return PartialDate(on, of_month is not None)


def instant(told: Any) -> datetime | None:
    """The instant of a dateTime, in UTC; a bare day counts from midnight at the clinic."""
    written = str(told or "")
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        first = day(written)
        if first is None:
            return None
        found = datetime.combine(first.on, time())
    known = found if found.tzinfo else found.replace(tzinfo=zone(CLINIC_ZONE))
    return known.astimezone(UTC).replace(microsecond=0)


def first_day(resource: Json, *names: str) -> date | None:
    """The day of the first of these elements that holds one; a Period gives its start."""
    for name in names:
        told = resource.get(name)
        found = day(told.get("start") if isinstance(told, Mapping) else told)
        if found:
            return found.on
    return None


def first_instant(resource: Json, *names: str) -> datetime | None:
    """The same, as an instant."""
    for name in names:
        told = resource.get(name)
        found = instant(told.get("start") if isinstance(told, Mapping) else told)
        if found:
            return found
    return None


def cut(said: str, most: int) -> str | None:
    """The words if they are no longer than they may be, else `LeftOut`; None for no words."""
    if len(said) > most:
        raise LeftOut(f"holds a text of more than {most} characters")
    return said or None


def attached_texts(attachments: Sequence[Json]) -> Iterator[str]:
    """The texts that stand in attachments; `LeftOut` for a file that is no text."""
    for each in attachments:
        kind, data = text(each, "contentType").partition(";")[0], text(each, "data")
        if not data:
            raise LeftOut("its file is kept elsewhere")
        if not kind.startswith("text/"):
            raise LeftOut(f"its file is no text ({kind or 'of no stated type'})")
        try:
            said = base64.b64decode(data, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise LeftOut("its file cannot be read as text") from None
        yield from filter(None, [bare(said) if kind == "text/html" else said.strip()])


def bare(markup: str) -> str:
    """The words of a narrative without its markup, a line for each paragraph or cell."""
    reader = _Words()
    reader.feed(markup)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.said).split("\n"))
    return "\n".join(line for line in lines if line)


class _Words(HTMLParser):
    """Collects the words of markup and forgets the rest."""

    SKIPPED = frozenset({"script", "style"})
    LINES = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "td", "th"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipping += tag in self.SKIPPED
        if tag in self.LINES:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._skipping = max(0, self._skipping - (tag in self.SKIPPED))

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.said.append(data)
