"""What messages about visits say: when, where, with whom, what to do. Nothing of the illness."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override

from appointments.outbox.repository import DAY_BEFORE, OFFERED, PROPOSAL, ReminderDue
from appointments.portal.free_times import Chosen
from appointments.visits.models import Appointment
from medisecure.clock import zone
from medisecure.identity.person import Person, Preferences
from medisecure.messages import Message
from medisecure.web.display.values import datetime_in_zone, written_moment
from medisecure.web.language import LANGUAGES, zone_of
from patients.profile.models import Demographics
from providers.directory.models import Provider

EMAIL, PHONES = "email", frozenset({"sms", "phone"})


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a message is about: the visit, whose it is, and the doctors it names."""

    visit: Appointment
    patient: Demographics
    doctors: dict[str, Provider]
    proxy: Person | None = None  # who is told in the place of a patient without an address

    @property
    def has_address(self) -> bool:
        """Whether the patient is reached by the channel they chose."""
        return bool(own_address(self))

    @property
    def preferences(self) -> Preferences:
        """How whoever is told wants to be spoken to."""
        of = self.proxy or self.patient
        return of.preferences or Preferences()

    def doctor(self, provider_id: str) -> str:
        """A doctor's name; empty if they are no longer known."""
        known = self.doctors.get(provider_id)
        return known.display_name if known else ""


def own_address(about: About) -> str:
    """Where the patient is reached by the channel they chose; empty if nowhere."""
    wishes, info = about.patient.preferences or Preferences(), about.patient.personal_info
    by_phone = (wishes.communication_method or EMAIL).lower() in PHONES
    return (info.phone_number if by_phone else info.email) or ""


def channel_of(about: About) -> str:
    """By which channel this person wants to be told; who acts for somebody, by e-mail."""
    if about.proxy:
        return EMAIL
    return (about.preferences.communication_method or EMAIL).lower()


def message_for(due: ReminderDue, about: About) -> Message:
    """The message in the person's own language and on their own clock as well as the clinic's."""
    language = about.preferences.language
    to = (about.proxy.email or "") if about.proxy else own_address(about)
    with override(language if language in LANGUAGES else settings.LANGUAGE_CODE):
        subject, lines = WORDS[due.kind](due, about)
        if about.proxy:
            lines = [_("You are told this because you act for a patient of the clinic."), *lines]
    return Message(to=to, subject=subject, text="\n".join(line for line in lines if line))


def _reminder(_due: ReminderDue, about: About) -> tuple[str, list[str]]:
    visit = about.visit
    return _("Your visit tomorrow"), [
        _("This is a reminder of your visit:"),
        *_when(about, visit.starts_at),
        *_with(about, visit.provider_id),
        _place(visit),
        _("To see it, move it or cancel it: %(link)s")
        % {"link": _link("detail", visit.patient_id, visit.appointment_id)},
    ]


def _proposal(due: ReminderDue, about: About) -> tuple[str, list[str]]:
    visit = about.visit
    old = {"doctor": about.doctor(visit.provider_id) or _("Your doctor")}
    held = [
        _("We keep another time for you:"),
        *_when(about, due.proposed_at or visit.starts_at),
        *_with(about, due.proposed_provider or visit.provider_id),
        _("It is yours to take until %(until)s.")
        % {"until": _moment(due.held_until or visit.starts_at, visit.zone_name)},
    ]
    return _("Your visit needs another time"), [
        _("%(doctor)s is away at the time of your visit:") % old,
        *_when(about, visit.starts_at),
        _("Nothing is cancelled. Please choose another time."),
        *(held if due.proposed_at else []),
        (
            _("To take it or to choose another: %(link)s")
            if due.proposed_at
            else _("To choose another: %(link)s")
        )
        % {"link": _way_to_move(due, visit)},
    ]


def _offered(due: ReminderDue, about: About) -> tuple[str, list[str]]:
    """A time that came free; `about.visit` is the visit as it would be there."""
    visit = about.visit
    return _("A time has come free for you"), [
        _("You asked us to tell you. This time is free, and kept for a short while:"),
        *_when(about, visit.starts_at),
        *_with(about, visit.provider_id),
        _place(visit),
        _("It is kept until %(until)s, for you and others who wait: the first to answer has it.")
        % {"until": _moment(due.held_until or visit.starts_at, visit.zone_name)},
        _("Until you say yes, nothing changes."),
        _("To take it, or to say no: %(link)s")
        % {"link": _link("portal-offer", visit.provider_id, due.offer_id or "")},
    ]


def _way_to_move(due: ReminderDue, visit: Appointment) -> str:
    """The page of free times; with a held one, the page on which that is chosen already."""
    if due.proposed_at is None:
        return _link("portal-move", visit.appointment_id)
    slot = Chosen(due.proposed_provider or visit.provider_id, due.proposed_at).value
    query = urlencode({"slot": slot, "seen": str(due.sequence)})
    return f"{_link('portal-move-confirm', visit.appointment_id)}?{query}"


WORDS: Mapping[str, Callable[[ReminderDue, About], tuple[str, list[str]]]] = {
    DAY_BEFORE: _reminder,
    PROPOSAL: _proposal,
    OFFERED: _offered,
}


def _when(about: About, starts_at: datetime) -> list[str]:
    """The time on the clinic's clock and, where that differs, on the person's own."""
    clinic, own = zone(about.visit.zone_name), zone_of(about.preferences)
    lines = [_moment(starts_at, clinic.key)]
    if starts_at.astimezone(clinic).utcoffset() != starts_at.astimezone(own).utcoffset():
        lines.append(_("On your clock: %(time)s") % {"time": _moment(starts_at, own.key)})
    return lines


def _with(about: About, provider_id: str) -> list[str]:
    name = about.doctor(provider_id)
    return [_("With %(doctor)s") % {"doctor": name}] if name else []


def _place(visit: Appointment) -> str:
    slot = visit.scheduling_info.location
    return _("At %(place)s") % {"place": slot} if slot else ""


def _moment(at: datetime, zone_name: str) -> str:
    """`Sunday 15 June 2025, 17:00 (Qatar time, UTC+3)`, without a page's marks."""
    day = written_moment(at.astimezone(zone(zone_name)).date(), "day")
    return unescape(strip_tags(f"{day}, {datetime_in_zone(at, zone_name, 'time')}"))


def _link(page: str, *ids: str) -> str:
    return f"{settings.BASE_URL}{reverse(f'appointments:{page}', args=ids)}"
