"""Pages on which patients book, move and cancel their own visits."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
