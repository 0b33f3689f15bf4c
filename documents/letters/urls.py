"""Where letters are; joined to the addresses of all documents."""

from django.urls import URLPattern, path

from documents.letters import public_views, views

urlpatterns: list[URLPattern] = [
    path("patients/<id:patient_id>/letters/", views.letters, name="letters"),
    path("patients/<id:patient_id>/letters/<id:letter_id>/", views.letter, name="letter"),
    path(
        "patients/<id:patient_id>/letters/<id:letter_id>/pdf/", views.letter_pdf, name="letter-pdf"
    ),
    path(
        "patients/<id:patient_id>/records/<id:record_id>/letters/",
        views.write,
        name="letter-write",
    ),
    path(
        "patients/<id:patient_id>/records/<id:record_id>/summary/",
        views.summary_pdf,
        name="summary-pdf",
    ),
    path("check/", public_views.check, name="check"),
]
