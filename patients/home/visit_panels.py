"""The visits of a home: the next one, and what the latest one found; without the template engine.

See docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.portal.online_rules import Changes
from appointments.portal.visit_actions import visit_actions
from appointments.visits.models import Appointment
from appointments.visits.wording import MODES, payment_note
from medisecure.web.display.clinic import clinic_phone
from medisecure.web.display.marks import status
from medisecure.web.display.markup.addresses import address
from medisecure.web.display.markup.panels import empty_state, fact, link, panel, panel_link
from medisecure.web.display.values import absent, datetime_in_zone, framed, value
from medisecure.web.display.words.wording import label_of
from patients.coding.wording import plainly_or_as_written
from patients.records.models import Record


def next_visit(
    patient_id: str,
    visit: Appointment | None,
    doctor: str,
    changes: Changes | None,
    *,
    may_book: bool,
) -> SafeString:
    """When, where, with whom, what to prepare and what may be changed; or how to book one.

    `changes` is None for who may not change any visit of the patient.
    """
    inside = _coming(visit, doctor, changes) if visit else _none_booked(may_book=may_book)
    links = panel_link(_("All visits"), "appointments:of-patient", patient_id)
    title = _("Next visit")
    return panel("next-title", "calendar", title, inside, links=links, name="next")


def _none_booked(*, may_book: bool) -> SafeString:
    if not may_book:
        sentence = _("No visit is booked. The front desk will find a time for you.")
        return empty_state(sentence, "calendar")
    return empty_state(
        _("No visit is booked."), "calendar",
        action_url=address("appointments:portal-book"), action_label=_("Book a visit"),
    )  # fmt: skip


def _coming(visit: Appointment, doctor: str, changes: Changes | None) -> str:
    at = datetime_in_zone(visit.starts_at, visit.zone_name, "time")
    facts = "".join(fact(name, told) for name, told in _facts(visit, doctor))
    late = ""
    if changes and changes.too_late:
        calls = clinic_phone() if changes.calls else ""
        late = framed('<p class="muted mt-3 mb-0">', changes.why_not, f"{calls}</p>")
    may_change = bool(changes and changes.allowed)
    return (
        f'<p class="fs-4 fw-semibold lh-sm mb-1">{value(visit.local_date, kind="day")}</p>'
        f'<p class="fs-5 mb-3">{at} {status(visit.status)}</p>'
        f'<dl class="facts facts-compact">{facts}</dl>{_preparation(visit.preparation)}{late}'
        f'<div class="mt-3">{visit_actions(visit, may_change=may_change, may_see=True)}</div>'
    )


def _facts(visit: Appointment, doctor: str) -> Iterable[tuple[str, str]]:
    info, paid = visit.scheduling_info, visit.payment
    minutes = ngettext("%(minutes)s minute", "%(minutes)s minutes", visit.minutes)
    yield _("Doctor"), value(doctor)
    yield _("Place"), f"{value(info.location)}{_muted(label_of(MODES, info.mode))}"
    yield _("Length"), minutes % {"minutes": visit.minutes}
    if paid:
        fee = value(paid.fee, unit=paid.currency, kind="money")
        yield _("Payment"), f"{fee}{_muted(payment_note(paid))}"


def _muted(words: str) -> str:
    return framed(' <span class="muted">(', words, ")</span>") if words else ""


def _preparation(steps: list[str] | None) -> str:
    if not steps:
        return ""
    lines = "".join(framed("<li>", value(each), "</li>") for each in steps)
    title = _("How to prepare")
    return f'<h3 class="mt-3 mb-1">{title}</h3><ul class="mb-3">{lines}</ul>'


def latest_visit(
    patient_id: str, record: Record | None, doctor: str, *, is_own: bool
) -> SafeString:
    """Why they came, what was found and advised, with the way to all of it.

    `is_own`: the reader is the patient, and nobody who acts for them.
    """
    if record:
        inside: str = _found(record, doctor, is_own=is_own)
    else:
        nothing = _("Nothing yet. After a visit you can read here what was found.")
        inside = empty_state(nothing, "stethoscope")
    links = panel_link(_("All records"), "patients:records", patient_id)
    title = _("Your latest visit") if is_own else _("Latest visit")
    return panel("latest-title", "stethoscope", title, inside, links=links, name="latest")


def _seen(doctor: str, *, is_own: bool) -> str:
    if not doctor:
        return _("You were seen on") if is_own else _("Seen on")
    words = _("You saw <bdi>%(doctor)s</bdi> on")
    if not is_own:
        words = _("Seen by <bdi>%(doctor)s</bdi> on")
    return words % {"doctor": framed("", doctor, "")}


def _found(record: Record, doctor: str, *, is_own: bool) -> str:
    seen = _seen(doctor, is_own=is_own)
    day, clinical = value(record.seen_at, kind="day"), record.clinical_data
    treatment = clinical and clinical.treatment
    advised: Any = treatment and treatment.recommendations
    came, found = _("You came because of"), _("The doctor found")
    if not is_own:
        came = _("Reason for the visit")
    diagnoses = (plainly_or_as_written(each.code, each.description) for each in record.diagnoses)
    told = [
        fact(came, value(clinical and clinical.chief_complaint)),
        fact(found, _lines(diagnoses)),
    ]
    if advised:
        told.append(fact(_("The doctor advised"), _lines(advised)))
    where = address("patients:record", record.patient_id, record.record_id)
    full = link(where, _("Read it in full"), "btn btn-outline-primary")
    return (
        f'<p>{seen} {day}.</p><dl class="facts facts-compact">{"".join(told)}</dl>'
        f'<p class="mt-3">{full}</p>'
    )


def _lines(texts: Iterable[Any]) -> str:
    return "<br>".join(value(each) for each in texts) or absent()
