"""The gate at the web's edge: a unit of work in, and nothing out before its trail is stored."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse

from medisecure.errors import MediSecureError
from medisecure.identity.sessions import SessionStore
from medisecure.store.lanes import lookup
from medisecure.web.failures import page_for
from medisecure.web.requests import ClinicalRequest, occasion_of
from medisecure.wiring import unit_of_work


class GateMiddleware:
    """The innermost middleware: what it refuses, no view has seen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        uow = getattr(request, "uow", None)
        if uow is None:
            return response
        try:
            touched = _touch(request)
            uow.close()
            if touched is not None:
                touched.result()
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
            clinical.uow = unit_of_work(clinical.user.actor, occasion_of(request))
        except MediSecureError as error:
            return page_for(request, error)
        clinical.person, clinical.role = clinical.user.person, clinical.user.role
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Our own refusals become pages; anything else stays an error."""
        return page_for(request, error) if isinstance(error, MediSecureError) else None


def _touch(request: HttpRequest) -> Any:
    """Set the idle clock back beside the audit entry; polling does not count as being there."""
    session: SessionStore = request.session  # type: ignore[assignment]
    if not session.needs_touch or getattr(request, "is_polling", False):
        return None
    return lookup(session.touch)
