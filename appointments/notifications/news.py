"""What has just happened to a visit, as its patient is told: what, by whom, how it is now."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from appointments.notifications.message_lines import (
    About,
    change_lines,
    link_to,
    moment_of,
    visit_lines,
)
from appointments.outbox.models import (
    BOOKED,
    CANCELLED,
    CHANGED,
    CONFIRMED,
    MOVED,
    REQUESTED,
    REVIVED,
    By,
    ReminderDue,
)
from appointments.visits.status import Status

Words = tuple[str, list[str]]


def booked(_due: ReminderDue, about: About) -> Words:
    """It is booked; of a series, all dates of it."""
    if about.others_of_series:
        subject, first = _("Your visits are booked"), _("Your visits are booked:")
    else:
        subject, first = _("Your visit is booked"), _("Your visit is booked:")
    return subject, [first, *visit_lines(about), *change_lines(about)]


def requested(_due: ReminderDue, about: About) -> Words:
    """It is asked for, and not yet the clinic's word."""
    return _("We have your request for a visit"), [
        _(
            "You requested this visit. The time is held for you, and we will tell you"
            " when it is confirmed:"
        ),
        *visit_lines(about),
        *change_lines(about),
    ]


def confirmed(_due: ReminderDue, about: About) -> Words:
    """The clinic said yes to what was asked for."""
    return _("Your visit is confirmed"), [
        _("The clinic has confirmed your visit:"),
        *visit_lines(about),
        *change_lines(about),
    ]


def moved(due: ReminderDue, about: About) -> Words:
    """It is at another time, or with another doctor."""
    by = {
        By.SELF: _("You moved your visit."),
        By.PROXY: _("Your visit was moved by someone who acts for you."),
        By.CLINIC: _("The clinic has moved your visit."),
    }
    asked = about.visit.status is Status.REQUESTED
    before = due.was_at and due.was_at != about.visit.starts_at
    return _("Your visit has a new time"), [
        by[due.by or By.CLINIC],
        _("It was: %(time)s") % {"time": moment_of(about, due.was_at)}
        if before and due.was_at
        else "",
        _("It is now:"),
        *visit_lines(about),
        _("The clinic has to confirm the new time. It is held for you until then.")
        if asked
        else "",
        *change_lines(about),
    ]


def changed(_due: ReminderDue, about: About) -> Words:
    """Where it is, how it takes place, or how to prepare is another than before."""
    return _("Your visit details have changed"), [
        _("The place, the visit mode or how to prepare has changed. It is now:"),
        *visit_lines(about),
        *change_lines(about),
    ]


def cancelled(due: ReminderDue, about: About) -> Words:
    """It does not take place, and who said so."""
    by = {
        By.SELF: _("You cancelled this visit:"),
        By.PROXY: _("This visit was cancelled by someone who acts for you:"),
        By.CLINIC: _("The clinic has cancelled this visit:"),
    }
    dates = [moment_of(about, each.starts_at) for each in (about.visit, *about.others_of_series)]
    doctor = about.doctor(about.visit.provider_id)
    return _("Your visit is cancelled"), [
        by[due.by or By.CLINIC],
        *dates,
        _("With %(doctor)s") % {"doctor": doctor} if doctor else "",
        _("To book another one: %(link)s") % {"link": link_to("portal-book")},
    ]


def revived(_due: ReminderDue, about: About) -> Words:
    """It had been called off, and takes place."""
    return _("Your visit is going ahead after all"), [
        _("Your visit had been cancelled. It is going ahead after all:"),
        *visit_lines(about),
        *change_lines(about),
    ]


NEWS_WORDS: Mapping[str, Callable[[ReminderDue, About], Words]] = {
    BOOKED: booked,
    REQUESTED: requested,
    CONFIRMED: confirmed,
    MOVED: moved,
    CHANGED: changed,
    CANCELLED: cancelled,
    REVIVED: revived,
}
