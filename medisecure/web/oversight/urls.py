"""Pages of those who watch over access."""

from django.urls import path

from medisecure.web.display.frame import COUNTERS
from medisecure.web.input import converters  # noqa: F401 - registers <id:…>
from medisecure.web.oversight import colleagues, counting, emergencies, views

COUNTERS["oversight:emergencies"] = counting.waiting  # beside its place in the navigation
app_name = "oversight"
urlpatterns = [
    path("", views.entries, name="entries"),
    path("emergencies/", emergencies.emergencies, name="emergencies"),
    path(
        "emergencies/<id:patient_id>/<id:emergency_id>/",
        emergencies.review,
        name="emergency-review",
    ),
    path("colleagues/", colleagues.colleagues, name="colleagues"),
    path("export/", views.export, name="export"),
]
