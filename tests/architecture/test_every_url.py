"""Every address of the site, with every kind of person before it: what opens, and to whom.

An address that is missing here fails. John is the schema's patient, in Dr. Smith's care.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.addresses import (
    PAGES,
    SIGNED_IN,
    VIEWERS,
    WITH_IDS,
    address,
    expected,
    shut_out,
)
from tests.architecture.johns_things import furnish
from tests.conftest import signed_in_client, stored
from tests.cost import cost_of
from tests.dynamodb.sealing.test_codec import CANARIES
from tests.people import JOHN, LAYLA, OMAR
from tools.local_cloud.supervisor import RunningCloud


def names_of(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            assert each.name, f"{each.pattern} has no name"
            yield f"{space}{each.name}"
        else:
            yield from names_of(each, f"{each.namespace}:" if each.namespace else space)


def test_every_address_of_the_site_is_listed() -> None:
    assert set(names_of(get_resolver())) == PAGES.keys()


def test_every_page_with_somebodys_id_in_its_address_is_closed_to_most() -> None:
    for name, page in PAGES.items():
        if page.args:
            assert set(page.opens) < set(SIGNED_IN), name
            assert page.to_strangers is None or page.by_secret
            assert not {"other", "doctor"} & set(page.opens)


@pytest.fixture(scope="module")
def clients(clinic: None) -> dict[str, Client]:
    furnish()
    return {
        viewer: signed_in_client(user_id) if user_id else Client()
        for viewer, user_id in VIEWERS.items()
    }


@dataclass(frozen=True)
class Answer:
    """What is kept of a page that was asked for once, for all who want to know of it."""

    status_code: int
    headers: dict[str, str]
    content: bytes
    cookies: frozenset[str]

    @classmethod
    def of(cls, response: Any) -> "Answer":
        cookies = frozenset(response.cookies)
        headers = dict(response.headers.items())
        return cls(response.status_code, headers, response.content, cookies)


class Looks:
    """Every page as everybody sees it, asked for once; what was stored before the first look."""

    def __init__(self, clients: dict[str, Client], stored: Callable[[], dict[Any, Any]]) -> None:
        self.clients, self.stored = clients, stored
        self.before = stored()
        self._seen: dict[str, dict[str, Answer]] = {}

    def at(self, name: str) -> dict[str, Answer]:
        if name not in self._seen:
            self._seen[name] = {
                viewer: Answer.of(client.get(address(name)))
                for viewer, client in self.clients.items()
            }
        return self._seen[name]


@pytest.fixture(scope="module")
def looks(clients: dict[str, Client], cloud: RunningCloud) -> Looks:
    def all_but_the_trail() -> dict[tuple[str, str], Any]:
        return {
            (item["PK"]["S"], item["SK"]["S"]): item
            for item in stored(cloud, "Scan", {"TableName": settings.TABLE_NAME})
            if not item["PK"]["S"].startswith("AUDIT#")
        }

    return Looks(clients, all_but_the_trail)


NOT_HIS = {"Sarah", "Smith", "ليلى", "المري", "Reem", "Saad", "Omar", "Saleh", "Haddad"}
HIS = "|".join(re.escape(each) for each in sorted(CANARIES, key=len, reverse=True)
               if each not in NOT_HIS)  # fmt: skip
JOHNS = re.compile(rf"(?<!\w)(?:{HIS})(?!\w)")


def says(response: HttpResponse | Answer) -> str:
    return f"{response.headers} {response.content.decode('utf-8', 'replace')}"


def own_frame(name: str, viewer: str) -> frozenset[str]:
    """What stands around a page that explains itself to John: his own name in the corner."""
    return frozenset({"John", "Doe"} if PAGES[name].explains and viewer == "own" else ())


def canaries_in(response: HttpResponse | Answer, but: frozenset[str] = frozenset()) -> list[str]:
    """What of John an answer tells; his own id is in its address."""
    said = says(response)
    return [each for each in JOHNS.findall(said) if each not in but]


@pytest.mark.page
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_to_those_it_is_for_and_exists_for_nobody_else(
    looks: Looks, name: str
) -> None:
    for viewer, response in looks.at(name).items():
        assert response.status_code == expected(name, viewer), viewer
        if viewer not in PAGES[name].opens:
            assert canaries_in(response, but=own_frame(name, viewer)) == [], viewer
        if viewer == "stranger" and PAGES[name].to_strangers is None:
            assert response.headers["Location"].startswith("/oidc/authenticate/?next=/")


def test_looking_at_every_page_as_everybody_changes_nothing_but_the_trail(looks: Looks) -> None:
    forged = {"after": "forged", "date": "2025-06-15", "role": "staff", "next": "//x"}
    for name, page in PAGES.items():
        looks.at(name)
        for viewer in (*page.opens, "stranger"):
            looks.clients[viewer].get(address(name), forged)
    assert looks.stored() == looks.before


# The desk's list reads each proxy's account, and then whether that id still answers for itself.
LONGER = {"patients:proxies": 5}
READS_ON = {"oversight:export"}  # until its file is full: as many as there are pages of the trail
WITH_A_PAGE = [
    name for name, page in PAGES.items()
    if page.opens and page.status == 200 and name not in READS_ON
]  # fmt: skip


@pytest.mark.parametrize("name", WITH_A_PAGE)
def test_a_page_waits_for_four_round_trips_at_most(clients: dict[str, Client], name: str) -> None:
    """What is sent, long histories and large tables are measured by `make bench` (ADR 113).

    A delay between calls that were started together can only lengthen a chain: the shortest of
    three is the true one.
    """
    for viewer in PAGES[name].opens:
        browser, url = clients[viewer], address(name)
        most = LONGER.get(name, 4)
        assert any(cost_of(browser, url).sequential <= most for _ in range(3)), viewer


# Refused is like absent


NOBODY, NOTHING = "patient_nobody", "nothing_1"


def body(response: Answer) -> bytes:
    """The page without the one thing that differs from answer to answer: its CSRF token."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)


