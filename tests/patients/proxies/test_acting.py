"""Acting for somebody: what opens, to whom, until when; each guard has its test."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.requests import audience_of
from appointments.booking.services import book, hold
from appointments.portal.forms import sealed_id
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from medisecure import wiring
from medisecure.access.actor import Actor, RequestContext, Role
from medisecure.access.proxies import Proof, Proxy, Relationship, Scope
from medisecure.audit.actions import Action
from medisecure.clinic_rules import RULES
from medisecure.clock import now, utc_text
from medisecure.dynamodb.repositories.proxies import Proxies
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict
from medisecure.identity import acting as identity_acting
from medisecure.identity.acting import Subject
from medisecure.identity.sessions import SessionStore
from patients.correction.services import EditableDetails, correct, registration_of
from patients.profile.models import MedicalInfo
from patients.profile.repository import Patients
from patients.proxies.services import end
from tests.desk import at, booking_request, fresh_patient, the_clock_says, working_day
from tests.dynamodb.examples import trail
from tests.people import DR_SMITH, JOHN, REEM
from tools.local_cloud.supervisor import RunningCloud

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
ALL = tuple(Scope)


def years_ago(years: int) -> dt.date:
    return now().date().replace(day=1) - dt.timedelta(days=365 * years + 40)


@pytest.fixture
def parent() -> str:
    return fresh_patient("Huda", "Parent")


def child(age: int = 6) -> str:
    return fresh_patient("Yara", "Child", born=str(years_ago(age)))


def acts(parent: str, patient: str, age: int | None = 6, may: Iterable[Scope] = ALL,
         **more: Any) -> Proxy:  # fmt: skip
    """The relation as the desk makes it."""
    uow = wiring.system_work("tests")
    told: dict[str, Any] = {
        "patient_id": patient, "proxy_id": parent, "relationship": Relationship.PARENT,
        "proof": Proof.BIRTH_CERTIFICATE, "may": list(may), "proxy_name": "Huda Parent",
        "patient_name": "Yara Child", "born_on": None if age is None else years_ago(age),
        "since": uow.at, "granted_by": REEM,
    }  # fmt: skip
    relation = Proxy(**(told | more))
    with uow:
        Proxies(uow).add(relation, Action.GRANT_PROXY)
    return relation


def begin(client: Client, patient: str) -> Any:
    return client.post("/acting/", {"begin": patient})


def as_proxy(parent: str, patient: str) -> UnitOfWork:
    actor = Actor(user_id=parent, role=Role.PROXY, acting_for=patient)
    return wiring.unit_of_work(actor, RequestContext(request_id="test-proxy"))


def records(client: Client, patient: str) -> Any:
    return client.get(reverse("patients:records", args=[patient]))


def visits(client: Client, patient: str) -> Any:
    return client.get(reverse("appointments:of-patient", args=[patient]))


def test_a_parent_reads_the_childs_pages_and_is_named_as_who_looked(
    signed_in: SignIn, parent: str, cloud: RunningCloud
) -> None:
    yara = child()
    acts(parent, yara)
    client = signed_in(parent)
    assert "Yara Child" in client.get("/acting/").content.decode()
    assert begin(client, yara)["Location"] == "/"
    assert client.get("/")["Location"] == "/home/"
    for page in (client.get("/home/"), records(client, yara), visits(client, yara)):
        assert page.status_code == 200
        html = page.content.decode()
        assert "You are viewing" in html
        assert "<strong><bdi>Yara Child</bdi></strong>" in html
    looks = trail(cloud, lambda it: it.get("patientId") == yara and it["userId"] == parent)
    assert {(each["role"], each["purpose"]) for each in looks} == {("proxy", "FAMRQT")}
    assert "BEGIN_ACTING" in {each["action"] for each in looks}


def test_without_acting_the_childs_pages_are_closed_and_acting_the_own_ones_are(
    signed_in: SignIn, parent: str
) -> None:
    yara = child()
    acts(parent, yara)
    client = signed_in(parent)
    assert records(client, yara).status_code == 404
    begin(client, yara)
    assert records(client, yara).status_code == 200
    assert records(client, parent).status_code == 404
    client.post("/acting/", {"stop": "1"})
    assert records(client, parent).status_code == 200
    assert records(client, yara).status_code == 404


def test_the_relation_of_another_opens_nothing(signed_in: SignIn, parent: str) -> None:
    yara, other = child(), child()
    acts(parent, yara)
    acts(fresh_patient("Other", "Parent"), other)
    client = signed_in(parent)
    assert begin(client, other)["Location"] == "/acting/"
    begin(client, yara)
    assert records(client, other).status_code == 404
    assert records(client, JOHN).status_code == 404
    with pytest.raises(AccessDenied):
        Patients(as_proxy(parent, other)).get(other)


def test_a_session_says_for_whom_and_only_its_own_person_can_have_it_say_so(
    signed_in: SignIn, parent: str
) -> None:
    """What another person's session holds is sealed for them, and names nobody here."""
    yara = child()
    acts(parent, yara)
    stolen = SessionStore()
    identity_acting.begin(stolen, "patient_other", Subject(yara, "Yara Child"))
    client = signed_in(parent)
    session = client.session
    session[identity_acting.NAME] = stolen[identity_acting.NAME]
    session.save()
    assert "You are viewing" not in client.get("/home/").content.decode()


