"""What the front desk does with a series: look at all its dates, book, move, cancel, take back."""

from appointments.series.booking import Repeat, book, preview
from appointments.series.cancelling import called_off_with, cancel, take_back
from appointments.series.checks import DatesTaken, Seen, check_same, seen_of
from appointments.series.moving import move, preview_move

__all__ = [
    "DatesTaken",
    "Repeat",
    "Seen",
    "book",
    "called_off_with",
    "cancel",
    "check_same",
    "move",
    "preview",
    "preview_move",
    "seen_of",
    "take_back",
]
