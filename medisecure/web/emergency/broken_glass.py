"""Which charts this session opened in an emergency: told on every page as long as they are open.

The chart's own pages say it by the care relation, whoever signs in where; the other pages would
have to read for it, and read here what the session kept. An id is shown: it is what was typed.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from medisecure.clock import from_utc_text, utc_text

KEPT_AS = "broken-glass"


def remember(request: HttpRequest, patient_id: str, until: datetime) -> None:
    """The chart is open to this session's person until then."""
    kept = request.session.get(KEPT_AS, {})
    request.session[KEPT_AS] = kept | {patient_id: utc_text(until)}


def open_elsewhere(request: HttpRequest) -> list[dict[str, Any]]:
    """The open ones but that of the patient this page is about, which says so itself."""
    kept: dict[str, str] = request.session.get(KEPT_AS, {})
    uow = getattr(request, "uow", None)
    if not kept or uow is None:
        return []
    match = request.resolver_match
    here = match.kwargs.get("patient_id") if match else None
    ends = {whose: from_utc_text(until) for whose, until in kept.items() if whose != here}
    return [
        {"patient": whose, "ends_at": end, "url": reverse("patients:chart", args=[whose])}
        for whose, end in ends.items()
        if end > uow.at
    ]
