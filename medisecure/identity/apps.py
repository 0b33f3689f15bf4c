"""Registers the one class Django wants as a model: the user who signs in."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "medisecure.identity"
    label = "identity"
