"""What people do on the waitlist: join and leave it, be offered a time, take it or say no."""

from appointments.waitlist.answering import accept, check_open, decline, offer_data_of
from appointments.waitlist.joining import WaitlistRequest, join, leave, set_urgent
from appointments.waitlist.offering import offer_time
from appointments.waitlist.tending import look_after, tend, withdraw

__all__ = [
    "WaitlistRequest",
    "accept",
    "check_open",
    "decline",
    "join",
    "leave",
    "look_after",
    "offer_data_of",
    "offer_time",
    "set_urgent",
    "tend",
    "withdraw",
]
