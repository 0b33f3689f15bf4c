"""The front desk's pages about visits: the board, booking, moving, walk-ins, the end of the day."""

from django.urls import URLPattern, path

from appointments.desk.board import views as board
from appointments.desk.booking import views as booking
from appointments.desk.details import views as details
from appointments.desk.end_of_day import views as end_of_day
from appointments.desk.move import views as move
from appointments.desk.series.urls import urlpatterns as series
from appointments.desk.stand_in import views as stand_in
from appointments.desk.waitlist import views as waitlist
from appointments.desk.walk_in import views as walk_in
from medisecure.web.input import converters  # noqa: F401 - registers <id:…>

PATIENT = "patients/<id:patient_id>"
VISIT = f"{PATIENT}/visits/<id:appointment_id>"
urlpatterns: list[URLPattern] = [
    path("board/", board.board, name="board"),
    path("walk-in/", walk_in.walk_in, name="walk-in"),
    path("providers/<id:provider_id>/stand-in/", stand_in.stand_in, name="stand-in"),
    path("end-of-day/", end_of_day.end_of_day, name="end-of-day"),
    path(f"{PATIENT}/book/", booking.book, name="book"),
    path(f"{VISIT}/cancel/", booking.cancel, name="cancel"),
    path(f"{VISIT}/move/", move.move, name="move"),
    path(f"{VISIT}/swap/", move.swap, name="swap"),
    path(f"{VISIT}/change/", details.details, name="change"),
    path(f"{VISIT}/payment/", details.payment, name="payment"),
    path(f"{VISIT}/receipt/", details.receipt, name="receipt"),
    *series,
    path("waitlist/", waitlist.waitlist, name="waitlist"),
    path(f"{VISIT}/offer/", waitlist.offer, name="waitlist-offer"),
    path(f"{PATIENT}/waitlist/", waitlist.join, name="waitlist-join"),
]
