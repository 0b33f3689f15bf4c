"""The page of one document, and all of one kind."""

from django.urls import path

from documents.details import lists, views

OF_ONE = "patients/<id:patient_id>/documents/<id:document_id>/"
urlpatterns = [
    path("documents/kinds/", lists.of_type, name="of-type"),
    path(OF_ONE, views.document, name="document"),
    path(f"{OF_ONE}change/", views.change, name="change"),
]
