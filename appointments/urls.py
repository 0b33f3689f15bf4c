"""Pages about visits: a patient's own, the front desk's board, booking and cancelling."""

from django.urls import path

from appointments import views
from appointments.desk import views as desk
from medisecure.web import converters  # noqa: F401 - registers <id:…>

app_name = "appointments"
urlpatterns = [
    path("board/", desk.board, name="board"),
    path("patients/<id:patient_id>/book/", desk.book, name="book"),
    path("patients/<id:patient_id>/visits/", views.of_patient, name="of-patient"),
    path("patients/<id:patient_id>/visits/<id:appointment_id>/", views.detail, name="detail"),
    path("patients/<id:patient_id>/visits/<id:appointment_id>/cancel/", desk.cancel, name="cancel"),
]
