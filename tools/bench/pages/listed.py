"""All pages in the order they are opened, and the addresses that are none, each with its reason."""

from collections.abc import Iterator, Mapping

from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tools.bench.pages.clinical import CLINICAL
from tools.bench.pages.outside import OUTSIDE
from tools.bench.pages.oversight import OVERSIGHT
from tools.bench.pages.portal import PORTAL
from tools.bench.pages.reception import RECEPTION
from tools.bench.pages.scheduling import SCHEDULING

PAGES = (*PORTAL, *CLINICAL, *RECEPTION, *SCHEDULING, *OVERSIGHT, *OUTSIDE)

NOTHING = "shows nothing out of the table"
SIGN_IN = "a step of signing in or out: what it waits for is Cognito"
ACCOUNT = "asks Cognito for an account, which no meter of the table counts; shows no page"
LIKE = "only sent: one transaction, like"
NOT_MEASURED: Mapping[str, str] = {
    "home": "leads on to one's own first page",
    "language": NOTHING,
    "stay-signed-in": NOTHING,
    "keep-typed": NOTHING,
    "healthz": NOTHING,
    "readyz": "asks whether the services answer, for whoever starts this one",
    "oidc_authentication_init": SIGN_IN,
    "oidc_authentication_callback": SIGN_IN,
    "sign-in-failed": SIGN_IN,
    "sign-out": SIGN_IN,
    "signed-out": SIGN_IN,
    "link-account": "opens between a first sign-in and its code, and to nobody else",
    "patients:portal-invite": ACCOUNT,
    "patients:portal-code": ACCOUNT,
    "patients:portal-withdraw": ACCOUNT,
    "patients:email-change": ACCOUNT,
    "patients:part": "takes two records apart in as many transactions as they have entries",
    "patients:go-on": "carries on what was joined, in as many transactions as are left",
    "appointments:undo": f"{LIKE} a step of a visit",
    "appointments:series-undo": f"{LIKE} a series",
    "appointments:portal-confirm": f"{LIKE} a booking; there only while a time is held",
    "appointments:portal-move-confirm": f"{LIKE} a booking; there only while a time is held",
    "appointments:portal-release": f"{LIKE} a booking; there only while a time is held",
    "appointments:portal-offer": "there only while a time is offered",
    "appointments:waitlist-offer": "there only while a time is offered",
    "documents:share-end": f"{LIKE} what was shared",
    "documents:archive-fetch": "there only once an archive is ready; leads to the store of files",
    "documents:sending": "there only while a document is on its way",
    "documents:sending-part": "there only while a document is on its way",
}


def unlisted() -> set[str]:
    """Pages of the URL map that no row above opens."""
    return names() - opened() - NOT_MEASURED.keys()


def opened() -> set[str]:
    """Those that rows open."""
    return {resolve(_example(page.url)).view_name for page in PAGES}


def names() -> set[str]:
    """All of the URL map."""
    return set(_names(get_resolver().url_patterns))


class _Any(dict[str, str]):
    def __missing__(self, _: str) -> str:
        return "x"


def _example(url: str) -> str:
    return url.partition("?")[0].format_map(_Any())


def _names(patterns: list[URLPattern | URLResolver], inside: str = "") -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            space = f"{each.namespace}:" if each.namespace else ""
            yield from _names(each.url_patterns, inside + space)
        else:
            yield f"{inside}{each.name}"
