"""The signed-in person's own profile."""

from django.urls import path

from medisecure.web.profile import views

urlpatterns = [path("", views.profile, name="profile")]
