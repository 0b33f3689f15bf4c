"""What people do with visits: see what is free, hold, book, move, cancel, and run the day."""

from appointments.services.booking import book, hold, let_go
from appointments.services.moving import cancel, move, swap
from appointments.services.running import step, undo, walk_in
from appointments.services.terms import (
    FreeDay,
    Wish,
    days_from,
    free_day,
    free_on,
    known_provider,
    sees_patients,
)

__all__ = [
    "FreeDay",
    "Wish",
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
    "step",
    "swap",
    "undo",
    "walk_in",
]