@pytest.mark.parametrize("who", ["patient", "desk", "proxy"])
def test_whoever_ends_it_the_very_next_page_is_closed(
    signed_in: SignIn, acting: As, parent: str, who: str
) -> None:
    yara = child()
    acts(parent, yara)
    client = signed_in(parent)
    begin(client, yara)
    assert records(client, yara).status_code == 200
    page = reverse("patients:proxies", args=[yara])
    if who == "proxy":
        signed_in(parent).post("/acting/", {"end": yara, "sure": "1"})
    else:
        signed_in(yara if who == "patient" else REEM).post(page, {"end": parent, "sure": "1"})
    closed = records(client, yara)
    assert (closed.status_code, closed["Location"]) == (302, "/acting/")
    after = client.get("/acting/").content.decode()
    assert "You no longer act for this person" in after
    assert "You are viewing" not in client.get("/home/").content.decode()
    assert begin(client, yara)["Location"] == "/acting/"
    told = signed_in(yara).get(page).content.decode()
    assert {"patient": "Ended by the patient", "desk": "Ended by the clinic",
            "proxy": "Ended by themselves"}[who] in told  # fmt: skip


def test_a_proxy_is_asked_before_they_end_it_for_good(
    signed_in: SignIn, acting: As, parent: str
) -> None:
    yara = child()
    acts(parent, yara)
    asked = signed_in(parent).post("/acting/", {"end": yara}).content.decode()
    assert "Only the front desk can arrange it again." in asked
    assert asked.count('name="sure"') == 1
    assert not Proxies(wiring.system_work("tests")).get(yara, parent).is_over(now())


@pytest.mark.parametrize("is_desk", [False, True])
def test_patient_and_desk_are_asked_before_they_end_it(
    signed_in: SignIn, parent: str, *, is_desk: bool
) -> None:
    yara = child()
    acts(parent, yara)
    client = signed_in(REEM if is_desk else yara)
    asked = client.post(reverse("patients:proxies", args=[yara]), {"end": parent}).content.decode()
    assert ("for this patient." if is_desk else "for you. Only the front desk") in asked
    assert asked.count('name="sure"') == 1
    assert not Proxies(wiring.system_work("tests")).get(yara, parent).is_over(now())


def test_another_patient_sees_and_ends_nobodys_proxies(signed_in: SignIn, parent: str) -> None:
    yara = child()
    acts(parent, yara)
    page = reverse("patients:proxies", args=[yara])
    assert signed_in(JOHN).get(page).status_code == 404
    assert signed_in(JOHN).post(page, {"end": parent, "sure": "1"}).status_code == 404
    assert signed_in(JOHN).post("/acting/", {"end": yara, "sure": "1"})["Location"] == "/acting/"
    assert not Proxies(wiring.system_work("tests")).get(yara, parent).is_over(now())


