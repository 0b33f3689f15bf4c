"""Observation: vital signs of a chart entry, or results of a laboratory."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from medisecure.errors import Invalid
from medisecure.importing.fhir.elements import (
    LOINC,
    Json,
    LeftOut,
    code,
    codes,
    cut,
    first_day,
    listed,
    object_in,
    text,
    words,
)
from patients.records.sick_leave import SickLeave
from patients.results import models as results
from patients.results.models import Flag, LabValue, ResultStatus
from patients.vitals.measurements import SYMBOLS, check_entry
from patients.vitals.models import VitalSigns, VitalUnits
from patients.vitals.typed import unit_named

# https://hl7.org/fhir/R4/observation-vitalsigns.html
PRESSURE = ("85354-9", "55284-4")
SYSTOLIC, DIASTOLIC = "8480-6", "8462-4"
VITALS: Mapping[str, str] = {
    "8867-4": "heart_rate", "9279-1": "respiratory_rate", "8310-5": "temperature",
    "29463-7": "weight", "3141-9": "weight", "8302-2": "height", "8306-3": "height",
    "2708-6": "oxygen_saturation", "59408-5": "oxygen_saturation",
}  # fmt: skip
SYMPTOM = "418799008"  # SNOMED CT: finding reported by subject or history provider
FOLLOW_UP = "390906007"  # SNOMED CT: follow-up encounter
SICK_LEAVE = "224459001"  # SNOMED CT: on sick leave from work
WORKED_OUT = ("39156-5", "59576-9")  # the body mass index and its percentile
CAMEL = {
    "heart_rate": "heartRate", "respiratory_rate": "respiratoryRate",
    "oxygen_saturation": "oxygenSaturation", "blood_pressure": "bloodPressure",
}  # fmt: skip
STATUSES = {
    "final": ResultStatus.FINAL, "preliminary": ResultStatus.PRELIMINARY,
    "registered": ResultStatus.PRELIMINARY, "amended": ResultStatus.CORRECTED,
    "corrected": ResultStatus.CORRECTED, "entered-in-error": ResultStatus.ENTERED_IN_ERROR,
}  # fmt: skip
NOT_KEPT = ("survey", "social-history", "activity", "exam", "therapy", "imaging", "procedure")
FLAGS = {each.value: each for each in Flag} | {
    "HU": Flag.VERY_HIGH, "LU": Flag.VERY_LOW, "AA": Flag.ABNORMAL, "POS": Flag.ABNORMAL,
}  # fmt: skip


def vital_of(resource: Json) -> dict[str, Any] | None:
    """A vital sign by the schema's names, with its unit; None if it is none of ours.

    `LeftOut` for one that cannot be true, or that is worked out from others.
    """
    known = codes(object_in(resource, "code"), LOINC)
    if set(known) & set(WORKED_OUT):
        raise LeftOut("the body mass index is worked out from weight and height")
    if set(known) & set(PRESSURE):
        return _checked("blood_pressure", _pressure(resource), "mm[Hg]")
    name = next((VITALS[each] for each in known if each in VITALS), None)
    if name is None:
        return None
    told = object_in(resource, "valueQuantity")
    if told.get("value") is None:
        raise LeftOut("has no value")
    return _checked(name, _decimal(told["value"]), text(told, "code") or text(told, "unit"))


def sick_leave_of(resource: Json) -> dict[str, str]:
    """The days an entry certifies, as the schema's item has them; `LeftOut` without both ends."""
    if status_of(resource) is ResultStatus.ENTERED_IN_ERROR:
        raise LeftOut("was entered in error")
    period = object_in(resource, "valuePeriod")
    first, last = first_day(period, "start"), first_day(period, "end")
    if first is None or last is None:
        raise LeftOut("does not say the first and the last day of sick leave")
    said = "\n".join(filter(None, (text(each, "text") for each in listed(resource, "note"))))
    try:
        leave = SickLeave(first_day=first, last_day=last, words=said or None)
    except Invalid as wrong:
        raise LeftOut(f"cannot be kept: {', '.join(wrong.fields.values())}") from wrong
    told = {"firstDay": leave.first_day.isoformat(), "lastDay": leave.last_day.isoformat()}
    return told | ({"words": said} if said else {})


