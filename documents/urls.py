"""Pages about documents."""

from django.urls import path

from documents import views
from documents.archives.urls import urlpatterns as archives
from documents.details.urls import urlpatterns as details
from documents.intake.urls import urlpatterns as intake
from documents.letters.urls import urlpatterns as letters
from documents.life.urls import urlpatterns as life
from documents.renewals.urls import urlpatterns as renewals
from documents.sharing.urls import urlpatterns as sharing
from medisecure.web.input import converters  # noqa: F401 - registers <id:…>

app_name = "documents"
urlpatterns = [
    path("patients/<id:patient_id>/documents/", views.of_patient, name="of-patient"),
    path(
        "patients/<id:patient_id>/documents/<id:document_id>/download/",
        views.download,
        name="download",
    ),
    *archives,
    *intake,  # before the page of one document: its words stand where an id does there
    *details,
    *letters,
    *life,
    *renewals,
    *sharing,
]
