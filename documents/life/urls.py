"""What becomes of a document: for the doctor, and for compliance."""

from django.urls import path

from documents.life import oversight, views

OF_ONE = "patients/<id:patient_id>/documents/<id:document_id>/"
urlpatterns = [
    path(f"{OF_ONE}archive/", views.archive, name="archive"),
    path(f"{OF_ONE}move/", views.move, name="move"),
    path("oversight/documents/", oversight.lives, name="lives"),
    path("oversight/documents/<id:patient_id>/<id:document_id>/", oversight.life, name="life"),
]
