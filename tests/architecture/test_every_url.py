"""Every address of the site, with every kind of person before it: what opens, and to whom.

An address that is missing here fails. John is the schema's patient, in Dr. Smith's care.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from appointments.booking.opened_slots import DoctorTime
from appointments.waitlist.models import AskedEntry, EntryStatus, Offer, OfferStatus, WaitlistEntry
from appointments.waitlist.repository import Entries, Offers
from documents.archives.models import ArchiveRequest, ArchiveState
from documents.archives.repository import Archives
from documents.intake.models import ABANDONED, Description, Intake
from documents.intake.repository import Intakes
from documents.letters.models import Author, Content, Letter, LetterKind, Subject
from documents.letters.repository import Letters
from documents.renewals.models import Renewal
from documents.renewals.repository import Renewals
from documents.sharing.models import Share
from documents.sharing.repository import Shares
from medisecure.access.actor import Actor, RequestContext, Role
from medisecure.access.emergency import Emergency, EmergencyReason
from medisecure.access.proxies import Proof, Proxy, Relationship, Scope
from medisecure.audit.actions import Action
from medisecure.clock import now
from medisecure.document_store import put_file
from medisecure.dynamodb.repositories.emergencies import Emergencies
from medisecure.dynamodb.repositories.proxies import Proxies
from medisecure.identity.person import Person, PersonalInfo, UserType
from medisecure.identity.repository import RelatedPeople
from medisecure.wiring import system_work, unit_of_work
from patients.at_hand.models import NoteTemplate
from patients.at_hand.repository import Templates
from patients.change_requests.models import ChangeRequest
from patients.change_requests.repository import ChangeRequests
from patients.linking.models import Merge, MergeState, ProfileFields
from patients.linking.repository import Merges
from patients.lists.models import Source, new_item
from patients.lists.problems import Condition
from patients.lists.repository import Lists
from patients.records.models import Prescription
from patients.results.models import LabValue, Result
from patients.results.repository import Results
from tests.architecture.addresses import (
    ARCHIVE,
    CHANGE,
    EMERGENCY,
    HUDA,
    LETTER,
    LISTED,
    MERGE,
    OFFER,
    PAGES,
    RESULT,
    SENDING,
    SHARED,
    SIGNED_IN,
    TEMPLATE,
    VIEWERS,
    WITH_IDS,
    address,
    expected,
    shut_out,
)
from tests.conftest import signed_in_client, stored
from tests.cost import cost_of
from tests.dynamodb.sealing.test_codec import CANARIES
from tests.people import DR_OTHER, DR_SMITH, JOHN, LAYLA, OMAR, REEM, VISIT
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
def clients(
    ecg_is_filed: None,
    john_is_offered_a_time: None,
    john_has_a_past: None,
    john_has_papers: None,
    john_sends_a_document: None,
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
def john_sends_a_document(clinic: None) -> None:
    """One that he has begun to send."""
    uow, told = system_work("tests"), Description(type="OTHER", title="Letter")
    begun = Intake(intake_id=SENDING, patient_id=JOHN, added_by=JOHN, added_as=Role.PATIENT,
                   for_patient=True, told=told, due_at=uow.at + ABANDONED, created_at=uow.at,
                   updated_at=uow.at)  # fmt: skip
    with uow:
        Intakes(uow).add(begun, Action.BEGIN_INTAKE)


@pytest.fixture(scope="module")
def john_was_joined_and_parted(clinic: None) -> None:
    """With somebody who turned out to be another person; it was undone."""
    uow, at = system_work("tests"), datetime(2025, 6, 1, 8, tzinfo=UTC)
    kept = ProfileFields(personal_info=PersonalInfo(first_name="A", last_name="B"))
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
def john_asks_for_a_change(clinic: None) -> None:
    """His family name is to be another one."""
    actor = Actor(user_id=JOHN, role=Role.PATIENT)
    with unit_of_work(actor, RequestContext(request_id="test-change")) as uow:
        ChangeRequests(uow).add(ChangeRequest(
            request_id=CHANGE, patient_id=JOHN, fields=["last_name"], asked_by=JOHN,
            personal_info=PersonalInfo(first_name="John", last_name="Roe"), asked_at=uow.at,
        ), Action.ASK_CHANGE)  # fmt: skip


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
    """A certificate of his doctor's, who has a template for her notes."""
    at = datetime(2025, 6, 1, 8, tzinfo=UTC)
    said = Content(subject=Subject(name="John Doe"), author=Author(name="Dr. Sarah Smith"),
                   first_day=at.date(), last_day=at.date())  # fmt: skip
    letter = Letter(
        letter_id=LETTER, patient_id=JOHN, provider_id=DR_SMITH, kind=LetterKind.SICK_LEAVE,
        content=said, number="0" * 12, check="johns", issued_at=at,
    )  # fmt: skip
    template = NoteTemplate(owner=DR_SMITH, template_id=TEMPLATE, provider_id=DR_SMITH,
                            name="Review", notes="Well", created_at=at, updated_at=at)  # fmt: skip
    uow = system_work("tests")
    with uow:
        Letters(uow).add(letter, Action.ISSUE_LETTER)
        Templates(uow).add(template, Action.KEEP_TEMPLATE)


@pytest.fixture(scope="module")
def john_asked_for_his_data(clinic: None) -> None:
    """An archive that was fetched already: asking anew is open to him."""
    asked = ArchiveRequest(
        archive_id=ARCHIVE, patient_id=JOHN, asked_by=JOHN, asked_at=now(),
        state=ArchiveState.FETCHED,
    )  # fmt: skip
    uow = system_work("tests")
    with uow:
        Archives(uow).add(asked, Action.ASK_ARCHIVE)


@pytest.fixture(scope="module")
def john_shared_his_summary(john_asked_for_his_data: None) -> None:
    """With somebody outside."""
    shared = Share(
        share_id=SHARED, patient_id=JOHN, to="Dr. Hadi", digest="none", check="none",
        shared_at=now(), until=now() + timedelta(days=7),
    )  # fmt: skip
    uow = system_work("tests")
    with uow:
        Shares(uow).add(shared, Action.SHARE)


@pytest.fixture(scope="module")
def john_has_papers(
    john_has_a_result: None,
    john_has_a_letter: None,
    john_shared_his_summary: None,
    huda_acts_for_john: None,
    john_asks_for_a_change: None,
) -> None:
    """All of these."""


@pytest.fixture(scope="module")
def john_is_offered_a_time(clinic: None) -> None:
    """He waits, and was asked about a time that is over by now: its old link explains."""
    uow, at = system_work("tests"), datetime(2025, 6, 1, 8, tzinfo=UTC)
    stamps = {"created_at": at, "updated_at": at}
    entry = WaitlistEntry(entry_id="wait_johns", patient_id=JOHN, appointment_id=VISIT, moves=True,
                  whom=DR_SMITH, minutes=30, earliest=at.date(), latest=at.date(), joined_at=at,
                  status=EntryStatus.LAPSED, **stamps)  # fmt: skip
    place = AskedEntry(entry_id=entry.entry_id, patient_id=JOHN, appointment_id=VISIT)
    span = DoctorTime(provider_id=DR_SMITH, starts_at=at, minutes=30)
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
            Emergency(
                emergency_id=EMERGENCY,
                patient_id=JOHN,
                provider_id=DR_OTHER,
                reason=EmergencyReason.UNCONSCIOUS,
                words="came by ambulance",
                since=at,
                until=at,
            )
        )


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
