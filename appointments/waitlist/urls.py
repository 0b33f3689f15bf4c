"""Addresses of the waitlist: a patient's own, an offered time, and the front desk's list."""

from django.urls import URLPattern, path

from appointments.waitlist import desk_views, offer_views, views
from medisecure.web import converters  # noqa: F401 - registers <id:…>

urlpatterns: list[URLPattern] = [
    path("my/waitlist/", views.own, name="portal-waitlist"),
    path("my/waitlist/join/", views.join, name="portal-waitlist-join"),
    path("my/offers/<id:provider_id>/<id:offer_id>/", offer_views.offer, name="portal-offer"),
    path("waitlist/", desk_views.waitlist, name="waitlist"),
    path(
        "patients/<id:patient_id>/visits/<id:appointment_id>/offer/",
        desk_views.offer,
        name="waitlist-offer",
    ),
    path("patients/<id:patient_id>/waitlist/", desk_views.join, name="waitlist-join"),
]
