"""One item of a patient's lists, as it is kept: what it is, whence it came, on which shelf it lies.

What a doctor must see before opening the door lies on the shelf NOW, all else on PAST. The shelf
is part of the key, so that the summary is one question whose cost does not grow with the years.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from ulid import ULID

from medisecure.fields import QUIET, secret
from patients.lists.allergies import AllergyIntolerance
from patients.lists.immunisations import Immunization
from patients.lists.medicines import MedicationStatement, MedicineStatus
from patients.lists.problems import Condition

Content = Condition | AllergyIntolerance | MedicationStatement | Immunization


class Shelf(StrEnum):
    """NOW is the summary; PAST is what is over, stopped or struck out."""

    NOW = "NOW"
    PAST = "PAST"


class ListName(StrEnum):
    """The four lists, by FHIR's names."""

    ALLERGY = "ALLERGY"
    CONDITION = "CONDITION"
    IMMUNIZATION = "IMMUNIZATION"
    MEDICATION = "MEDICATION"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Whence a change comes: when, on which day of the clinic, by whom, out of which entry."""

    at: datetime
    today: date
    provider_id: str | None = None
    record_id: str | None = None
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """One entry of one list; exactly one of the four contents is there.

    `record_id` is the chart entry it was last changed by; `provider_id` the doctor who did it. A
    problem out of a sensitive entry `is_sensitive`: it stands on its author's list alone.
    """

    entity_type: ClassVar[str] = "LIST_ITEM"

    item_id: str
    patient_id: str
    list_name: ListName
    shelf: Shelf = Shelf.NOW
    condition: Condition | None = secret(default=None)
    allergy: AllergyIntolerance | None = secret(default=None)
    medication: MedicationStatement | None = secret(default=None)
    immunization: Immunization | None = secret(default=None)
    provider_id: str | None = None
    record_id: str | None = None
    is_sensitive: bool = field(default=False, metadata=QUIET)
    created_at: datetime
    updated_at: datetime
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        """The item's own id."""
        return self.item_id

    @property
    def content(self) -> Content:
        """What it says; `ValueError` if it says nothing."""
        parts = (self.condition, self.allergy, self.medication, self.immunization)
        found = next((part for part in parts if part is not None), None)
        if found is None:
            raise ValueError("an item of a list without content")
        return found

    @property
    def name(self) -> str:
        """What tells it from the others of its list."""
        return self.content.name

    def saying(self, content: Content, source: "Source") -> "ListItem":
        """The same item with another content, on the shelf that content belongs on that day."""
        changed: dict[str, Any] = {FIELDS[self.list_name]: content}
        return replace(
            self,
            **changed,
            shelf=shelf_of(content, source.today),
            provider_id=source.provider_id,
            record_id=source.record_id or self.record_id,
            is_sensitive=self.hides(source),
            updated_at=source.at,
        )

    def hides(self, source: "Source") -> bool:
        """Whether it is its author's alone after a change: a problem that this entry brought."""
        if self.list_name is not ListName.CONDITION or not source.record_id:
            return self.is_sensitive
        brought = self.record_id == source.record_id
        return source.is_sensitive if brought else self.is_sensitive


FIELDS = {
    ListName.CONDITION: "condition",
    ListName.ALLERGY: "allergy",
    ListName.MEDICATION: "medication",
    ListName.IMMUNIZATION: "immunization",
}
_LISTS: dict[type[Content], ListName] = {
    Condition: ListName.CONDITION,
    AllergyIntolerance: ListName.ALLERGY,
    MedicationStatement: ListName.MEDICATION,
    Immunization: ListName.IMMUNIZATION,
}


def new_item(content: Content, source: Source, *, item_id: str, patient_id: str) -> ListItem:
    """A new entry of the list its content belongs to."""
    bare = ListItem(
        item_id=item_id,
        patient_id=patient_id,
        list_name=list_of(content),
        record_id=source.record_id,
        created_at=source.at,
        updated_at=source.at,
    )
    return bare.saying(content, source)


def list_of(content: Content) -> ListName:
    """The list a content belongs to."""
    return _LISTS[type(content)]


def next_id(content: Content) -> str:
    """A new id, in time order within its list: `condition_01J…`."""
    return f"{list_of(content).lower()}_{ULID()}"


def shelf_of(content: Content, today: date) -> Shelf:
    """Where it lies today; a medicine to come counts as now, one that came to its end as past."""
    if isinstance(content, MedicationStatement):
        now = content.status_on(today) is MedicineStatus.ACTIVE
    else:
        now = content.is_now
    return Shelf.NOW if now else Shelf.PAST
