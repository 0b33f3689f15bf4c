"""What is kept about a patient, field by field, as the desk reads it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from medisecure.web.display.people import SEXES
from medisecure.web.display.words.channels import CHANNELS
from medisecure.written.phones import grouped
from patients.linking.choosing import FIELDS
from patients.linking.models import ProfileFields
from patients.registration.wording import LANGUAGE_NAMES

LABELS = {
    "first_name": _("First name"),
    "last_name": _("Family name"),
    "date_of_birth": _("Date of birth"),
    "gender": _("Sex"),
    "photo": _("Photo"),
    "national_id": _("Qatari id (QID)"),
    "passport_number": _("Passport number"),
    "phone_number": _("Phone"),
    "email": _("E-mail"),
    "address": _("Address"),
    "guardian": _("Guardian or carer"),
    "emergency_contact": _("Emergency contact"),
    "insurance": _("Insurance"),
    "language": _("Language"),
    "communication_method": _("Reminders by"),
}
WORDS: Mapping[str, Mapping[str, Any]] = {
    "gender": SEXES,
    "language": LANGUAGE_NAMES,
    "communication_method": CHANNELS,
}
LINES: Mapping[str, Callable[[Any], tuple[str | None, ...]]] = {
    "address": lambda a: (a.street, a.city, a.state, a.postal_code, a.country),
    "guardian": lambda g: (g.name, g.relationship, grouped(g.phone_number), g.email),
    "emergency_contact": lambda c: (c.name, c.relationship, grouped(c.phone_number)),
}
KINDS = {"photo": "date", "phone_number": "phone", "national_id": "id", "passport_number": "id"}


def field_value(choice: ProfileFields, name: str) -> Any:
    """One field for the value tag: a text, a date, or the lines of several."""
    first, *more = FIELDS[name].read(choice)
    if name == "date_of_birth" and choice.personal_info.birth_date_estimated:
        return first.year  # its day and month were never said
    if name == "photo":
        return first.since if first else None
    if name in WORDS:
        return WORDS[name].get(first or "", first)
    if name == "insurance":
        return _filled((first, *more))
    return _filled(LINES[name](first) if first else ()) if name in LINES else first


def note(kept: ProfileFields, name: str) -> Any:
    """What must be known beside the value."""
    estimated = name == "date_of_birth" and kept.personal_info.birth_date_estimated
    return _("only the year is known, or guessed") if estimated else ""


def _filled(lines: tuple[str | None, ...]) -> list[str]:
    return [line for line in lines if line]
