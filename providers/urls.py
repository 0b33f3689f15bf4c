"""A doctor's own pages."""

from django.urls import path

from medisecure.web import converters  # noqa: F401 - registers <id:…>
from providers import views

app_name = "providers"
urlpatterns = [
    path("day/", views.day, name="day"),
    path("my-patients/", views.patients, name="patients"),
]
