"""What messages about visits say, each in the person's language. Nothing of the illness."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override

from appointments.notifications.message_lines import (
    About,
    change_lines,
    link_to,
    moment,
    place_line,
    preferred_address,
    visit_lines,
    when_lines,
    with_lines,
)
from appointments.notifications.news import NEWS_WORDS, Words
from appointments.outbox.models import DAY_BEFORE, OFFERED, PROPOSAL, ReminderDue
from appointments.portal.free_times import Chosen
from appointments.visits.models import Appointment
from medisecure.clock import zone
from medisecure.messages import Message
from medisecure.web.display.clinic import clinic
from medisecure.web.language import LANGUAGES, zone_of


def message_for(due: ReminderDue, about: About) -> Message:
    """The message in the person's own language and on their own clock as well as the clinic's."""
    language = about.preferences.language
    to = (about.proxy.email or "") if about.proxy else preferred_address(about)
    with override(language if language in LANGUAGES else settings.LANGUAGE_CODE):
        subject, lines = WORDS[due.kind](due, about)
        if about.proxy:
            lines = [
                _("You receive this message because you act for a patient of the clinic."),
                *lines,
            ]
        lines = [*lines, clinic().name]
    return Message(to=to, subject=subject, text="\n".join(line for line in lines if line))


def _reminder(_due: ReminderDue, about: About) -> Words:
    return _when_it_is(about), [
        _("This is a reminder of your visit:"),
        *visit_lines(about),
        *change_lines(about),
    ]


def _when_it_is(about: About) -> str:
    """Today, tomorrow or the date: as it is when the message goes out, and on either clock."""
    starts = about.visit.starts_at
    clocks = zone(about.visit.zone_name), zone_of(about.preferences)
    ahead = {(starts.astimezone(z).date() - about.at.astimezone(z).date()).days for z in clocks}
    if ahead == {0}:
        return _("Your visit today")
    if ahead == {1}:
        return _("Your visit tomorrow")
    return _("Your visit on %(date)s") % {
        "date": date_format(about.visit.local_date, "DATE_FORMAT")
    }


def _proposal(due: ReminderDue, about: About) -> Words:
    visit = about.visit
    old = {"doctor": about.doctor(visit.provider_id) or _("Your doctor")}
    held = [
        _("We are holding another time for you:"),
        *when_lines(about, due.proposed_at or visit.starts_at),
        *with_lines(about, due.proposed_provider or visit.provider_id),
        _("You can accept it until %(until)s.")
        % {"until": moment(due.held_until or visit.starts_at, visit.zone_name)},
    ]
    return _("Your visit needs a new time"), [
        _("%(doctor)s is away at the time of your visit:") % old,
        *when_lines(about, visit.starts_at),
        _("Nothing is cancelled. Please choose another time."),
        *(held if due.proposed_at else []),
        (
            _("To accept it or choose another: %(link)s")
            if due.proposed_at
            else _("To choose another: %(link)s")
        )
        % {"link": _way_to_move(due, visit)},
    ]


def _offered(due: ReminderDue, about: About) -> Words:
    """A time that came free; `about.visit` is the visit as it would be there."""
    visit = about.visit
    until = {"until": moment(due.held_until or visit.starts_at, visit.zone_name)}
    kept = (
        _(
            "It is held until %(until)s for you and others on the waitlist: the first"
            " to accept gets it."
        )
        if about.others_asked
        else _("It is held for you alone until %(until)s.")
    )
    return _("A time is available for you"), [
        _("You asked us to let you know. This time is free, and held for a short while:"),
        *when_lines(about, visit.starts_at),
        *with_lines(about, visit.provider_id),
        place_line(visit),
        kept % until,
        _("Nothing changes until you accept."),
        _("To accept or decline: %(link)s")
        % {"link": link_to("portal-offer", visit.provider_id, due.offer_id or "")},
    ]


def _way_to_move(due: ReminderDue, visit: Appointment) -> str:
    """The page of free times; with a held one, the page on which that is chosen already."""
    if due.proposed_at is None:
        return link_to("portal-move", visit.appointment_id)
    slot = Chosen(due.proposed_provider or visit.provider_id, due.proposed_at).value
    query = urlencode({"slot": slot, "seen": str(due.sequence)})
    return f"{link_to('portal-move-confirm', visit.appointment_id)}?{query}"


WORDS: Mapping[str, Callable[[ReminderDue, About], Words]] = {
    DAY_BEFORE: _reminder,
    PROPOSAL: _proposal,
    OFFERED: _offered,
    **NEWS_WORDS,
}