def headers(response: Answer) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name != "Date"}


@pytest.fixture(scope="module")
def nowhere(clients: dict[str, Client]) -> dict[str, Answer]:
    """What each of them is answered where there is no page at all."""
    return {viewer: Answer.of(clients[viewer].get("/no/such/page/")) for viewer in SIGNED_IN}


@pytest.mark.parametrize("name", [each for each in WITH_IDS if not PAGES[each].explains])
def test_what_is_refused_and_what_is_not_there_look_exactly_alike(
    looks: Looks, nowhere: dict[str, Answer], name: str
) -> None:
    args = PAGES[name].args
    absent = [(NOBODY, *args[1:]), *([(JOHN, NOTHING)] if len(args) > 1 else [])]
    for viewer in shut_out(name):
        client, no_page = looks.clients[viewer], nowhere[viewer]
        refused = looks.at(name)[viewer]
        for other in [no_page, *(Answer.of(client.get(address(name, each))) for each in absent)]:
            assert refused.status_code == other.status_code == 404, viewer
            assert body(refused) == body(other), viewer
            assert headers(refused) == headers(other), viewer
        assert not refused.cookies - no_page.cookies


# What is sent


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_written_to_only_where_it_has_a_form_for_this_person(
    clients: dict[str, Client], name: str
) -> None:
    for viewer, user_id in VIEWERS.items():
        # Signing out must not end the others' sessions.
        alone = name == "sign-out" and user_id
        client = signed_in_client(user_id) if alone else clients[viewer]
        response: Any = client.post(address(name), {})
        assert response.status_code == expected(name, viewer, posted=True), viewer
        if viewer not in PAGES[name].opens:
            assert canaries_in(response, but=own_frame(name, viewer)) == [], viewer


@pytest.mark.parametrize("name", PAGES)
def test_no_other_method_does_anything(clients: dict[str, Client], name: str) -> None:
    """Asked by one whom the page opens to, by one it does not, and by a stranger."""
    page = PAGES[name]
    closed_to = [viewer for viewer in SIGNED_IN if viewer not in page.opens]
    for viewer in {*page.opens[:1], *closed_to[:1], "stranger"}:
        client = clients[viewer]
        for method in (client.put, client.delete, client.patch):
            response: Any = method(address(name), b"{}", "application/json")
            closed = viewer == "stranger" and page.to_strangers is None
            assert response.status_code in ((302, 405) if closed else (404, 405)), viewer
            assert canaries_in(response) == [], viewer


INJECTED = {"patient_id": LAYLA, "patient": LAYLA, "user_id": OMAR, "role": "staff", "id": JOHN,
            "_method": "DELETE", "as": OMAR}  # fmt: skip


@pytest.mark.parametrize("name", WITH_IDS)
def test_no_parameter_and_no_header_opens_a_closed_page(
    clients: dict[str, Client], name: str
) -> None:
    headers = {"x-user-id": JOHN, "x-original-url": "/", "x-rewrite-url": "/", "x-role": "staff",
               "x-http-method-override": "GET", "x-forwarded-for": "127.0.0.1", "HX-Request":
               "true"}  # fmt: skip
    askew = (address(name).rstrip("/") + "//", address(name).replace(JOHN, f"./{JOHN}"))
    for number, viewer in enumerate(shut_out(name)):
        client = clients[viewer]
        answers: list[Any] = [client.get(address(name), INJECTED, headers=headers)]
        # An address of no page is looked up before anybody is asked who they are.
        answers += [client.get(path) for path in askew] if number == 0 else []
        for response in answers:
            assert response.status_code == 404, viewer
            assert canaries_in(response, but=own_frame(name, viewer)) == [], viewer


@pytest.mark.parametrize("name", [name for name in WITH_IDS if len(PAGES[name].args) > 1])
def test_a_page_under_another_patients_address_is_not_there(
    clients: dict[str, Client], name: str
) -> None:
    """John's record under Layla's id: not even for somebody who may open John's."""
    second = PAGES[name].args[1]
    for viewer in PAGES[name].opens:
        response: Any = clients[viewer].get(address(name, (LAYLA, second)))
        assert response.status_code == 404
        assert canaries_in(response) == []


def test_ids_that_are_no_ids_are_no_pages(clients: dict[str, Client]) -> None:
    for tail in ("a%23b", "%00", "a b", "x" * 65, "..%2f..%2fhome", "USER%23x", "é", "%ff"):
        for path in (f"/patients/{tail}/", f"/patients/{JOHN}/records/{tail}/"):
            response: Any = clients["carer"].get(path)
            assert response.status_code in (400, 404)
            assert canaries_in(response) == []


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.form])
def test_a_form_from_another_site_is_turned_away(clinic: None, name: str) -> None:
    user_id = VIEWERS[next(iter(PAGES[name].opens), "own")]
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in_client(user_id).cookies
    response = strict.post(address(name), {"x": "1"}, headers={"origin": "https://evil.example"})
    assert response.status_code == 403
    response = strict.post(address(name), {"x": "1"})
    assert response.status_code == 403
