"""Too often: refused before anything is done, with what was typed kept, and told to compliance."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from ulid import ULID

from appointments.booking.services import book
from medisecure.access import limits
from medisecure.access.actor import Role
from medisecure.access.limits import Limit, LimitedAction, limit_of
from medisecure.audit.actions import Action
from medisecure.errors import TooMany
from medisecure.importing.loading import load
from medisecure.wiring import system_work
from tests.desk import at, booking_request, far_day, fresh_patient
from tests.people import JOHN, OMAR, VISIT, profile
from tools.drills.cast import doctors

SignIn = Callable[[str], Client]
FIND = "/patients/find/"


@pytest.fixture
def few(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three of everything in an hour that does not end meanwhile."""
    settings.LIMIT_FACTOR = 1
    three = Limit(3, 10**7)
    for rules in (limits.OF_A_PATIENT, limits.OF_A_COLLEAGUE):
        for deed in rules:
            monkeypatch.setitem(rules, deed, three)
    monkeypatch.setattr(limits, "MANY_PATIENTS", Limit(2, 10**7))


def somebody(kind: str) -> str:
    """A new person, of whom nothing was counted yet."""
    user_id = f"{kind.lower()}_{ULID()}"
    uow = system_work("tests")
    load(uow, profile(user_id, kind, "Some", "Body", f"{user_id.lower()}@example.com"))
    uow.close()
    return user_id


@pytest.mark.parametrize(("seconds", "said"), [(432, "in 8 minutes"), (40, "in 40 seconds")])
def test_a_long_wait_is_said_in_minutes(seconds: int, said: str) -> None:
    assert said in render_to_string("errors/429.html", {"error": TooMany(seconds=seconds)})


