"""No page is left out of the browsers' round: everybody it opens to looks at it there."""

from pathlib import Path

from django.urls import resolve

from tests.architecture.addresses import PAGES as ADDRESSES
from tests.journeys.pages import ALIKE, DR_SMITH, JOHN, NOBODY, OMAR, REEM, Stop
from tests.journeys.pages import PAGES as ROUND

ROOT = Path(__file__).resolve().parent.parent.parent
# Viewers of the addresses → who walks as them. "other" and "doctor" see what "own" and "carer" do.
WALKERS = {"own": JOHN, "carer": DR_SMITH, "staff": REEM, "compliance": OMAR, "stranger": NOBODY}
NO_PAGES = {
    "healthz": "a word for machines",
    "readyz": "a word for machines",
    "oidc_authentication_init": "leads to Cognito's own page",
    "oidc_authentication_callback": "leads on",
    "sign-out": "takes a POST only",
    "language": "takes a POST only",
    "stay-signed-in": "takes a POST only",
    "keep-typed": "takes a POST only",
    "appointments:portal-release": "leads back",
    "appointments:step": "leads back",
    "appointments:undo": "leads back",
    "appointments:series-undo": "leads back",
    "appointments:waitlist-offer": "leads back",
    "appointments:calendar": "a file",
    "appointments:feed": "a file",
    "documents:archive-fetch": "a file",
    "documents:download": "a file",
    "documents:share-end": "leads back",
    "documents:shared": "opens by a secret and a code: tests/documents/sharing",
    "documents:letter-pdf": "a file",
    "documents:sending-part": "leads back",
    "documents:renewal-ask": "leads back",
    "documents:summary-pdf": "a file",
    "oversight:export": "a file",
    "patients:result-deed": "leads back",
    "patients:portal-invite": "leads back",
    "patients:email-change": "leads back",
    "patients:portal-withdraw": "leads back",
    "patients:list-item": "leads back",
    "patients:note-find": "leads to the page that looks up",
    "patients:go-on": "leads back",
}
# They show something only after a walk of several pages, and a journey looks at them on the way.
ON_THE_WAY = {
    "documents:renewal": "tests/journeys/test_renewal.py",
    "appointments:series-book": "tests/journeys/test_series.py",
    "appointments:portal-offer": "tests/journeys/test_waitlist.py",
    "link-account": "tests/journeys/test_proxy.py",
    "patients:change-request": "tests/journeys/test_my_details.py",
    "patients:portal-code": "tests/journeys/test_proxy.py",
    "patients:proxy-change": "tests/journeys/test_proxy.py",
    "patients:proxy-invite": "tests/journeys/test_proxy.py",
    "patients:part": "tests/journeys/test_joining.py",
    "oversight:emergency-review": "tests/journeys/test_emergency.py",
}
LEFT_OUT = {*NO_PAGES, *ON_THE_WAY}
# For strangers alone: whoever has signed in is led on from them.
FOR_STRANGERS = {"home", "signed-out", "sign-in-failed"}


def looked_at(stops: list[Stop]) -> set[str]:
    """The names of the pages that these stops show."""
    found = {resolve(stop.path.partition("?")[0]).view_name for stop in stops}
    return found | {stop.leads_to for stop in stops if stop.leads_to}


def opens_to(name: str) -> set[str]:
    """Who of those that walk comes to see this page."""
    if name in FOR_STRANGERS:
        return {"stranger"}
    page = ADDRESSES[name]
    return {viewer for viewer in WALKERS if viewer in page.opens}


def test_every_page_is_looked_at_by_everybody_it_opens_to() -> None:
    """But one that is alike for all: by one of them."""
    alike = looked_at([Stop(path) for path in ALIKE])
    assert all(path in [stop.path for stop in ROUND[who]] for path, who in ALIKE.items())
    seen = {viewer: looked_at(ROUND[who]) | alike for viewer, who in WALKERS.items()}
    missing = [
        f"{name} as {viewer}"
        for name in ADDRESSES
        if name not in LEFT_OUT
        for viewer in sorted(opens_to(name))
        if name not in seen[viewer]
    ]
    assert missing == []


def test_every_page_opens_to_somebody_who_looks_at_it() -> None:
    assert [name for name in ADDRESSES if name not in NO_PAGES and not opens_to(name)] == []


def test_what_is_no_page_is_an_address_and_answers_with_none() -> None:
    """A reason is no way out for a page: what shows one is 200 and none of these files."""
    assert ADDRESSES.keys() >= LEFT_OUT
    assert all((ROOT / journey).exists() for journey in ON_THE_WAY.values())
    shows = {name for name in NO_PAGES if ADDRESSES[name].status == 200}
    assert shows == {
        "healthz", "readyz", "appointments:calendar", "appointments:feed", "oversight:export",
        "documents:letter-pdf", "documents:summary-pdf", "documents:shared",
    }  # fmt: skip
