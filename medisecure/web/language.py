"""Each person's own language and clock."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from medisecure.clock import zone
from medisecure.errors import Invalid
from medisecure.identity.person import Preferences

LANGUAGES = frozenset(code for code, _ in settings.LANGUAGES)


class PersonalLanguageMiddleware:
    """A signed-in person reads in the language and zone of their preferences."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = getattr(request.user, "person", None)
        preferences = (person and person.preferences) or None
        if preferences is None:
            return self.get_response(request)
        if preferences.language in LANGUAGES:
            translation.activate(preferences.language)
            request.LANGUAGE_CODE = preferences.language
        with timezone.override(zone_of(preferences)):
            response = self.get_response(request)
        response.headers["Content-Language"] = translation.get_language() or "en"
        return response


def zone_of(preferences: Preferences | None) -> ZoneInfo:
    """The person's zone; the clinic's where theirs is not known."""
    try:
        return zone(preferences.timezone if preferences else settings.CLINIC_ZONE)
    except Invalid:
        return zone(settings.CLINIC_ZONE)