def test_after_its_last_day_it_is_over(parent: str) -> None:
    yara, until = child(), now() + dt.timedelta(days=3)
    acts(parent, yara, until=until)
    with the_clock_says(until - dt.timedelta(seconds=1)):
        assert as_proxy(parent, yara).scopes == frozenset(ALL)
    with the_clock_says(until):
        assert as_proxy(parent, yara).scopes == frozenset()


def test_of_a_young_person_less_is_open_and_of_one_of_age_nothing(
    signed_in: SignIn, parent: str
) -> None:
    """The clinic's tiers: everything to 12, visits from 13 on, over at 18."""
    teen, adult = child(14), child(18)
    acts(parent, teen, 14)
    acts(parent, adult, 18)
    client = signed_in(parent)
    begin(client, teen)
    assert client.get("/")["Location"] == reverse("appointments:of-patient", args=[teen])
    assert visits(client, teen).status_code == 200
    assert records(client, teen).status_code == 404
    assert client.get("/home/").status_code == 404
    assert begin(client, adult)["Location"] == "/acting/"
    assert as_proxy(parent, adult).scopes == frozenset()


def test_the_tiers_are_the_clinics_to_set(parent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    teen = child(14)
    acts(parent, teen, 14)
    monkeypatch.setattr(RULES, "proxy_limited_may", ("MESSAGES",))
    assert as_proxy(parent, teen).scopes == {Scope.MESSAGES}
    monkeypatch.setattr(RULES, "proxy_limited_from", 15)
    assert as_proxy(parent, teen).scopes == frozenset(ALL)
    monkeypatch.setattr(RULES, "proxy_ends_at", 14)
    monkeypatch.setattr(RULES, "proxy_limited_from", 14)
    assert as_proxy(parent, teen).scopes == frozenset()


def test_a_corrected_birth_date_counts_from_then_on(acting: As, parent: str) -> None:
    yara = child(14)
    acts(parent, yara, 14)
    assert Scope.HEALTH not in as_proxy(parent, yara).scopes
    uow = acting("staff", REEM)
    patient = registration_of(uow, yara)
    medical = patient.medical_info or MedicalInfo()
    info = replace(patient.personal_info, date_of_birth=years_ago(8))
    assert patient.preferences
    correct(uow, yara, EditableDetails(
        personal_info=info, emergency_contact=medical.emergency_contact,
        insurance_provider=None, insurance_number=None, preferences=patient.preferences,
        version=patient.version,
    ))  # fmt: skip
    assert Scope.HEALTH in as_proxy(parent, yara).scopes


@pytest.mark.parametrize(("may", "reads", "books"), [
    ((Scope.VISITS,), False, False),
    ((Scope.VISITS, Scope.BOOK), False, True),
    ((Scope.VISITS, Scope.HEALTH), True, False),
    ((Scope.MESSAGES,), False, False),
])  # fmt: skip
def test_only_what_was_granted_opens(
    signed_in: SignIn, parent: str, may: tuple[Scope, ...], *, reads: bool, books: bool
) -> None:
    yara, day = child(), working_day()
    acts(parent, yara, may=may)
    client = signed_in(parent)
    begin(client, yara)
    assert records(client, yara).status_code == (200 if reads else 404)
    shown = visits(client, yara).content.decode()
    assert ("Book a visit" in shown) is books
    answer = confirmed(client, yara, at(day, "10:00"))
    assert answer.status_code == (302 if books else 404)
    assert bool(booked(yara)) is books


def confirmed(client: Client, patient: str, starts: dt.datetime) -> Any:
    """Hold a time and confirm it, as the portal's form does."""
    form = {"form": sealed_id(patient), "slot": f"{DR_SMITH}@{utc_text(starts)}",
            "kind": "CONSULTATION", "whom": DR_SMITH, "reason": ""}  # fmt: skip
    client.post("/my/visits/book/", form)
    return client.post("/my/visits/book/confirm/", form)


def booked(patient: str) -> list[Appointment]:
    return Appointments(wiring.system_work("tests")).coming(patient, now())


def test_the_visit_is_the_childs_and_its_limits_count_the_child(
    signed_in: SignIn, acting: As, parent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not how much the parent has booked, for themselves or another child."""
    monkeypatch.setattr(RULES, "most_ahead", 1)
    yara, day = child(), working_day()
    acts(parent, yara)
    book(acting("staff", REEM), booking_request(parent, at(day, "08:00")))
    client = signed_in(parent)
    begin(client, yara)
    assert confirmed(client, yara, at(day, "09:00")).status_code == 302
    assert [each.patient_id for each in booked(yara)] == [yara]
    assert len(booked(parent)) == 1
    refused = confirmed(client, yara, at(day, "11:00"))
    assert "1 upcoming visit," in refused.content.decode()
    assert len(booked(yara)) == 1


def test_a_proxy_overrules_no_limit_and_no_notice(
    parent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They book by the patient's rules, not by the desk's."""
    yara, day = child(), working_day()
    acts(parent, yara)
    monkeypatch.setattr(RULES, "most_ahead", 0)
    wish = booking_request(yara, at(day, "10:00"), overrule="because")
    with pytest.raises(AccessDenied):
        book(as_proxy(parent, yara), wish)
    with pytest.raises(Conflict, match="You have"):
        book(as_proxy(parent, yara), replace(wish, overrule=""))
    assert audience_of(as_proxy(parent, yara)) == "patient"
    assert not booked(yara)


def test_a_time_is_held_for_nobody_once_the_relation_has_changed(acting: As, parent: str) -> None:
    """It was read as open, and is ended before the transaction: the write itself is refused."""
    yara, day = child(), working_day()
    acts(parent, yara)
    mine = as_proxy(parent, yara)
    assert Scope.BOOK in mine.scopes
    end(acting("staff", REEM), yara, parent)
    with pytest.raises(Conflict):
        hold(mine, booking_request(yara, at(day, "10:00")))


def test_a_form_of_before_the_switch_is_refused_after_it(signed_in: SignIn, parent: str) -> None:
    """In another tab it still says whose it was; sent, it would count for somebody else."""
    yara = child()
    acts(parent, yara)
    known = signed_in(parent)
    client = Client(enforce_csrf_checks=True, headers={"user-agent": "tests"})
    client.cookies = known.cookies
    page = client.get("/my/waitlist/join/")
    old = str(page.context["csrf_token"])
    begun = client.post("/acting/", {"begin": yara, "csrfmiddlewaretoken": old})
    assert begun.status_code == 302
    late = client.post("/my/waitlist/join/", {"csrfmiddlewaretoken": old, "whom": DR_SMITH})
    assert late.status_code == 403
    words = late.content.decode()
    assert "You are viewing <strong><bdi>Yara Child</bdi></strong>" in words
    assert "Check whose page it is" in words


def test_who_else_acts_stays_the_patients_own(signed_in: SignIn, parent: str) -> None:
    yara = child()
    acts(parent, yara)
    client = signed_in(parent)
    begin(client, yara)
    assert client.get(reverse("patients:proxies", args=[yara])).status_code == 404


def test_one_proxy_reads_that_another_one_looked_and_not_that_a_name_was_lost(
    signed_in: SignIn, parent: str
) -> None:
    yara, other = child(), fresh_patient("Sami", "Other")
    for who in (parent, other):
        acts(who, yara)
        begin(signed_in(who), yara)
    client = signed_in(parent)
    begin(client, yara)
    html = client.get(reverse("patients:viewed-by", args=[yara])).content.decode()
    assert "Another person who acts for the patient" in html
    assert "Name no longer known" not in html
    assert "Sami" not in html


def test_the_patient_reads_who_looked_by_name(signed_in: SignIn, parent: str) -> None:
    yara = child()
    acts(parent, yara)
    client = signed_in(parent)
    begin(client, yara)
    records(client, yara)
    html = signed_in(yara).get(reverse("patients:viewed-by", args=[yara])).content.decode()
    assert "Huda Parent" in html
    assert "acting for the patient" in html
    assert "Opened these pages" in html
    assert "Began to act for the patient" not in html  # it stood twice in one line
