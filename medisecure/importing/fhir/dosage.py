"""How a medicine is taken: FHIR's Dosage as the schema's three texts, in words that are read back.

https://hl7.org/fhir/R4/dosage.html, https://hl7.org/fhir/R4/datatypes.html#Timing
"""

from dataclasses import dataclass
from typing import Any

from medisecure.importing.fhir.elements import Json, code, day, listed, object_in, text, words

LENGTH = 200
TIMES = {1: "Once daily", 2: "Twice daily", 3: "Three times daily", 4: "Four times daily"}
CODED = {
    "QD": "Once daily", "BID": "Twice daily", "TID": "Three times daily",
    "QID": "Four times daily", "QOD": "Every other day", "AM": "In the morning",
    "PM": "In the evening", "WK": "Once weekly", "MO": "Once monthly", "Q4H": "Every 4 hours",
    "Q6H": "Every 6 hours", "Q8H": "Every 8 hours", "BED": "At bedtime",
}  # fmt: skip
SPANS = {"d": "days", "wk": "weeks", "mo": "months", "a": "years", "h": "hours"}


@dataclass(frozen=True, slots=True)
class DosageWords:
    """Dosage, frequency and duration as words; None where nothing was said."""

    dosage: str | None = None
    frequency: str | None = None
    duration: str | None = None


def dosage_words(resource: Json) -> DosageWords:
    """How it is taken, by the first instruction; what has no codes stays as it was written."""
    first: Json = next(iter(instructions_of(resource)), {})
    repeat = object_in(object_in(first, "timing"), "repeat")
    often = _often(repeat) or CODED.get(
        code(object_in(object_in(first, "timing"), "code")) or "", ""
    )
    if not often:
        often = words(object_in(first, "timing").get("code"))
    if not often and not _dose(first):
        often = text(first, "text")
    if first.get("asNeededBoolean") and often and "needed" not in often.casefold():
        often = f"{often}, when needed"
    return DosageWords(
        _short(_dose(first)), _short(often or _needed(first)), _short(_span(resource, repeat))
    )


def instructions_of(resource: Json) -> list[Json]:
    """The instructions of an order, or of a medicine taken."""
    return listed(resource, "dosageInstruction") or listed(resource, "dosage")


def _dose(dosage: Json) -> str:
    for each in listed(dosage, "doseAndRate"):
        amount = object_in(each, "doseQuantity")
        if amount.get("value") is not None:
            unit = text(amount, "unit") or text(amount, "code").strip("{}")
            return f"{_number(amount['value'])} {unit}".strip()
        if said := words(each.get("type")):
            return said
    return ""


def _often(repeat: Json) -> str:
    count, period, unit = (repeat.get(name) for name in ("frequency", "period", "periodUnit"))
    if not (count and period and unit) or repeat.get("frequencyMax") or repeat.get("periodMax"):
        return ""
    count, every = int(count), float(period)
    if (every, unit) == (1, "d"):
        return TIMES.get(count, f"{count} times daily")
    if count == 1 and unit == "h":
        return f"Every {_number(period)} hours"
    if count == 1 and (every, unit) in ((2, "d"), (1, "wk"), (1, "mo")):
        return {"d": "Every other day", "wk": "Once weekly", "mo": "Once monthly"}[unit]
    span = SPANS.get(unit)
    return f"{count} × every {_number(period)} {span}" if span else ""


def _needed(dosage: Json) -> str:
    return "When needed" if dosage.get("asNeededBoolean") else ""


def _span(resource: Json, repeat: Json) -> str:
    for told in (
        object_in(repeat, "boundsDuration"),
        object_in(object_in(resource, "dispenseRequest"), "expectedSupplyDuration"),
    ):
        unit = SPANS.get(text(told, "code") or text(told, "unit"))
        if told.get("value") and unit:
            return f"{_number(told['value'])} {unit}"
    period = object_in(repeat, "boundsPeriod")
    began, ended = day(period.get("start")), day(period.get("end"))
    if began and ended and began.is_exact and ended.is_exact and ended.on >= began.on:
        return f"{(ended.on - began.on).days + 1} days"
    return next((text(each, "patientInstruction") for each in instructions_of(resource)), "")


def _number(value: Any) -> str:
    return f"{float(value):g}"


def _short(said: str) -> str | None:
    return said[:LENGTH] or None
