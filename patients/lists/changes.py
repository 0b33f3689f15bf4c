"""The changes a doctor makes to one item of a list by a press: ended, refuted, mistaken."""

from dataclasses import replace
from datetime import date

from medisecure.errors import Invalid, NotFound
from patients.lists.allergies import AllergyIntolerance, AllergyStatus
from patients.lists.immunisations import Immunization
from patients.lists.medicines import MedicationStatement
from patients.lists.models import Content
from patients.lists.problems import Condition

MISTAKE, ENDED, BACK = "mistake", "ended", "back"


def changed(content: Content, deed: str, today: date, reason: str = "") -> Content:
    """What the item says after the deed; `NotFound` for a deed its list does not know.

    Raises `Conflict` if it was done before, `Invalid` for a medicine stopped without a reason.
    """
    if deed == MISTAKE:
        return _mistaken(content)
    if deed == ENDED:
        return _ended(content, today, reason)
    if deed == BACK and isinstance(content, Condition):
        return content.returned()
    raise NotFound


def _mistaken(content: Content) -> Content:
    if isinstance(content, Condition | MedicationStatement):
        return content.entered_in_error()
    if isinstance(content, AllergyIntolerance):
        return content.taken_off(AllergyStatus.ENTERED_IN_ERROR)
    return replace(content, is_entered_in_error=True)


def _ended(content: Content, today: date, reason: str) -> Content:
    if isinstance(content, Condition):
        return content.ended(today, today)
    if isinstance(content, MedicationStatement):
        if content.started_on > today:  # it was to begin later and does not
            return replace(content.entered_in_error(), stop_reason=reason.strip() or None)
        return content.stopped(today, reason)
    if isinstance(content, AllergyIntolerance):
        return content.taken_off(AllergyStatus.REFUTED)
    if isinstance(content, Immunization):
        raise NotFound
    raise Invalid({})
