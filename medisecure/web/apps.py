"""Registers the platform's template tags and pages."""

from django.apps import AppConfig
from django.core.cache import close_caches
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, reset_queries

from medisecure.dynamodb.calls.lines import carry
from medisecure.server.plain_settings import read_plainly
from medisecure.web.display.by_thread import keep_by_thread
from medisecure.web.display.reading import as_read
from medisecure.web.display.words.sentences import keep_sentences
from medisecure.web.input.form_tokens import mask_quickly
from medisecure.web.input.plain_words import speak_plainly


class WebConfig(AppConfig):
    name = "medisecure.web"
    label = "web"

    def ready(self) -> None:
        read_plainly()
        keep_by_thread()
        keep_sentences()
        speak_plainly()
        mask_quickly()
        carry(as_read)
        # There is no database and no cache whose connections every request would look after.
        request_started.disconnect(reset_queries)
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        request_finished.disconnect(close_caches)
