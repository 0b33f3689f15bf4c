"""Every address of the site, with every kind of person before it: what opens, and to whom.

An address that is missing here fails. John is the schema's patient, in Dr. Smith's care.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from appointments.booking.opened_slots import Span
from appointments.waitlist.models import AskedEntry, Entry, EntryStatus, Offer, OfferStatus
from appointments.waitlist.repository import Entries, Offers
from documents.letters.models import Author, Content, Kind, Letter, Subject
from documents.letters.repository import Letters
from documents.renewals.models import Renewal
from documents.renewals.repository import Renewals
from medisecure.access.emergency import Emergency, Reason
from medisecure.access.proxies import Proof, Proxy, Relationship, Scope
from medisecure.audit.actions import Action
from medisecure.dynamodb.emergencies import Emergencies
from medisecure.dynamodb.proxies import Proxies
from medisecure.files import put_file
from medisecure.identity.person import Person, PersonalInfo, UserType
from medisecure.identity.repository import RelatedPeople
from medisecure.wiring import system_work
from patients.linking.models import Kept, Merge, MergeState
from patients.linking.repository import Merges
from patients.lists.models import Source, new_item
from patients.lists.problems import Condition
from patients.lists.repository import Lists
from patients.records.models import Prescription
from patients.results.models import LabValue, Result
from patients.results.repository import Results
from tests.conftest import signed_in_client
from tests.dynamodb.test_codec import CANARIES
from tests.people import DR_OTHER, DR_SMITH, ECG, JOHN, LAYLA, OMAR, RECORD, REEM, VISIT

VIEWERS = {
    "own": JOHN, "other": LAYLA, "carer": DR_SMITH, "doctor": DR_OTHER, "staff": REEM,
    "compliance": OMAR, "stranger": "",
}  # fmt: skip
SIGNED_IN = tuple(name for name in VIEWERS if name != "stranger")
EVERYBODY = tuple(VIEWERS)
Opens = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Page:
    """Whom a page opens to; to everyone else it does not exist.

    `args` are John's. `status` is what an opened page answers, `form` whether it takes a POST;
    `to_strangers` is what a page that is open to all answers to them: the others send them to
    sign in.
    """

    args: tuple[str, ...] = ()
    opens: Opens = SIGNED_IN
    status: int = 200
    form: bool = False
    to_strangers: int | None = None
    posted: int = 200  # an opened form, sent empty
    by_secret: bool = False  # opens by its secret address, and to nobody by who they are


def post_only(*, posted: int, to_strangers: int | None = None) -> Page:
    return Page(status=405, form=True, posted=posted, to_strangers=to_strangers)


CHART = ("own", "carer")
OFFER, RESULT, LISTED = "offer_johns", "result_johns", "condition_johns"
EMERGENCY, MERGE, LETTER = "emergency_johns", "merge_johns", "letter_johns"
HUDA = "proxy_johns"
PAGES: dict[str, Page] = {
    # the platform
    "home": Page(status=302, to_strangers=200),
    "language": post_only(posted=302, to_strangers=405),
    "stay-signed-in": post_only(posted=204),
    "profile": Page(form=True),
    "second-factor": Page(form=True),
    "acting": Page(opens=("own", "other"), form=True, posted=302),
    "invited": Page(to_strangers=200),
    "link-account": Page(status=302, form=True, to_strangers=302, posted=302),
    "healthz": Page(to_strangers=200),
    "readyz": Page(to_strangers=200),
    "oidc_authentication_init": Page(status=302, to_strangers=302),
    "oidc_authentication_callback": Page(status=302, to_strangers=302),
    "sign-in-failed": Page(status=403, to_strangers=403),
    "sign-out": post_only(posted=302, to_strangers=405),
    "signed-out": Page(status=302, to_strangers=200),
    "oversight:entries": Page(opens=("compliance",)),
    "oversight:emergencies": Page(opens=("compliance",)),
    "oversight:emergency-review": Page(args=(JOHN, EMERGENCY), opens=("compliance",), form=True),
    "oversight:colleagues": Page(opens=("compliance",), form=True),
    "oversight:export": Page(opens=("compliance",)),
    # patients
    "patients:home": Page(opens=("own", "other")),
    "patients:my-health": Page(opens=("own", "other")),
    "patients:find": Page(opens=("staff",), form=True),
    "patients:register": Page(opens=("staff",), form=True),
    "patients:correct": Page(args=(JOHN,), opens=("staff",), form=True),
    "patients:my-details": Page(args=(JOHN,), opens=("own",), form=True),
    "patients:details": Page(args=(JOHN,), opens=("staff",)),
    "patients:same-as": Page(args=(JOHN,), opens=("staff",), form=True),
    "patients:compare": Page(args=(JOHN, LAYLA), opens=("staff",), form=True),
    "patients:part": Page(
        args=(JOHN, MERGE), opens=("staff",), status=302, form=True, posted=302
    ),  # they are apart
    "patients:go-on": Page(args=(JOHN, MERGE), opens=("staff",), status=302, form=True, posted=302),
    "patients:account": Page(args=(JOHN,), opens=("staff",), form=True),
    "patients:portal-invite": Page(
        args=(JOHN,), opens=("staff",), status=302, form=True, posted=302
    ),
    "patients:portal-code": Page(args=(JOHN,), opens=("staff",), status=302),
    "patients:email-change": Page(
        args=(JOHN,), opens=("staff",), status=302, form=True, posted=302
    ),
    "patients:portal-withdraw": Page(
        args=(JOHN,), opens=("staff",), status=302, form=True, posted=302
    ),
    "patients:proxies": Page(args=(JOHN,), opens=("own", "staff"), form=True, posted=302),
    "patients:proxy-add": Page(args=(JOHN,), opens=("staff",), form=True),
    "patients:proxy-change": Page(args=(JOHN, HUDA), opens=("staff",), form=True),
    "patients:proxy-invite": Page(args=(JOHN, HUDA), opens=("staff",), form=True, posted=302),
    "patients:access": Page(args=(JOHN,), opens=("own", "compliance"), form=True),
    "patients:emergency": Page(opens=("carer", "doctor"), form=True),
    "patients:viewed-by": Page(args=(JOHN,), opens=("own", "compliance")),
    "patients:codes": Page(opens=("carer", "doctor"), form=True),
    "patients:medicines": Page(opens=("carer", "doctor"), form=True),
    "patients:chart": Page(args=(JOHN,), opens=CHART),
    "patients:lists": Page(args=(JOHN,), opens=CHART),
    "patients:lists-edit": Page(args=(JOHN,), opens=("carer",), form=True),
    "patients:list-item": Page(
        args=(JOHN, LISTED), opens=("carer",), status=302, form=True, posted=404
    ),
    "patients:results": Page(args=(JOHN,), opens=CHART),
    "patients:results-enter": Page(args=(JOHN,), opens=("carer",), form=True),
    "patients:result": Page(args=(JOHN, RESULT), opens=CHART),
    "patients:result-deed": Page(
        args=(JOHN, RESULT), opens=("carer",), status=302, form=True, posted=302
    ),
    "patients:trends": Page(args=(JOHN,), opens=CHART),
    "patients:records": Page(args=(JOHN,), opens=CHART),
    "patients:note-find": Page(opens=("carer", "doctor"), status=302, form=True),
    "patients:note": Page(args=(JOHN,), opens=("carer",), form=True),
    "patients:visit-note": Page(args=(JOHN, VISIT), opens=("carer",), status=302, form=True),
    "patients:record-correct": Page(args=(JOHN, RECORD), opens=("carer",), form=True),
    "patients:record-addendum": Page(args=(JOHN, RECORD), opens=("carer",), form=True),
    "patients:record-strike": Page(args=(JOHN, RECORD), opens=("carer",), form=True),
    "patients:record": Page(args=(JOHN, RECORD), opens=CHART),
    # doctors
    "providers:day": Page(opens=("carer", "doctor")),
    "providers:patients": Page(opens=("carer", "doctor"), form=True),
    "providers:doctors": Page(opens=("staff",)),
    "providers:hours": Page(args=(DR_SMITH,), opens=("carer", "staff"), form=True),
    "providers:time-off": Page(args=(DR_SMITH,), opens=("carer", "staff"), form=True),
    # visits
    "appointments:board": Page(opens=("staff",)),
    "appointments:book": Page(args=(JOHN,), opens=("staff",), form=True),
    "appointments:of-patient": Page(args=(JOHN,), opens=(*CHART, "staff")),
    "appointments:detail": Page(args=(JOHN, VISIT), opens=(*CHART, "staff")),
    "appointments:cancel": Page(args=(JOHN, VISIT), opens=("staff",), form=True),
    # visits: patients book for themselves
    "appointments:portal-book": Page(opens=("own", "other"), form=True),
    "appointments:portal-confirm": Page(opens=("own", "other"), status=302, form=True, posted=302),
    "appointments:portal-release": Page(opens=("own", "other"), status=302, form=True, posted=302),
    "appointments:portal-move": Page(args=(VISIT,), opens=("own",), form=True),
    "appointments:portal-move-confirm": Page(
        args=(VISIT,), opens=("own",), status=302, form=True, posted=302
    ),
    "appointments:portal-cancel": Page(args=(VISIT,), opens=("own",), form=True),
    "appointments:walk-in": Page(opens=("staff",), form=True),
    "appointments:stand-in": Page(args=(DR_SMITH,), opens=("staff",), form=True),
    "appointments:end-of-day": Page(opens=("staff",), form=True),
    "appointments:step": Page(
        args=(JOHN, VISIT), opens=("carer", "staff"), status=302, form=True, posted=302
    ),
    "appointments:undo": Page(
        args=(JOHN, VISIT), opens=("carer", "staff"), status=302, form=True, posted=302
    ),
    "appointments:in-error": Page(args=(JOHN, VISIT), opens=("carer", "staff"), form=True),
    "appointments:move": Page(args=(JOHN, VISIT), opens=("staff",), form=True),
    "appointments:swap": Page(args=(JOHN, VISIT), opens=("staff",), form=True),
    "appointments:change": Page(args=(JOHN, VISIT), opens=("staff",), form=True),
    "appointments:payment": Page(args=(JOHN, VISIT), opens=("staff",), form=True),
    "appointments:receipt": Page(args=(JOHN, VISIT), opens=("staff",), status=302),
    # visits that are repeated: John's is not, and leads to its own page
    "appointments:series-book": Page(args=(JOHN,), opens=("staff",), status=302, form=True),
    "appointments:series": Page(args=(JOHN, VISIT), opens=("staff",), status=302),
    **{
        f"appointments:series-{deed}": Page(
            args=(JOHN, VISIT), opens=("staff",), status=302, form=True, posted=302
        )
        for deed in ("move", "cancel", "undo")
    },
    # the waitlist
    "appointments:portal-waitlist": Page(opens=("own", "other"), form=True, posted=302),
    "appointments:portal-waitlist-join": Page(opens=("own", "other"), form=True),
    "appointments:portal-offer": Page(args=(DR_SMITH, OFFER), opens=("own",), form=True),
    "appointments:waitlist": Page(opens=("staff",), form=True, posted=302),
    "appointments:waitlist-offer": Page(
        args=(JOHN, VISIT), opens=("staff",), status=302, form=True, posted=302
    ),
    "appointments:waitlist-join": Page(args=(JOHN,), opens=("staff",), form=True),
    # visits in people's own calendars
    "appointments:calendar": Page(args=(JOHN, VISIT), opens=(*CHART, "staff")),
    "appointments:calendar-feed": Page(args=(JOHN,), opens=("own",), form=True),
    "appointments:feed": Page(args=("x" * 43,), opens=(), to_strangers=404, by_secret=True),
    # documents
    "documents:of-patient": Page(args=(JOHN,), opens=CHART),
    "documents:download": Page(args=(JOHN, ECG), opens=CHART, status=303),
    "documents:letters": Page(args=(JOHN,), opens=CHART),
    "documents:letter": Page(args=(JOHN, LETTER), opens=CHART, form=True),
    "documents:letter-pdf": Page(args=(JOHN, LETTER), opens=CHART),
    "documents:letter-write": Page(args=(JOHN, RECORD), opens=("carer",), form=True),
    "documents:summary-pdf": Page(args=(JOHN, RECORD), opens=CHART),
    "documents:renewal-ask": Page(
        args=(LISTED,), opens=("own",), status=302, form=True, posted=302
    ),
    "documents:renewal": Page(args=(JOHN, LISTED), opens=("carer",), form=True),
    "documents:check": Page(form=True, to_strangers=200),
}


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
def clients(
    ecg_is_filed: None, john_is_offered_a_time: None, john_has_a_past: None, john_has_papers: None
) -> dict[str, Client]:
    return {
        viewer: signed_in_client(user_id) if user_id else Client()
        for viewer, user_id in VIEWERS.items()
    }


@pytest.fixture(scope="module")
def ecg_is_filed(clinic: None) -> None:
    """The schema's document has a file behind it, as the demo clinic gives it one."""
    put_file("documents/patient_12345/ecg_2025-06-01.pdf", b"%PDF-1.4", "application/pdf")


