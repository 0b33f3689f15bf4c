"""Refusals in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from appointments.booking.requests import BOOKED, HELD, TAKEN
from medisecure.errors import Conflict
from medisecure.web.display.errors import error_text

LAPSED = _(
    "The time was no longer held for you, and someone else has taken it. Choose one "
    "of the nearest free times. What you typed is still here."
)


def lost_in_words(refusal: Conflict) -> Any:
    """The same at the last step, where a time can only be lost once it is no longer kept."""
    return LAPSED if refusal.message in (BOOKED, HELD, TAKEN) else error_text(refusal)
