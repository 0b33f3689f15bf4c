"""What people do with visits: see what is free, hold, book, move, swap, cancel."""

from appointments.booking.booking import book
from appointments.booking.calling_off import cancel
from appointments.booking.holding import hold, let_go
from appointments.booking.moving import move
from appointments.booking.requests import (
    BookingRequest,
    FreeDay,
    days_from,
    free_day,
    free_on,
    known_provider,
    sees_patients,
)
from appointments.booking.swapping import swap

__all__ = [
    "BookingRequest",
    "FreeDay",
    "book",
    "cancel",
    "days_from",
    "free_day",
    "free_on",
    "hold",
    "known_provider",
    "let_go",
    "move",
    "sees_patients",
    "swap",
]