@pytest.fixture(scope="module")
def john_was_joined_and_parted(clinic: None) -> None:
    """With somebody who turned out to be another person; it was undone."""
    uow, at = system_work("tests"), datetime(2025, 6, 1, 8, tzinfo=UTC)
    kept = Kept(personal_info=PersonalInfo(first_name="A", last_name="B"))
    merge = Merge(merge_id=MERGE, patient_id=JOHN, into=LAYLA, state=MergeState.PARTED,
                  reason="same phone", before=kept, after=kept, merged_at=at, merged_by=REEM,
                  parted_at=at, parted_by=REEM)  # fmt: skip
    with uow:
        Merges(uow).add(merge, Action.MERGE_PATIENTS)


@pytest.fixture(scope="module")
def john_has_a_past(
    john_was_joined_and_parted: None, john_has_a_result: None, john_was_an_emergency: None
) -> None:
    """What only some have."""


@pytest.fixture(scope="module")
def john_has_a_result(clinic: None) -> None:
    """One that was seen and released to him; and a problem on his list."""
    uow, at = system_work("tests"), datetime(2025, 6, 1, 8, tzinfo=UTC)
    measured = LabValue(name="Sodium", value=140, unit="mmol/L")
    result = Result(
        result_id=RESULT, patient_id=JOHN, provider_id=DR_SMITH, measured=measured, taken_at=at,
        seen_at=at, is_released=True, created_at=at, updated_at=at,
    )  # fmt: skip
    problem = Condition(code="I25.9", description="Chronic ischemic heart disease, unspecified")
    source = Source(at=at, today=at.date(), provider_id=DR_SMITH)
    listed = new_item(problem, source, item_id=LISTED, patient_id=JOHN)
    asked = Renewal(item_id=LISTED, patient_id=JOHN, provider_id=DR_SMITH, asked_at=at,
                    medicine=Prescription(medication="Aspirin"), updated_at=at)  # fmt: skip
    with uow:
        Results(uow).add(result, Action.ADD_RESULT)
        Lists(uow).add(listed, Action.ADD_PROBLEM)
        Renewals(uow).add(asked, Action.ASK_RENEWAL)


