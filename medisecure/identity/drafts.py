"""What a person had typed when their session ended, kept sealed until they are back."""

from base64 import b64decode, b64encode

import orjson
from django.http import HttpRequest, QueryDict

from medisecure.encryption.cipher import Tampered
from medisecure.wiring import cipher

NAME = "draft"
LONGEST = 64 * 1024


def keep(request: HttpRequest) -> None:
    """Seal the posted form into the stranger's new session, for its owner and page only.

    Only a form posted with an expired session of ours is kept: its owner is known.
    """
    owner = getattr(request.session, "expired_owner", "")
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    text = typed.urlencode()
    if not owner or not typed or len(text) > LONGEST:
        return
    sealed = cipher().seal(orjson.dumps(text), belongs_to(owner, request.path))
    request.session[NAME] = {"path": request.path, "sealed": b64encode(sealed).decode()}


def take(request: HttpRequest) -> QueryDict | None:
    """What the signed-in person had typed on this page, once; None if there is nothing."""
    draft = request.session.get(NAME)
    if not draft or draft.get("path") != request.path or request.method != "GET":
        return None
    del request.session[NAME]
    owner = request.user.person.user_id  # type: ignore[union-attr]
    try:
        text = cipher().open(b64decode(draft["sealed"]), belongs_to(owner, request.path))
    except Tampered:
        return None
    return QueryDict(orjson.loads(text))


def belongs_to(owner: str, path: str) -> bytes:
    return f"draft|{owner}|{path}".encode()
