"""What a cancellation or an answer sets off, done once the answer to the person is out.

It is the system that offers times, not the person who gave one back: nobody waits for it, nobody
sees whom it asks, and if it fails the answer stands. `manage.py send_reminders` makes up for it.
"""

from collections.abc import Callable, Iterable
from contextlib import closing
from contextvars import Context
from functools import partial

import structlog
from django.http import HttpRequest, HttpResponse

from appointments.booking.opened_slots import OpenedSlot
from appointments.waitlist.models import Offer
from appointments.waitlist.services import look_after, offer_time
from medisecure.dynamodb.calls.deadline import deadline
from medisecure.errors import MediSecureError
from medisecure.wiring import system_work

JOB = "waitlist"
SECONDS = 10.0

log = structlog.get_logger()


class OffersMiddleware:
    """Around the gate, whose unit of work says what came free or was answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        uow = getattr(request, "uow", None)
        events = [
            each for each in getattr(uow, "published", ()) if isinstance(each, OpenedSlot | Offer)
        ]
        if events:
            once_out(response, partial(follow_up, events))
        return response


def once_out(response: HttpResponse, deed: Callable[[], None]) -> None:
    """Do it when the server closes the answer it has sent.

    Neither the deadline of the request nor what it costs has to do with it: a context of its own.
    """
    close = response.close

    def close_and_go_on() -> None:
        close()
        Context().run(deed)

    response.close = close_and_go_on  # type: ignore[method-assign]


def follow_up(events: Iterable[object]) -> None:
    """Offer each time that came free, and look after each offer that was answered."""
    with deadline(SECONDS):
        for each in events:
            try:
                with closing(system_work(JOB)) as uow:
                    if isinstance(each, OpenedSlot):
                        offer_time(uow, each)
                    elif isinstance(each, Offer):
                        look_after(uow, each.provider_id, each.offer_id)
            except MediSecureError as problem:
                log.warning("offer_postponed", reason=type(problem).__name__)