@pytest.fixture(scope="module")
def huda_acts_for_john(clinic: None) -> None:
    """Somebody who is no patient, whom nobody has invited yet."""
    uow = system_work("tests")
    info = PersonalInfo(first_name="Huda", last_name="Proxy", email="huda.proxy@example.com")
    person = Person(user_id=HUDA, user_type=UserType.PROXY, personal_info=info, created_at=uow.at,
                    updated_at=uow.at)  # fmt: skip
    relation = Proxy(patient_id=JOHN, proxy_id=HUDA, relationship=Relationship.CARER,
                     proof=Proof.PATIENT_CONSENT, may=list(Scope), for_an_adult=True,
                     proxy_name="Huda Proxy", patient_name="John Doe", since=uow.at,
                     until=uow.at + timedelta(days=30), granted_by=REEM)  # fmt: skip
    with uow:
        RelatedPeople(uow).add(person, Action.REGISTER_PROXY)
        Proxies(uow).add(relation, Action.GRANT_PROXY)


@pytest.fixture(scope="module")
def john_has_a_letter(clinic: None) -> None:
    """A certificate of his doctor's."""
    at = datetime(2025, 6, 1, 8, tzinfo=UTC)
    said = Content(subject=Subject(name="John Doe"), author=Author(name="Dr. Sarah Smith"),
                   first_day=at.date(), last_day=at.date())  # fmt: skip
    letter = Letter(
        letter_id=LETTER, patient_id=JOHN, provider_id=DR_SMITH, kind=Kind.SICK_LEAVE,
        content=said, number="0" * 12, check="johns", issued_at=at,
    )  # fmt: skip
    uow = system_work("tests")
    with uow:
        Letters(uow).add(letter, Action.ISSUE_LETTER)


