"""One-time notices in a signed cookie; they never hold patient data and cost no write."""

from functools import cache
from typing import Any
from weakref import proxy

from django.contrib.messages.storage.base import BaseStorage
from django.contrib.messages.storage.cookie import CookieStorage
from django.core import signing
from django.http import HttpRequest


class NoticeStorage(CookieStorage):
    """Django's cookie storage under a name only this host can set."""

    cookie_name = "__Host-notices"

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        BaseStorage.__init__(self, request, *args, **kwargs)  # Django's makes a signer each time
        self.signer = _signer(self.key_salt)
        self.request = proxy(request)  # which has this storage: neither keeps the other alive


@cache
def _signer(salt: str) -> signing.Signer:
    return signing.get_cookie_signer(salt=salt)
