"""The page on which somebody asks for all that is kept."""

from django.urls import path

from documents.archives import views

urlpatterns = [
    path("patients/<id:patient_id>/all-data/", views.archives, name="archives"),
    path("patients/<id:patient_id>/all-data/<id:archive_id>/", views.fetch, name="archive-fetch"),
]