@pytest.fixture(scope="module")
def john_has_papers(
    john_has_a_result: None, john_has_a_letter: None, huda_acts_for_john: None
) -> None:
    """All of these."""


@pytest.fixture(scope="module")
def john_is_offered_a_time(clinic: None) -> None:
    """He waits, and was asked about a time that is over by now: its old link explains."""
    uow, at = system_work("tests"), datetime(2025, 6, 1, 8, tzinfo=UTC)
    stamps = {"created_at": at, "updated_at": at}
    entry = Entry(entry_id="wait_johns", patient_id=JOHN, appointment_id=VISIT, moves=True,
                  whom=DR_SMITH, minutes=30, earliest=at.date(), latest=at.date(), joined_at=at,
                  status=EntryStatus.LAPSED, **stamps)  # fmt: skip
    place = AskedEntry(entry_id=entry.entry_id, patient_id=JOHN, appointment_id=VISIT)
    span = Span(provider_id=DR_SMITH, starts_at=at, minutes=30)
    offer = Offer(offer_id=OFFER, span=span, held_until=at, asked=[place], settled=True,
                  status=OfferStatus.LAPSED, **stamps)  # fmt: skip
    with uow:
        Entries(uow).add(entry, "JOIN_WAITLIST")
        Offers(uow).add(offer, "OFFER_TIME")


