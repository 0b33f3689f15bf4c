"""Addresses that must answer from where the application runs: the pool's, and a signed link's."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus

import requests

from infra.proving.proof import Shown

SECONDS = 5


def shown_addresses(settings: Mapping[str, str], link: str) -> Iterator[Shown]:
    """`settings` are the OIDC_* variables; `link` a signed link to a file that is there."""
    keys = status("GET", settings["OIDC_JWKS_ENDPOINT"])
    yield Shown("the pool's keys are fetched", keys == HTTPStatus.OK, str(keys))
    form = {"grant_type": "authorization_code", "code": "proof",
            "client_id": settings["OIDC_CLIENT_ID"],
            "client_secret": settings["OIDC_CLIENT_SECRET"],
            "redirect_uri": settings["REDIRECT_URI"]}  # fmt: skip
    answer = said("POST", settings["OIDC_TOKEN_ENDPOINT"], form)
    # Whoever reached it with a wrong client would read invalid_client.
    yield Shown("the pool knows us and refuses a made-up code", "invalid_grant" in answer, answer)
    fetched = status("GET", link)
    yield Shown("a signed link opens its file", fetched == HTTPStatus.OK, str(fetched))
    bare = status("GET", link.partition("?")[0])
    yield Shown("without its signature it does not", bare == HTTPStatus.FORBIDDEN, str(bare))


def status(method: str, url: str) -> int:
    """The status of the answer; 0 when there was none."""
    try:
        return requests.request(method, url, timeout=SECONDS).status_code
    except requests.RequestException:
        return 0


def said(method: str, url: str, form: Mapping[str, str]) -> str:
    """The beginning of the answer's text, or why there was none."""
    try:
        return requests.request(method, url, data=form, timeout=SECONDS).text[:80]
    except requests.RequestException as error:
        return type(error).__name__
