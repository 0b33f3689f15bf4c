"""How what tells people apart is shown: birth date, sex, phone, record number."""

from typing import Protocol

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from medisecure.identity.person import PersonalInfo
from medisecure.web.display.values import absent, age, isolated, value, written_text
from medisecure.written import phones
from medisecure.written.numbers import spoken_record_number

SEXES = {
    "F": _("Female"), "M": _("Male"), "OTHER": _("Other"), "UNKNOWN": _("Unknown"),
}  # fmt: skip


class Numbered(Protocol):
    """A patient as a list has them."""

    @property
    def patient_id(self) -> str:
        """The id."""

    @property
    def personal_info(self) -> PersonalInfo:
        """Who it is."""


def born(who: PersonalInfo | None) -> SafeString:
    """The birth date and the age; "about 1960" where only the year is known or guessed."""
    if who is None or who.date_of_birth is None:
        return absent()
    if who.birth_date_estimated:
        return isolated(gettext("about %(year)s") % {"year": who.date_of_birth.year})
    years = age(who.date_of_birth)
    return format_html(
        '{} <span class="muted">({})</span>', value(who.date_of_birth, kind="date"), years
    )


def sex(code: str | None) -> SafeString:
    """The sex in words."""
    return value(SEXES.get(code or "", code))


def phone_text(number: str | None) -> SafeString:
    """A number in groups and no link, for the words of a button."""
    return isolated(phones.grouped(number)) if number else absent()


def masked_phone(number: str | None) -> SafeString:
    """A number to recognise somebody by, and not to read off a list."""
    return isolated(phones.masked(number)) if number else absent()


def record_number(who: Numbered) -> SafeString:
    """The number that is read aloud, or the id of whoever has none yet."""
    ids = who.personal_info.identifiers
    if ids and ids.record_number:
        return spoken_number(ids.record_number)
    return written_text(who.patient_id, "id")


def spoken_number(number: str) -> SafeString:
    """A record number in the groups in which it is read aloud."""
    return written_text(spoken_record_number(number), "id")