@pytest.fixture(scope="module")
def john_was_an_emergency(clinic: None) -> None:
    """A doctor's hour with his chart in 2025, which nobody has reviewed."""
    uow, at = system_work("tests"), datetime(2025, 6, 1, 8, tzinfo=UTC)
    with uow:
        Emergencies(uow).open(
            Emergency(emergency_id=EMERGENCY, patient_id=JOHN, provider_id=DR_OTHER,
                      reason=Reason.UNCONSCIOUS, words="came by ambulance", since=at, until=at)
        )  # fmt: skip


def address(name: str, args: tuple[str, ...] | None = None) -> str:
    return reverse(name, args=PAGES[name].args if args is None else args)


def expected(name: str, viewer: str, *, posted: bool = False) -> int:
    page = PAGES[name]
    if viewer == "stranger":
        return stranger_gets(page, posted=posted)
    if posted and not page.form:
        return 405
    if viewer not in page.opens:
        return 404
    return page.posted if posted else page.status


def stranger_gets(page: Page, *, posted: bool) -> int:
    if page.to_strangers is None:
        return 302
    if posted:
        return page.posted if page.form else 405
    return page.to_strangers


def says(response: HttpResponse) -> str:
    return f"{response.headers} {response.content.decode('utf-8', 'replace')}"


def canaries_in(response: HttpResponse) -> list[str]:
    """What of John an answer tells; his own id is in its address."""
    said = says(response)
    johns = [each for each in CANARIES if each not in ("Sarah", "Smith", "ليلى", "المري", "Reem",
             "Saad", "Omar", "Saleh", "Haddad")]  # fmt: skip
    return [each for each in johns if re.search(rf"(?<!\w){re.escape(each)}(?!\w)", said)]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_to_those_it_is_for_and_exists_for_nobody_else(
    clients: dict[str, Client], name: str
) -> None:
    for viewer, client in clients.items():
        response: Any = client.get(address(name))
        assert response.status_code == expected(name, viewer), viewer
        if viewer not in PAGES[name].opens:
            assert canaries_in(response) == [], viewer
        if viewer == "stranger" and PAGES[name].to_strangers is None:
            assert response["Location"].startswith("/oidc/authenticate/?next=/")


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
            assert canaries_in(response) == [], viewer


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