def is_kept(resource: Json) -> None:
    """`LeftOut` for what is neither a vital sign nor a laboratory's."""
    kinds = [each for told in listed(resource, "category") for each in codes(told)]
    if "laboratory" in kinds:
        return
    found = next((each for each in kinds if each in NOT_KEPT), None)
    if found:
        raise LeftOut(f"observations of the category {found} are not kept")


def status_of(resource: Json) -> ResultStatus:
    """How far a result is; `LeftOut` for one that was called off or is not there yet."""
    found = STATUSES.get(text(resource, "status"))
    if found is None:
        raise LeftOut(f"its status is {text(resource, 'status') or 'not stated'}")
    return found


def lab_values(resource: Json) -> Iterator[LabValue]:
    """The values of a laboratory's observation: its own, else one a component."""
    own = _lab_value(resource)
    if own is not None:
        yield own
        return
    found = [each for each in map(_lab_value, listed(resource, "component")) if each]
    if not found:
        reason = words(resource.get("dataAbsentReason"))
        raise LeftOut("has no value" + (" (a reason is stated)" if reason else ""))
    yield from found


def _lab_value(part: Json) -> LabValue | None:
    told = object_in(part, "valueQuantity")
    said = (
        words(part.get("valueCodeableConcept")) or text(part, "valueString")
        or _other_value(part) or (text(told, "comparator") and _compared(told))
    )  # fmt: skip
    value = None if said else _decimal(told.get("value"))
    if value is None and not said:
        return None
    span = next(iter(listed(part, "referenceRange")), {})
    low, high = (_decimal(object_in(span, end).get("value")) for end in ("low", "high"))
    ordered = low is None or high is None or low < high
    flag = next((FLAGS[each] for told in listed(part, "interpretation")
                 for each in codes(told) if each in FLAGS), None)  # fmt: skip
    name = words(part.get("code"))
    if not name:
        raise LeftOut("names no test")
    return LabValue(
        name=cut(name, results.NAME_LENGTH) or "",
        loinc=code(object_in(part, "code"), LOINC),
        value=value,
        text=cut(said or "", results.TEXT_LENGTH),
        unit=cut(text(told, "unit") or text(told, "code"), results.UNIT_LENGTH),
        low=low if ordered else None,
        high=high if ordered else None,
        range_text=cut(text(span, "text"), results.TEXT_LENGTH),
        flag=flag,
        note=cut(
            "\n".join(text(each, "text") for each in listed(part, "note")), results.NOTE_LENGTH
        ),
    )


def _pressure(resource: Json) -> str:
    found = {}
    for part in listed(resource, "component"):
        for known in codes(object_in(part, "code"), LOINC):
            found[known] = _decimal(object_in(part, "valueQuantity").get("value"))
    upper, lower = found.get(SYSTOLIC), found.get(DIASTOLIC)
    if upper is None or lower is None:
        raise LeftOut("a blood pressure needs both its values")
    return f"{round(upper)}/{round(lower)}"


def _checked(name: str, value: Any, unit: str) -> dict[str, Any]:
    if unit not in SYMBOLS:  # no UCUM code: "degF", "°C", "lbs", "beats/min"
        unit = unit_named(name, unit) or unit
    try:
        check_entry(VitalSigns(**{name: value}, units=VitalUnits(**{name: unit})))
    except Invalid:
        raise LeftOut("its value cannot be true in its unit") from None
    camel = CAMEL.get(name, name)
    return {camel: value, "units": {camel: unit}}


def _decimal(value: Any) -> int | Decimal | None:
    if value is None:
        return None
    found = Decimal(str(value))
    # DynamoDB keeps 38 digits; no measurement has as many as ten that mean something.
    return int(found) if found == found.to_integral_value() else round(found, 6).normalize()


def _other_value(part: Json) -> str:
    for name in ("valueInteger", "valueDateTime", "valueTime"):
        if part.get(name) is not None:
            return str(part[name])
    if isinstance(part.get("valueBoolean"), bool):
        return "Yes" if part["valueBoolean"] else "No"
    ratio = object_in(part, "valueRatio")
    ends = [object_in(ratio, name).get("value") for name in ("numerator", "denominator")]
    return f"{ends[0]}:{ends[1]}" if None not in ends else ""


def _compared(told: Json) -> str:
    return (
        f"{text(told, 'comparator')} {told.get('value')}" if told.get("value") is not None else ""
    )
