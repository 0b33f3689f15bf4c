"""Pages of the front desk about repeated visits."""

from django.urls import URLPattern, path

from appointments.desk.series import change_views, views
from medisecure.web.input import converters  # noqa: F401 - registers <id:…>

VISIT = "patients/<id:patient_id>/visits/<id:appointment_id>"
urlpatterns: list[URLPattern] = [
    path("patients/<id:patient_id>/book/series/", views.book, name="series-book"),
    path(f"{VISIT}/series/", views.overview, name="series"),
    path(f"{VISIT}/series/undo/", views.undo, name="series-undo"),
    path(f"{VISIT}/series/move/", change_views.move, name="series-move"),
    path(f"{VISIT}/series/cancel/", change_views.cancel, name="series-cancel"),
]
