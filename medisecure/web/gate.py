"""The gate at the web's edge: a unit of work in, and nothing out before its trail is stored."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from medisecure.access.actor import Role
from medisecure.audit.event import Result
from medisecure.dynamodb.calls.parallel import Started, start_call
from medisecure.errors import MediSecureError, Replaced
from medisecure.identity import acting
from medisecure.identity.acting import Subject
from medisecure.identity.sessions import SessionStore
from medisecure.web.failures import explained, page_for
from medisecure.web.requests import ClinicalRequest, request_context_of
from medisecure.web.survivor import led_on, to_survivor
from medisecure.wiring import unit_of_work, watch

FOR_PATIENTS = frozenset({Role.PATIENT, Role.PROXY})
# What a page came to that shows nothing of what was read for it.
SHOWS_NOTHING = {
    400: Result.FAILURE,
    403: Result.DENIED,
    404: Result.ABSENT,
    429: Result.DENIED,
    500: Result.FAILURE,
    503: Result.FAILURE,
}
# A form may be shown again with 409; a page that stands for an error shows nothing with it either.
ERROR_SHOWS_NOTHING = SHOWS_NOTHING | {409: Result.CONFLICT}


class GateMiddleware:
    """The innermost middleware: what it refuses, no view has seen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = explained(request, self.get_response(request))
        uow = getattr(request, "uow", None)
        if uow is None:
            return response
        response = led_on(request, uow, response)
        if response.status_code in SHOWS_NOTHING:
            uow.show_nothing(SHOWS_NOTHING[response.status_code])
        try:
            touched = begin_touch(request)  # type: ignore[arg-type]
            request.watch.begin()  # type: ignore[attr-defined]
            uow.beside_trail.clear()  # it knows the unit of work: together they would outlast it
            uow.close()
            touched.result()
            if request.watch.are_many():  # type: ignore[attr-defined]
                request.watch.tell()  # type: ignore[attr-defined]
            if _acts_no_more(request, response):  # type: ignore[arg-type]
                return redirect("acting")
        except MediSecureError as error:
            return page_for(request, error)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _: Any, __: Any
    ) -> HttpResponse | None:
        """Hand the view its unit of work; without one there is no way to health data."""
        if not request.user.is_authenticated:
            return None
        clinical = cast(ClinicalRequest, request)
        try:
            clinical.acting = _subject(clinical, view)
            actor = clinical.user.actor
            if clinical.acting:
                actor = clinical.user.acting_for(clinical.acting.patient_id)
            clinical.uow = unit_of_work(actor, request_context_of(request))
        except MediSecureError as error:
            return page_for(request, error)
        session: SessionStore = request.session  # type: ignore[assignment]
        if session.profile is not None:
            clinical.uow.hold(session.profile)
        clinical.person, clinical.role = clinical.user.person, actor.role
        clinical.subject_id = actor.subject_id
        clinical.is_polling, clinical.touched = False, None
        clinical.watch = watch(clinical.uow, clinical.person.user_id)
        clinical.uow.beside_trail.append(clinical.watch.begin)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Our own refusals become pages; anything else stays an error."""
        if not isinstance(error, MediSecureError):
            return None
        if isinstance(error, Replaced):
            way = to_survivor(request, error.patient_id, error.survivor) or _acts_on(request, error)
            if way is not None:
                return way
        page, uow = page_for(request, error), getattr(request, "uow", None)
        if uow is not None:
            uow.show_nothing(ERROR_SHOWS_NOTHING[page.status_code])
        return page


def _subject(request: ClinicalRequest, view: Callable[..., Any]) -> Subject | None:
    """For whom the page is asked: nobody else if it is about the person themself."""
    if request.user.role not in FOR_PATIENTS or getattr(view, "as_oneself", False):
        return None
    return acting.subject_of(request.session, request.user.person.user_id)


def _acts_no_more(request: ClinicalRequest, response: HttpResponse) -> bool:
    """Whether this page is closed because the person acts for this patient no longer."""
    if response.status_code != HTTPStatus.NOT_FOUND or request.acting is None:
        return False
    if request.uow.scopes:
        return False
    acting.stop(request.session)
    messages.info(request, _("You no longer act for this person. These are your own pages."))
    return True


def _acts_on(request: HttpRequest, error: Replaced) -> HttpResponse | None:
    """The same page for the record that answers now for whom one acts; its address has no id."""
    subject: Subject | None = getattr(request, "acting", None)
    if subject is None or subject.patient_id != error.patient_id:
        return None
    owner = cast(ClinicalRequest, request).person.user_id
    acting.begin(request.session, owner, Subject(error.survivor, subject.name))
    response = redirect(request.get_full_path())
    if request.method == "POST":
        response.status_code = HTTPStatus.TEMPORARY_REDIRECT
    return response


def begin_touch(request: ClinicalRequest) -> Started[None]:
    """Set the idle clock back, once a request; polling does not count as being there.

    It runs beside the audit entry. A page whose entry runs beside its reads begins it before them.
    """
    if request.touched is None:
        session: SessionStore = request.session  # type: ignore[assignment]
        due = session.needs_touch and not request.is_polling
        request.touched = start_call(session.touch) if due else Started.completed(None)
    return request.touched
