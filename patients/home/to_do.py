"""What a patient has to do: book a follow-up, pay a visit; without the template engine.

See docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Iterable, Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from appointments.visits.models import PaidVisit
from medisecure.web.display.marks import decoration
from medisecure.web.display.markup.addresses import address
from medisecure.web.display.markup.panels import link, panel
from medisecure.web.display.values import framed, value
from patients.home.due import Due


def to_do(
    dues: Sequence[tuple[Due, str]], unpaid: Iterable[PaidVisit], *, may_book: bool
) -> SafeString:
    """A line for each follow-up, with its doctor's name, and each visit that is not paid."""
    lines = [_due(*each, may_book=may_book) for each in dues] + list(map(_unpaid, unpaid))
    nothing = _("Nothing to do right now.")
    inside = f'<p class="muted mb-0">{decoration("check")} {nothing}</p>'
    if lines:
        inside = f'<ul class="list-unstyled stack mb-0">{"".join(lines)}</ul>'
    look = " panel-warning" if lines else ""
    return panel("to-do-title", "list", _("To do"), inside, name="to-do", look=look)


def _due(due: Due, doctor: str, *, may_book: bool) -> str:
    head = _("A follow-up visit is overdue") if due.is_late else _("Book a follow-up visit")
    notes = due.follow_up.notes
    told = framed(" ", value(notes), ".") if notes else ""
    ask = "" if may_book else " " + _("Ask the front desk for a time.")
    wrote = _("What the doctor wrote")
    record = address("patients:record", due.record.patient_id, due.record.record_id)
    book = f"{_book(due, doctor)} " if may_book else ""
    return (
        f'<li><p class="fw-semibold mb-0">{decoration("bell")} {head}</p>'
        f'<p class="mb-0">{_with(doctor)}{_by_when(due)}.{told}{ask}</p>'
        f'<p class="mb-0">{book}{link(record, wrote)}</p></li>'
    )


def _with(doctor: str) -> str:
    if not doctor:
        return ""
    words = _("With <bdi>%(doctor)s</bdi>,") % {"doctor": framed("", doctor, "")}
    return f"{words} "


def _by_when(due: Due) -> str:
    if not due.by:
        return _("within") + " " + value(due.follow_up.timeframe)
    words = _("it was due by") if due.is_late else _("by")
    return f"{words} {value(due.by, kind='date')}"


def _book(due: Due, doctor: str) -> SafeString:
    near = due.book_near
    day = f"&near={near:%Y-%m-%d}" if near else ""
    query = f"?whom={due.record.provider_id}&kind=FOLLOW_UP{day}"
    whose = framed('<span class="visually-hidden"> · ', doctor, "</span>")
    where = address("appointments:portal-book") + query
    return link(where, _("Book") + whose, "btn btn-sm btn-primary")


def _unpaid(visit: PaidVisit) -> str:
    paid = visit.payment
    fee = value(paid and paid.fee, unit=paid.currency if paid else "", kind="money")
    day = value(visit.local_date, kind="date")
    where = address("appointments:detail", visit.patient_id, visit.appointment_id)
    words = _("A visit is not paid yet")
    return (
        f'<li><p class="fw-semibold mb-0">{decoration("money")} {words}</p>'
        f'<p class="mb-0">{fee} · {link(where, day)}</p></li>'
    )
