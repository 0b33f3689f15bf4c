"""Writing FHIR's data types: references, concepts, quantities, instants. None is left away."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from medisecure.clock import utc_text

Json = dict[str, Any]
ICD10, LOINC, ATC = (
    "http://hl7.org/fhir/sid/icd-10", "http://loinc.org", "http://www.whocc.no/atc",
)  # fmt: skip
SNOMED, UCUM = "http://snomed.info/sct", "http://unitsofmeasure.org"
HL7 = "http://terminology.hl7.org/CodeSystem"


def resource(kind: str, own_id: str, **elements: Any) -> Json:
    """A resource with those of its elements that say something."""
    return {"resourceType": kind, "id": fhir_id(own_id)} | without_empty(elements)


def without_empty(elements: Mapping[str, Any]) -> Json:
    """The elements that say something: no None, no empty text, list or object.

    >>> without_empty({"a": None, "b": [], "c": 0, "d": False})
    {'c': 0, 'd': False}
    """
    return {name: said for name, said in elements.items() if said not in (None, "", [], {})}


def fhir_id(own_id: str) -> str:
    """Our id as FHIR spells ids: no underscore.

    >>> fhir_id("patient_12345")
    'patient-12345'
    """
    return own_id.replace("_", "-")


def reference(kind: str, own_id: str | None) -> Json:
    """A reference to another resource of the bundle; empty for none."""
    return {"reference": f"{kind}/{fhir_id(own_id)}"} if own_id else {}


def confidential(*, restricted: bool) -> Json | None:
    """The label of what only its author may see without a reason (v3-Confidentiality `R`)."""
    label = {"system": f"{HL7}/v3-Confidentiality", "code": "R"}
    return {"security": [label]} if restricted else None


def concept(text: str | None, code: str | None = None, system: str = SNOMED) -> Json:
    """A CodeableConcept of words and, if there is one, a code."""
    return without_empty(
        {"text": text, "coding": [{"system": system, "code": code}] if code else None}
    )


def category(code: str, system: str) -> list[Json]:
    """A category of HL7's own code systems."""
    return [{"coding": [{"system": f"{HL7}/{system}", "code": code}]}]


def quantity(value: int | Decimal | None, unit: str | None) -> Json:
    """A value with its unit; a UCUM code where it is one we know as such."""
    return without_empty({"value": number(value), "unit": unit})


def ucum(value: int | Decimal, code: str) -> Json:
    """A value with its UCUM code."""
    return {"value": number(value), "unit": code, "code": code, "system": UCUM}


def number(value: int | Decimal | None) -> int | float | None:
    """A number as JSON has it."""
    return float(value) if isinstance(value, Decimal) else value


def at(instant: datetime | None) -> str | None:
    """An instant in UTC."""
    return utc_text(instant) if instant else None


def on(day: date | None) -> str | None:
    """A day."""
    return day.isoformat() if day else None
