"""Requests of change in words: what is asked for beside what is kept, and how it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from medisecure.identity.person import Address, Guardian, Identifiers, PersonalInfo
from medisecure.web.display.people import SEXES
from medisecure.web.display.words.wording import Words, label_of
from medisecure.written.phones import grouped
from patients.change_requests.models import ChangeRequest, ChangeStatus
from patients.change_requests.services import BESIDE
from patients.correction.forms import FIELD_NAMES
from patients.profile.models import EmergencyContact

STATES: Words = {
    ChangeStatus.OPEN: _("Waits for the front desk"),
    ChangeStatus.ACCEPTED: _("Changed as asked"),
    ChangeStatus.DECLINED: _("Declined"),
    ChangeStatus.TAKEN_BACK: _("Taken back"),
}
ABOUT = _("only the year is known, or guessed")


class PatientDetails(Protocol):
    """Details of a patient: as they are kept, or as a request would have them."""

    @property
    def personal_info(self) -> PersonalInfo: ...
    @property
    def emergency_contact(self) -> EmergencyContact | None: ...
    @property
    def insurance_provider(self) -> str | None: ...
    @property
    def insurance_number(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is to change."""

    label: Any
    kind: str
    now: Any
    asked: Any


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request as a list shows it."""

    request: ChangeRequest
    fields: list[Any]
    state: str


def request_line(request: ChangeRequest) -> RequestLine:
    """The request in words."""
    return RequestLine(request, names_of(request.fields), label_of(STATES, request.status))


def names_of(fields: Iterable[str]) -> list[Any]:
    """The fields as people call them, each once."""
    return list(dict.fromkeys(FIELD_NAMES[name] for name in fields if name in FIELD_NAMES))


def compared(request: ChangeRequest, now: PatientDetails) -> list[Line]:
    """What is asked for, line by line, beside what is kept now."""
    names = dict.fromkeys(
        SAME_LINE.get(name, name) for name in request.fields if name in FIELD_NAMES
    )
    lines: list[Line] = []
    for name in names:
        if name == "identifiers":
            lines += _numbers(now.personal_info, request.personal_info)
        else:
            kind = KINDS.get(name, "")
            lines.append(Line(FIELD_NAMES[name], kind, _value(name, now), _value(name, request)))
    return lines


def _numbers(now: PersonalInfo, asked: PersonalInfo) -> list[Line]:
    """Those of the numbers that are to change."""
    old, new = now.identifiers or Identifiers(), asked.identifiers or Identifiers()
    lines = [
        Line(_("Qatari id (QID)"), "id", old.national_id, new.national_id),
        Line(_("Passport number"), "id", old.passport_number, new.passport_number),
    ]
    return [each for each in lines if each.now != each.asked]


KINDS = {"phone_number": "phone", "insurance_number": "id"}
SAME_LINE = {"birth_date_estimated": "date_of_birth"}


def _value(name: str, of: PatientDetails) -> Any:
    who = of.personal_info
    if name in BESIDE:
        return _said(getattr(of, name))
    if name == "gender":
        return SEXES.get(who.gender or "", who.gender)
    if name == "date_of_birth" and who.birth_date_estimated:
        return [str(who.date_of_birth.year), ABOUT] if who.date_of_birth else None
    return _said(getattr(who, name))


def _said(thing: Any) -> str | date | list[str] | None:
    """A thing of several parts as a list of them; anything else as it is."""
    parts: tuple[str | None, ...]
    match thing:
        case Address():
            parts = (thing.street, thing.city, thing.state, thing.postal_code, thing.country)
        case Guardian():
            parts = (thing.name, thing.relationship, grouped(thing.phone_number), thing.email)
        case EmergencyContact():
            parts = (thing.name, thing.relationship, grouped(thing.phone_number))
        case _:
            return thing  # type: ignore[no-any-return]
    return [each for each in parts if each]
