"""What a person had typed when their session ended, kept sealed until they are back.

Each page has a draft of its own, so that several tabs lose nothing to each other.
"""

from base64 import b64decode, b64encode

import orjson
from django.http import HttpRequest, QueryDict

from medisecure.encryption.cipher import Tampered
from medisecure.identity.last_person import last_person
from medisecure.wiring import cipher

NAME = "drafts"
LONGEST = 256 * 1024  # as long as a form may be: Arabic takes six signs a letter in it
LARGEST = 48 * 1024  # sealed, which compresses it
MOST = 4  # of them, as text: an item of the table holds 400 KB


def keep(request: HttpRequest, page: str = "") -> None:
    """Seal the posted form into the stranger's new session, for its owner and page only.

    Only a form posted from a browser whose last person is known is kept. `page` is the path the
    form would have been sent to, where it was not sent there.
    """
    owner, page = last_person(request), page or request.path
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    text = typed.urlencode()
    if not owner or not typed or len(text) > LONGEST:
        return
    sealed = cipher().seal(orjson.dumps(text), belongs_to(owner, page))
    if len(sealed) > LARGEST:
        return
    others = {path: it for path, it in _kept(request).items() if path != page}
    latest = list(others.items())[-(MOST - 1) :]
    request.session[NAME] = dict([*latest, (page, b64encode(sealed).decode())])


def take(request: HttpRequest) -> QueryDict | None:
    """What the signed-in person had typed on this page, once; None if there is nothing."""
    kept = _kept(request)
    if request.method != "GET" or request.path not in kept:
        return None
    sealed = kept.pop(request.path)
    request.session[NAME] = kept
    owner = request.user.person.user_id  # type: ignore[union-attr]
    try:
        text = cipher().open(b64decode(sealed), belongs_to(owner, request.path))
    except Tampered:
        return None
    return QueryDict(orjson.loads(text))


def drop(request: HttpRequest) -> None:
    """Forget what was typed on this page: it was sent after all, from a tab that still held it."""
    kept = _kept(request)
    if kept.pop(request.path, None) is not None:
        request.session[NAME] = kept


def belongs_to(owner: str, path: str) -> bytes:
    return f"draft|{owner}|{path}".encode()


def _kept(request: HttpRequest) -> dict[str, str]:
    """Page → what was typed there, sealed; the latest last."""
    return dict(request.session.get(NAME, {}))
