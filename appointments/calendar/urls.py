"""Where calendar files and the private feed are; joined to the addresses of all visits."""

from django.urls import URLPattern, path

from appointments.calendar import secret_views, views

urlpatterns: list[URLPattern] = [
    path(
        "patients/<id:patient_id>/visits/<id:appointment_id>/calendar.ics",
        views.visit_file,
        name="calendar",
    ),
    path("patients/<id:patient_id>/calendar/", views.feed_page, name="calendar-feed"),
    path("feed/<id:token>.ics", secret_views.feed, name="feed"),
]
