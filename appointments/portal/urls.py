"""Pages on which patients book, move and cancel their own visits."""

from django.urls import URLPattern, path

from appointments.portal import cancelling, changes, views
from medisecure.web import converters  # noqa: F401 - registers <id:…>

urlpatterns: list[URLPattern] = [
    path("my/visits/book/", views.book, name="portal-book"),
    path("my/visits/book/confirm/", views.confirm, name="portal-confirm"),
    path("my/visits/release/", views.release, name="portal-release"),
    path("my/visits/<id:appointment_id>/move/", changes.move, name="portal-move"),
    path(
        "my/visits/<id:appointment_id>/move/confirm/",
        changes.move_confirm,
        name="portal-move-confirm",
    ),
    path("my/visits/<id:appointment_id>/cancel/", cancelling.cancel, name="portal-cancel"),
]
