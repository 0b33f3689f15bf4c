"""Registers the platform's template tags and pages."""

from django.apps import AppConfig

from medisecure.dynamodb.calls.parallel import carry
from medisecure.web.display.by_thread import keep_by_thread
from medisecure.web.display.reading import as_read
from medisecure.web.input.plain_words import speak_plainly


class WebConfig(AppConfig):
    name = "medisecure.web"
    label = "web"

    def ready(self) -> None:
        keep_by_thread()
        speak_plainly()
        carry(as_read)
