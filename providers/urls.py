"""A doctor's own pages, and the clinic's doctors with their hours."""

from django.urls import path

from medisecure.web.input import converters  # noqa: F401 - registers <id:…>
from providers.day import views as day
from providers.hours import views as hours
from providers.time_off import views as time_off

app_name = "providers"
urlpatterns = [
    path("day/", day.day, name="day"),
    path("my-patients/", day.patients, name="patients"),
    path("providers/", hours.doctors, name="doctors"),
    path("providers/<id:provider_id>/hours/", hours.hours, name="hours"),
    path("providers/<id:provider_id>/time-off/", time_off.time_off, name="time-off"),
]
