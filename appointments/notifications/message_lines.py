"""What every message about a visit is made of: when, with whom, where, how to prepare or change it.

Never why: neither reason, kind nor anything of the chart. How to prepare is said, for who does not
know of it comes in vain.
"""

from dataclasses import dataclass
from datetime import datetime
from html import unescape

from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from appointments.portal.online_rules import cut_off, is_open
from appointments.visits.models import REMOTE, Appointment
from appointments.visits.wording import MODES
from medisecure.clock import zone
from medisecure.identity.person import Person, Preferences
from medisecure.web.display.clinic import clinic
from medisecure.web.display.values import named_moment, written_moment
from medisecure.web.display.words.wording import label_of
from medisecure.web.language import zone_of
from medisecure.written.phones import grouped
from patients.profile.models import Demographics
from providers.directory.models import Provider

EMAIL, PHONES = "email", frozenset({"sms", "phone"})
LEFT_TO_RIGHT, ENDS = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a message is about: the visit, whose it is, and the doctors it names, at that instant.

    `others_of_series` are the other visits of its series that went the same way in the same press.
    """

    visit: Appointment
    patient: Demographics
    doctors: dict[str, Provider]
    at: datetime
    others_of_series: tuple[Appointment, ...] = ()
    others_asked: bool = False  # whether an offered time was offered to others too
    proxy: Person | None = None  # who is told in the place of a patient without an address

    @property
    def has_address(self) -> bool:
        """Whether the patient is reached by the channel they chose."""
        return bool(preferred_address(self))

    @property
    def preferences(self) -> Preferences:
        """How whoever is told wants to be spoken to."""
        of = self.proxy or self.patient
        return of.preferences or Preferences()

    def doctor(self, provider_id: str) -> str:
        """A doctor's name; empty if they are no longer known."""
        known = self.doctors.get(provider_id)
        return known.display_name if known else ""


def preferred_address(about: About) -> str:
    """Where the patient is reached by the channel they chose; empty if nowhere."""
    wishes, info = about.patient.preferences or Preferences(), about.patient.personal_info
    by_phone = (wishes.communication_method or EMAIL).lower() in PHONES
    return (info.phone_number if by_phone else info.email) or ""


def channel_of(about: About) -> str:
    """By which channel this person wants to be told; who acts for somebody, by e-mail."""
    if about.proxy:
        return EMAIL
    return (about.preferences.communication_method or EMAIL).lower()


def visit_lines(about: About) -> list[str]:
    """The visit: when (all dates of a series), with whom, where or how, and how to prepare."""
    visit = about.visit
    later = [moment_of(about, each.starts_at) for each in about.others_of_series]
    steps = visit.preparation or []
    return [
        *when_lines(about, visit.starts_at),
        *later,
        *with_lines(about, visit.provider_id),
        place_line(visit),
        _("How to prepare:") if steps else "",
        *(f"- {step}" for step in steps),
    ]


def when_lines(about: About, starts_at: datetime) -> list[str]:
    """The time on the clinic's clock and, where that differs, on the person's own."""
    clinic_zone, own = zone(about.visit.zone_name), zone_of(about.preferences)
    lines = [moment(starts_at, clinic_zone.key)]
    if starts_at.astimezone(clinic_zone).utcoffset() != starts_at.astimezone(own).utcoffset():
        lines.append(_("On your clock: %(time)s") % {"time": moment(starts_at, own.key)})
    return lines


def with_lines(about: About, provider_id: str) -> list[str]:
    """The doctor, if they are still known."""
    name = about.doctor(provider_id)
    return [_("With %(doctor)s") % {"doctor": name}] if name else []


def place_line(visit: Appointment) -> str:
    """Where to come to, or how a visit takes place to which nobody comes."""
    info = visit.scheduling_info
    if info.mode in REMOTE:
        return label_of(MODES, info.mode)
    return _("At %(place)s") % {"place": info.location} if info.location else ""


def change_lines(about: About) -> list[str]:
    """How to see, move or cancel it, online while that is open, and whom to call."""
    visit = about.visit
    link = link_to("detail", visit.patient_id, visit.appointment_id)
    until = visit.starts_at - cut_off()
    if is_open() and about.at < until:
        by_link = _("To see it, move it or cancel it (until %(until)s): %(link)s") % {
            "until": moment(until, visit.zone_name), "link": link,
        }  # fmt: skip
    else:
        by_link = _("To see it: %(link)s") % {"link": link}
    return [by_link, call_line()]


def call_line() -> str:
    """Whom to call with a question; empty where no number is set."""
    reached = clinic()
    if not reached.phone:
        return ""
    return _("Questions, or you cannot come? Call %(clinic)s: %(phone)s") % {
        "clinic": reached.name, "phone": f"{LEFT_TO_RIGHT}{grouped(reached.phone)}{ENDS}",
    }  # fmt: skip


def moment_of(about: About, at: datetime) -> str:
    return moment(at, about.visit.zone_name)


def moment(at: datetime, zone_name: str) -> str:
    """`Sunday 15 June 2025, 17:00 (Qatar time, UTC+3)`, without a page's marks."""
    day = written_moment(at.astimezone(zone(zone_name)).date(), "day")
    return unescape(strip_tags(f"{day}{_(', ')}{named_moment(at, zone_name, 'time')}"))


def link_to(page: str, *ids: str) -> str:
    """The address of one of our pages, for a message."""
    return f"{settings.BASE_URL}{reverse(f'appointments:{page}', args=ids)}"