def test_whom_a_refused_search_found_was_shown_to_nobody(
    few: None, signed_in: SignIn, clinic: None, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    """It is counted beside the index: what it read is told as refused."""
    clerk = somebody("STAFF")
    client = signed_in(clerk)
    for typed in ("nobody", "nobody", "nobody", "doe john"):
        answer = client.post(FIND, {"q": typed})
    assert answer.status_code == 429
    assert "John Doe" not in answer.content.decode()
    told = [each for each in raw(actor=clerk) if each.get("patientId", {}).get("S") == JOHN]
    assert {each["result"]["S"] for each in told} <= {"DENIED"}


def test_the_fourth_search_is_refused_says_when_and_keeps_what_was_typed(
    few: None, signed_in: SignIn, clinic: None
) -> None:
    client = signed_in(somebody("STAFF"))
    statuses = [client.post(FIND, {"q": "nobody"}).status_code for _ in range(3)]
    refused = client.post(f"{FIND}?day=2026-01-01", {"q": 'typed "here" & there'})
    assert statuses == [200, 200, 200]
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    page = refused.content.decode()
    assert 'name="q" value="typed &quot;here&quot; &amp; there"' in page
    assert 'action="/patients/find/?day=2026-01-01"' in page
    assert "csrfmiddlewaretoken" in page


def test_looking_at_the_empty_form_counts_as_nothing(few: None, signed_in: SignIn) -> None:
    client = signed_in(somebody("STAFF"))
    assert {client.get(FIND).status_code for _ in range(6)} == {200}


def test_the_limit_is_the_persons_in_all_their_sessions(few: None, signed_in: SignIn) -> None:
    user_id = somebody("STAFF")
    answers = [signed_in(user_id).post(FIND, {"q": "nobody"}).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]
    assert signed_in(somebody("STAFF")).post(FIND, {"q": "nobody"}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/my/visits/book/", "/my/visits/book/confirm/", "/my/waitlist/join/"]
)
def test_a_patients_own_deeds_are_counted(few: None, signed_in: SignIn, path: str) -> None:
    client = signed_in(somebody("PATIENT"))
    for _ in range(3):
        assert client.post(path, {}).status_code != 429
    refused = client.post(path, {"reason": "kept"}, headers={"Accept-Language": "ar"})
    assert refused.status_code == 429
    assert "kept" in refused.content.decode()


def test_sign_ins_are_counted_by_address(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, clinic: None
) -> None:
    settings.LIMIT_FACTOR = 1
    monkeypatch.setitem(limits.OF_AN_ADDRESS, LimitedAction.SIGN_IN, Limit(3, 10**7))
    here, there = f"2001:db8::{time.time_ns() % 65536:x}", "2001:db8:1::1"

    def sign_in(address: str) -> int:
        return Client(REMOTE_ADDR=address).get("/oidc/authenticate/").status_code

    assert [sign_in(here) for _ in range(4)] == [302, 302, 302, 429]
    assert sign_in(there) == 302


def test_many_patients_in_an_hour_stand_in_the_trail_once(
    few: None, signed_in: SignIn, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    user_id = somebody("STAFF")
    client = signed_in(user_id)
    for patient_id in (somebody("PATIENT") for _ in range(6)):
        assert client.get(f"/patients/{patient_id}/details/").status_code == 200
    assert alarms(raw, user_id) == 1
    page = signed_in(OMAR).get(f"/oversight/?who={user_id}").content.decode()
    assert "Saw unusually many patients within an hour" in page


def alarms(raw: Callable[..., list[dict[str, Any]]], user_id: str) -> int:
    """How often the trail says that this colleague saw unusually many patients."""
    told = (item["action"]["S"] for item in raw(actor=user_id))
    return sum(action == Action.MANY_PATIENTS_SEEN for action in told)


def test_whom_searches_find_counts_each_patient_once_and_the_third_is_told(
    few: None, signed_in: SignIn, clinic: None, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    letters = str.maketrans("0123456789", "abcdefghij")
    clerk, name = somebody("STAFF"), f"Taken{str(ULID()).translate(letters)}"
    client = signed_in(clerk)
    for first in ("Ada", "Bea"):
        fresh_patient(first, name)
    for _ in range(2):
        assert len(client.post(FIND, {"q": name}).context["rows"]) == 2
    assert alarms(raw, clerk) == 0
    fresh_patient("Cia", name)
    assert len(client.post(FIND, {"q": f"cia {name}"}).context["rows"]) == 1
    assert alarms(raw, clerk) == 1


def test_who_goes_through_the_boards_of_many_days_is_told(
    few: None, signed_in: SignIn, clinic: None, raw: Callable[..., list[dict[str, Any]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Apart from those found or opened: one board names a whole day."""
    monkeypatch.setattr(limits, "MANY_LISTED", Limit(2, 10**7))
    clerk, doctor, days = somebody("STAFF"), doctors(1)[0], [far_day() for _ in range(3)]
    client, board = signed_in(clerk), reverse("appointments:board")
    for day, told in zip(days, (0, 0, 1), strict=True):
        uow = system_work("tests")
        patient_id = fresh_patient("On", "Board")
        book(uow, booking_request(patient_id, at(day, "09:00"), provider_id=doctor))
        uow.close()
        for _ in range(2):
            asked = {"date": f"{day}", "doctor": doctor}
            assert client.get(board, asked).status_code == 200
        assert alarms(raw, clerk) == told


@pytest.mark.parametrize(
    "deed",
    sorted(set(LimitedAction) - {LimitedAction.SIGN_IN, LimitedAction.LINK, LimitedAction.CHECK}),
)
def test_everything_counted_has_a_limit_for_colleagues_and_for_an_address(
    deed: LimitedAction,
) -> None:
    assert limit_of(Role.STAFF, deed) is not None
    assert limits.OF_AN_ADDRESS[deed].most >= limits.OF_A_COLLEAGUE[deed].most


def test_every_file_counts_as_an_export(few: None, signed_in: SignIn, clinic: None) -> None:
    """Oversight's answer, a visit for the calendar, and each fetch of a private calendar."""
    officer = signed_in(somebody("COMPLIANCE"))
    assert [officer.get("/oversight/export/").status_code for _ in range(4)] == [200] * 3 + [429]
    file = reverse("appointments:calendar", args=[JOHN, VISIT])
    clerk = signed_in(somebody("STAFF"))
    assert [clerk.get(file).status_code for _ in range(4)] == [200] * 3 + [429]
    patient = somebody("PATIENT")
    made = signed_in(patient).post(
        reverse("appointments:calendar-feed", args=[patient]), {"make": "1", "days": "365"}
    )
    feed = str(made.context["address"]).removeprefix(settings.BASE_URL)
    assert [Client().get(feed).status_code for _ in range(4)] == [200] * 3 + [429]
