"""Where documents are sent; joined to the addresses of all documents."""

from django.urls import URLPattern, path

from documents.intake import photo_views, views

OF = "patients/<id:patient_id>/documents/"
urlpatterns: list[URLPattern] = [
    path("patients/<id:patient_id>/photo/", photo_views.photo, name="photo"),
    path(f"{OF}send/", views.send, name="send"),
    path(f"{OF}sent/", views.sent, name="sent"),
    path(f"{OF}sending/<id:intake_id>/", views.sending, name="sending"),
    path(f"{OF}sending/<id:intake_id>/part/", views.part, name="sending-part"),
]
