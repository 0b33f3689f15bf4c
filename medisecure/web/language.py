"""Each person's own language and clock."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from medisecure.clock import zone
from medisecure.errors import Invalid
from medisecure.identity.person import Preferences
from medisecure.web.display.times.clocks import OWN

LANGUAGES = frozenset(code for code, _ in settings.LANGUAGES)


class LanguageMiddleware:
    """A signed-in person reads in the language of their preferences, by the clinic's clock.

    Their own clock stands beside where it differs. Who is not known, or prefers what we do not
    speak, reads in the language they chose here or, before that, of their browser.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = getattr(request.user, "person", None)
        preferences = (person and person.preferences) or None
        if preferences is None or preferences.language not in LANGUAGES:
            return self._by_browser(request, preferences)
        translation.activate(preferences.language)
        request.LANGUAGE_CODE = preferences.language
        return self._by_clock(request, preferences)

    def _by_browser(self, request: HttpRequest, preferences: Preferences | None) -> HttpResponse:
        translation.activate(translation.get_language_from_request(request))
        request.LANGUAGE_CODE = translation.get_language()
        if preferences is None:
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
        else:
            response = self._by_clock(request, preferences)
        patch_vary_headers(response, ("Accept-Language",))
        return response

    def _by_clock(self, request: HttpRequest, preferences: Preferences) -> HttpResponse:
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
