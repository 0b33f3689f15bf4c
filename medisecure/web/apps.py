"""Registers the platform's template tags and pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "medisecure.web"
    label = "web"
