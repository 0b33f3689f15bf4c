"""Who was signed in at this browser last: it opens nothing, but says whose typed text it is.

The session cannot say so: when it ends, the first tab that is reloaded begins a stranger's new
one for all tabs, and after twelve hours the browser has forgotten the old one by itself.
"""

from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "__Host-last-person"
SALT = "medisecure.last-person"
SECONDS = 36 * 3600  # a session's twelve hours, and a day to come back to what was typed


def last_person(request: HttpRequest) -> str:
    """The id of the person who signed in here last and did not sign out; "" if nobody."""
    try:
        return str(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS))
    except signing.BadSignature:
        return ""


def remember(response: HttpResponse, user_id: str) -> None:
    """Note in the browser who has signed in."""
    response.set_cookie(
        COOKIE,
        signing.dumps(user_id, salt=SALT),
        max_age=SECONDS,
        secure=True,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    """Whoever signs out leaves nothing behind."""
    response.delete_cookie(COOKIE, samesite="Lax")
    response.cookies[COOKIE]["secure"] = True
    response.cookies[COOKIE]["httponly"] = True