def test_looking_at_every_page_as_everybody_changes_nothing_but_the_trail(
    clients: dict[str, Client], raw: Callable[[], list[dict[str, Any]]]
) -> None:
    def everything_else() -> dict[tuple[str, str], Any]:
        return {
            (item["PK"]["S"], item["SK"]["S"]): item
            for item in raw()
            if not item["PK"]["S"].startswith("AUDIT#")
        }

    before = everything_else()
    for name in PAGES:
        for client in clients.values():
            client.get(address(name), {"after": "forged", "date": "2025-06-15",
                                       "role": "staff", "next": "//x"})  # fmt: skip
    assert everything_else() == before


INJECTED = {"patient_id": LAYLA, "patient": LAYLA, "user_id": OMAR, "role": "staff", "id": JOHN,
            "_method": "DELETE", "as": OMAR}  # fmt: skip
WITH_IDS = [name for name, page in PAGES.items() if page.args]


def shut_out(name: str) -> list[str]:
    """Those who have signed in and whom the page is closed to."""
    return [viewer for viewer in SIGNED_IN if viewer not in PAGES[name].opens]


CLOSED = [(name, viewer) for name in WITH_IDS for viewer in shut_out(name)]


@pytest.mark.parametrize("name", WITH_IDS)
def test_no_parameter_and_no_header_opens_a_closed_page(
    clients: dict[str, Client], name: str
) -> None:
    headers = {"x-user-id": JOHN, "x-original-url": "/", "x-rewrite-url": "/", "x-role": "staff",
               "x-http-method-override": "GET", "x-forwarded-for": "127.0.0.1", "HX-Request":
               "true"}  # fmt: skip
    for viewer in shut_out(name):
        client = clients[viewer]
        answers: list[Any] = [
            client.get(address(name), INJECTED),
            client.get(address(name), headers=headers),
            client.get(address(name).rstrip("/") + "//"),
            client.get(address(name).replace(JOHN, f"./{JOHN}")),
        ]
        for response in answers:
            assert response.status_code == 404, viewer
            assert canaries_in(response) == [], viewer


# Refused is like absent


NOBODY, NOTHING = "patient_nobody", "nothing_1"


def body(response: HttpResponse) -> bytes:
    """The page without the one thing that differs from answer to answer: its CSRF token."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)


def headers(response: HttpResponse) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name != "Date"}


@pytest.fixture(scope="module")
def nowhere(clients: dict[str, Client]) -> dict[str, Any]:
    """What each of them is answered where there is no page at all."""
    return {viewer: clients[viewer].get("/no/such/page/") for viewer in SIGNED_IN}


@pytest.mark.parametrize("name", WITH_IDS)
def test_what_is_refused_and_what_is_not_there_look_exactly_alike(
    clients: dict[str, Client], nowhere: dict[str, Any], name: str
) -> None:
    args = PAGES[name].args
    absent = [(NOBODY, *args[1:]), *([(JOHN, NOTHING)] if len(args) > 1 else [])]
    for viewer in shut_out(name):
        client, no_page = clients[viewer], nowhere[viewer]
        refused: Any = client.get(address(name))
        for other in [no_page, *(client.get(address(name, each)) for each in absent)]:
            assert refused.status_code == other.status_code == 404, viewer
            assert body(refused) == body(other), viewer
            assert headers(refused) == headers(other), viewer
        assert not refused.cookies.keys() - no_page.cookies.keys()


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
    user_id = VIEWERS[PAGES[name].opens[0]]
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in_client(user_id).cookies
    response = strict.post(address(name), {"x": "1"}, headers={"origin": "https://evil.example"})
    assert response.status_code == 403
    response = strict.post(address(name), {"x": "1"})
    assert response.status_code == 403
