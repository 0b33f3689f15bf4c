"""Where requests are asked and answered; joined to the addresses of all documents."""

from django.urls import URLPattern, path

from documents.renewals import views

urlpatterns: list[URLPattern] = [
    path("my/medicines/<id:item_id>/again/", views.ask, name="renewal-ask"),
    path("patients/<id:patient_id>/renewals/<id:item_id>/", views.answer, name="renewal"),
]
