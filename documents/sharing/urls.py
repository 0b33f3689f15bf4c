"""What a patient shows to others, and the address they are given."""

from django.urls import path

from documents.sharing import secret_views, views

urlpatterns = [
    path("patients/<id:patient_id>/shared/", views.shares, name="shares"),
    path("patients/<id:patient_id>/shared/<id:share_id>/end/", views.end, name="share-end"),
    path("shared/<str:secret>/", secret_views.shared, name="shared"),
]
