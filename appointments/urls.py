"""Pages about visits: a patient's own, the board, booking, and running the day."""

from django.urls import path

from appointments import views
from appointments.calendar.urls import urlpatterns as calendar
from appointments.desk import views as desk
from appointments.portal.urls import urlpatterns as portal
from appointments.running import move_views, walk_in_views
from appointments.running import views as running
from appointments.series.urls import urlpatterns as series
from appointments.waitlist.urls import urlpatterns as waitlist
from medisecure.web import converters  # noqa: F401 - registers <id:…>

app_name = "appointments"
urlpatterns = [
    path("board/", desk.board, name="board"),
    path("walk-in/", walk_in_views.walk_in, name="walk-in"),
    path("end-of-day/", running.end_of_day, name="end-of-day"),
    path("patients/<id:patient_id>/book/", desk.book, name="book"),
    path("patients/<id:patient_id>/visits/", views.of_patient, name="of-patient"),
    path("patients/<id:patient_id>/visits/<id:appointment_id>/", views.detail, name="detail"),
    path("patients/<id:patient_id>/visits/<id:appointment_id>/cancel/", desk.cancel, name="cancel"),
    path("patients/<id:patient_id>/visits/<id:appointment_id>/step/", running.step, name="step"),
    path("patients/<id:patient_id>/visits/<id:appointment_id>/undo/", running.undo, name="undo"),
    path("patients/<id:patient_id>/visits/<id:appointment_id>/move/", move_views.move, name="move"),
    path("patients/<id:patient_id>/visits/<id:appointment_id>/swap/", move_views.swap, name="swap"),
    *series,
    *portal,
    *calendar,
    *waitlist,
]
