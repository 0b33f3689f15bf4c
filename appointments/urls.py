"""Pages about visits: what everyone sees of one, the front desk's, and the patient's own."""

from django.urls import path

from appointments.calendar.urls import urlpatterns as calendar
from appointments.desk.urls import urlpatterns as desk
from appointments.portal.urls import urlpatterns as portal
from appointments.visit_flow import views as visit_flow
from appointments.visit_pages import views as visit_pages
from medisecure.web.input import converters  # noqa: F401 - registers <id:…>

VISIT = "patients/<id:patient_id>/visits/<id:appointment_id>"
app_name = "appointments"
urlpatterns = [
    path("patients/<id:patient_id>/visits/", visit_pages.of_patient, name="of-patient"),
    path(f"{VISIT}/", visit_pages.detail, name="detail"),
    path(f"{VISIT}/step/", visit_flow.step, name="step"),
    path(f"{VISIT}/undo/", visit_flow.undo, name="undo"),
    path(f"{VISIT}/in-error/", visit_flow.in_error, name="in-error"),
    *desk,
    *portal,
    *calendar,
]
