"""Pages about documents."""

from django.urls import path

from documents import views
from documents.letters.urls import urlpatterns as letters
from documents.renewals.urls import urlpatterns as renewals
from medisecure.web.input import converters  # noqa: F401 - registers <id:…>

app_name = "documents"
urlpatterns = [
    path("patients/<id:patient_id>/documents/", views.of_patient, name="of-patient"),
    path(
        "patients/<id:patient_id>/documents/<id:document_id>/download/",
        views.download,
        name="download",
    ),
    *letters,
    *renewals,
]
