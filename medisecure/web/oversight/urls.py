"""Pages of those who watch over access."""

from django.urls import path

from medisecure.web.oversight import views

app_name = "oversight"
urlpatterns = [path("", views.entries, name="entries")]
