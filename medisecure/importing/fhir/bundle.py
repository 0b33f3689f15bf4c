"""A FHIR bundle read as a stream: one resource in memory at a time, whatever the file's size."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import ijson
from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError

from medisecure.errors import Invalid

KEPT = (
    "Patient", "Practitioner", "PractitionerRole", "Appointment", "Encounter", "Composition",
    "Condition", "AllergyIntolerance", "MedicationRequest", "MedicationStatement", "Medication",
    "Observation", "DiagnosticReport", "Procedure", "Immunization", "DocumentReference",
    "CarePlan", "ServiceRequest",
)  # fmt: skip
EMPTY: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource of a bundle: its place in it (from 1), its full URL, and the resource."""

    place: int
    full_url: str
    resource: Mapping[str, Any]

    @property
    def type(self) -> str:
        """The resource's type; empty if it names none."""
        return str(self.resource.get("resourceType") or "")

    @property
    def id(self) -> str:
        """The resource's own id; else what its full URL ends with, else its place."""
        last = self.full_url.replace(":", "/").rpartition("/")[2]
        return str(self.resource.get("id") or last or self.place)

    @property
    def names(self) -> tuple[str, ...]:
        """The references by which other resources may mean this one."""
        relative = f"{self.type}/{self.id}"
        return (self.full_url, relative) if self.full_url else (relative,)


def entries(path: Path) -> Iterator[Entry]:
    """The resources of a bundle, or the one resource a file holds.

    Raises `Invalid` if the file is no JSON, or no FHIR, as far as it was read.
    """
    try:
        with path.open("rb") as file:
            if _is_bundle(path):
                for place, each in enumerate(ijson.items(file, "entry.item"), start=1):
                    yield _entry(place, each)
            else:
                for place, each in enumerate(ijson.items(file, "", multiple_values=True), start=1):
                    yield _entry(place, {"resource": each})
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise Invalid({"file": "is no JSON, or is cut off"}) from error


def problem_of(entry: Entry) -> str:
    """Why a resource is not valid FHIR R4, by element and without any value; empty if it is."""
    try:
        model = get_fhir_model_class(entry.type)
        model.model_validate(_plain(entry.resource))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or entry.type
        return f"is not valid FHIR: {where} ({first['type']})"
    except (KeyError, LookupError, TypeError, ValueError):
        return "is not valid FHIR"
    return ""


def _is_bundle(path: Path) -> bool:
    with path.open("rb") as file:
        for name, _event, value in ijson.parse(file, multiple_values=True):
            if name == "resourceType":
                return bool(value == "Bundle")
            if name == "entry":  # a bundle that names its type last
                return True
    raise Invalid({"file": "is no FHIR resource: it has no resourceType"})


def _entry(place: int, resource_entry: Any) -> Entry:
    if not isinstance(resource_entry, Mapping) or not isinstance(
        resource_entry.get("resource"), Mapping
    ):
        return Entry(place, "", {})
    return Entry(place, str(resource_entry.get("fullUrl") or ""), resource_entry["resource"])


def _plain(value: Any) -> Any:
    """As the validator is shown it: fractions are Decimals in the stream, and floats there.

    Elements that say nothing (`""`, `[]`) are no reason to leave out all the others: we read none.
    """
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items() if each not in EMPTY}
    if isinstance(value, list):
        return [_plain(each) for each in value if each != ""]
    return float(value) if isinstance(value, Decimal) else value
