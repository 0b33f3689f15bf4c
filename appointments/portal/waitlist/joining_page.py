"""The page on which somebody joins the list, for the patient and for the front desk alike."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from appointments.portal.online_rules import USUAL_KIND
from appointments.portal.waitlist.forms import USUAL_WAIT, WaitlistForm, as_it_stands
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from appointments.waitlist.models import WaitlistEntry, entry_id_of
from appointments.waitlist.repository import Entries
from appointments.waitlist.services import join
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import Conflict
from medisecure.web.display.errors import error_text
from medisecure.web.input.ids import id_or_none
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.requests import ClinicalRequest
from patients.profile.models import Demographics
from patients.profile.open_patient import open_patient
from providers.directory.models import Provider
from providers.directory.repository import Providers


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """What the page is made of; `joined` once somebody stands on the list by it."""

    form: WaitlistForm
    patient: Demographics
    visit: Appointment | None
    doctor: str
    entry: WaitlistEntry | None
    joined: WaitlistEntry | None = None

    @property
    def context(self) -> dict[str, Any]:
        """What its template shows."""
        return {
            "form": self.form,
            "patient": self.patient,
            "visit": self.visit,
            "doctor": self.doctor,
            "entry": self.entry,
        }


def joining_of(request: ClinicalRequest, patient_id: str) -> Joining:
    """The page for a visit that would move (`visit`) or for one there is not yet (`whom`)."""
    uow = request.uow
    asked = request.POST if request.method == "POST" else request.GET
    visit_id = id_or_none(asked.get("visit", ""))
    patient: Demographics
    providers: list[Provider]
    entries: list[WaitlistEntry]
    visit: Appointment | None
    patient, providers, entries, visit = in_parallel(
        lambda: open_patient(uow, patient_id),
        lambda: Providers(uow).all(),
        lambda: Entries(uow).of_patient(patient_id),
        lambda: Appointments(uow).get(patient_id, visit_id) if visit_id else None,
    )
    form = _form(request, entries, visit)
    form.offer(providers, visit, patient.age_on(uow.today))
    entry = _standing(entries, visit, *_asked(form))
    joined = None
    if is_sent(request, form):
        joined = _joined(lambda: join(uow, form.waitlist_request(patient_id)), form)
    doctor = next((p.display_name for p in providers if visit and p.provider_id ==
                   visit.provider_id), "")  # fmt: skip
    return Joining(
        form=form, patient=patient, visit=visit, doctor=doctor, entry=entry, joined=joined
    )


def _form(
    request: ClinicalRequest, entries: list[WaitlistEntry], visit: Appointment | None
) -> WaitlistForm:
    """The form as sent, or filled in with what is usual or stands there already."""
    today = request.uow.today
    whom, kind = request.GET.get("whom", ""), request.GET.get("kind", "") or USUAL_KIND
    last = visit.local_date if visit else today + USUAL_WAIT
    initial: dict[str, Any] = {
        "visit": visit.appointment_id if visit else "",
        "whom": visit.provider_id if visit else whom,
        "kind": kind,
        "earliest": today,
        "latest": max(last, today),
        "half": "",
    }
    entry = _standing(entries, visit, whom, kind)
    if entry:
        initial |= as_it_stands(entry)
    return form_of(request, WaitlistForm, today=today, initial=initial)


def _asked(form: WaitlistForm) -> tuple[str, str]:
    kind = form["kind"].value() if "kind" in form.fields else ""
    return str(form["whom"].value() or ""), str(kind or "")


def _standing(
    entries: list[WaitlistEntry], visit: Appointment | None, whom: str, kind: str
) -> WaitlistEntry | None:
    """The place they have on the list for the same already."""
    name = entry_id_of(visit.appointment_id if visit else "", whom, kind, moves=visit is not None)
    return next((each for each in entries if each.entry_id == name and each.waits), None)


def _joined(deed: Callable[[], WaitlistEntry], form: WaitlistForm) -> WaitlistEntry | None:
    """Do it; what is refused stands on the form, with what was typed."""
    try:
        return deed()
    except Conflict as refusal:
        form.add_error(None, error_text(refusal))
        return None
