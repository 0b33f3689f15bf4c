"""Each person's own language and clock."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from medisecure.clock import zone
from medisecure.errors import Invalid
from medisecure.identity.person import Preferences
from medisecure.web.display.times.clocks import OWN

LANGUAGES = frozenset(code for code, _ in settings.LANGUAGES)


class PersonalLanguageMiddleware:
    """A signed-in person reads in the language of their preferences, by the clinic's clock.

    Their own clock stands beside where it differs.
    """

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
        token = OWN.set(zone_of(preferences))
        try:
            response = self.get_response(request)
        finally:
            OWN.reset(token)
        response.headers["Content-Language"] = translation.get_language() or "en"
        return response


def zone_of(preferences: Preferences | None) -> ZoneInfo:
    """The person's zone; the clinic's where theirs is not known."""
    try:
        return zone(preferences.timezone if preferences else settings.CLINIC_ZONE)
    except Invalid:
        return zone(settings.CLINIC_ZONE)
