"""The private feed: the one page that shows a patient's data to whoever has its secret address.

Nobody is signed in before it, so it acts under a name of its own, which the trail then holds.
"""

from contextlib import closing
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, override
from django.views.decorators.http import require_safe

from appointments.calendar.ics import calendar_file, calendar_of, entry_of
from appointments.calendar.repository import Feed, Feeds
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from medisecure.access.actor import Role, system
from medisecure.access.limits import LimitedAction
from medisecure.access.proxies import Scope
from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.repositories.proxies import Proxies
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, NotFound
from medisecure.identity.person import AccountStatus, Person
from medisecure.identity.repository import People
from medisecure.web.display.words.programs import program_of
from medisecure.web.language import LANGUAGES
from medisecure.web.limits import count_for
from medisecure.web.open_to_all import open_to_all
from medisecure.web.requests import request_context_of
from medisecure.wiring import unit_of_work
from patients.profile.models import Demographics
from patients.profile.repository import DemographicsOf

JOB = "calendar-feed"
LOOK_BACK = timedelta(days=31)  # so that a visit that was called off leaves people's calendars
MOST_VISITS = 200


@require_safe
@open_to_all
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """A patient's visits for whoever has the secret address: that there is one, when and where."""
    with closing(unit_of_work(system(JOB), request_context_of(request))) as uow:
        found = Feeds(uow).by_token(token)
        if not found:
            raise NotFound
        patient_id = found[0].patient_id
        there: Feed
        patient: Demographics
        visits: list[Appointment]
        there, patient, visits = in_parallel(
            lambda: Feeds(uow).still_there(found[0]),
            lambda: DemographicsOf(uow).get(patient_id),
            lambda: Appointments(uow).coming(patient_id, uow.at - LOOK_BACK, MOST_VISITS),
        )
        answers = DemographicsOf(uow).answering(patient_id) if patient.replaced_by else patient
        if AccountStatus.DISABLED in (patient.status, answers.status):
            raise NotFound
        maker = _maker(uow, there, patient)
        if there.is_over(uow.at, maker.session_epoch):
            raise NotFound
        count_for(patient_id, Role.PATIENT, LimitedAction.EXPORT)
        program = program_of(request.headers.get("User-Agent", ""))
        try:
            with uow:
                Feeds(uow).sent(there, uow.at, program)
        except Conflict:  # fetched twice at once: the other one is noted
            uow.record(Action.SEND_CALENDAR_FEED, patient_id, patient_id)
        language = maker.preferences.language if maker.preferences else ""
        with override(language if language in LANGUAGES else settings.LANGUAGE_CODE):
            entries = [entry_of(each, gettext("Visit")) for each in visits]
            content = calendar_of(entries, name=gettext("Visits"))
    return calendar_file(content, "inline; filename=visits.ics")


def _maker(uow: UnitOfWork, there: Feed, patient: Demographics) -> Demographics | Person:
    """Who made it; `NotFound` once a proxy may not see the visits any more."""
    if there.made_by is None:
        return patient
    maker = People(uow).get(there.made_by)
    relations = Proxies(uow).of_patient(there.patient_id)
    mine = (each for each in relations if each.proxy_id == there.made_by)
    if not maker.is_active or not any(Scope.VISITS in each.scopes_at(uow.at) for each in mine):
        raise NotFound
    return maker
