"""Pages on which patients book, move and cancel their own visits, and wait for sooner ones."""

from django.urls import URLPattern, path

from appointments.portal import cancelling, moving, views
from appointments.portal.waitlist import offer_views
from appointments.portal.waitlist import views as waitlist
from medisecure.web.input import converters  # noqa: F401 - registers <id:…>

VISIT = "my/visits/<id:appointment_id>"
urlpatterns: list[URLPattern] = [
    path("my/visits/book/", views.book, name="portal-book"),
    path("my/visits/book/confirm/", views.confirm, name="portal-confirm"),
    path("my/visits/release/", views.release, name="portal-release"),
    path(f"{VISIT}/move/", moving.move, name="portal-move"),
    path(f"{VISIT}/move/confirm/", moving.move_confirm, name="portal-move-confirm"),
    path(f"{VISIT}/cancel/", cancelling.cancel, name="portal-cancel"),
    path("my/waitlist/", waitlist.own, name="portal-waitlist"),
    path("my/waitlist/join/", waitlist.join, name="portal-waitlist-join"),
    path("my/offers/<id:provider_id>/<id:offer_id>/", offer_views.offer, name="portal-offer"),
]
