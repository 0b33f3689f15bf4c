"""A doctor's own pages."""

from django.urls import path

from medisecure.web import converters  # noqa: F401 - registers <id:…>
from providers import views
from providers.hours import away_views
from providers.hours import views as hours

app_name = "providers"
urlpatterns = [
    path("day/", views.day, name="day"),
    path("my-patients/", views.patients, name="patients"),
    path("providers/", hours.doctors, name="doctors"),
    path("providers/<id:provider_id>/hours/", hours.hours, name="hours"),
    path("providers/<id:provider_id>/time-off/", away_views.time_off, name="time-off"),
]
