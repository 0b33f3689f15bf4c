"""Whatever goes wrong ends on a calm page that says what to do and tells nothing."""

import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from medisecure import wiring
from medisecure.dynamodb.calls.client import dynamodb_client
from medisecure.dynamodb.calls.deadline import deadline
from medisecure.dynamodb.table import Table
from medisecure.resources import APPLICATION_USER
from tests.conftest import administrator_client
from tests.dynamodb.examples import new_patient, trail
from tests.dynamodb.faulty_cloud import RESET, SILENT, THROTTLED, Faults, faulty_way_to
from tests.dynamodb.sealing.test_codec import CANARIES
from tests.people import DR_OTHER, JOHN
from tests.web.unsettled import CANARY
from tools.local_cloud.supervisor import RunningCloud

SignedIn = Callable[[str], Client]
STATUSES = {
    "absent": 404, "refused": 404, "conflict": 409, "invalid": 400,
    "unavailable": 503, "tampered": 500, "mistake": 500, "key": 500,
}  # fmt: skip


def quiet(client: Client) -> Client:
    """Errors become pages here, as they do outside of tests."""
    client.raise_request_exception = False
    return client


@pytest.mark.urls("tests.web.unsettled")
@pytest.mark.parametrize(("how", "status"), STATUSES.items())
def test_each_failure_has_its_page_and_tells_nothing(
    signed_in: SignedIn, how: str, status: int
) -> None:
    response: Any = quiet(signed_in(JOHN)).get(f"/failing/{how}/")
    assert response.status_code == status
    said = response.content.decode()
    assert "<h1" in said
    assert CANARY not in said
    hidden = [each for each in CANARIES if each not in ("John", "Doe")]  # his own name in the frame
    assert not [each for each in hidden if each in said]
    assert "Traceback" not in said
    assert (response.get("Retry-After") is not None) == (status == 503)
    assert response["Cache-Control"] == "no-store"


@pytest.mark.urls("tests.web.unsettled")
def test_refused_and_absent_are_one_page(signed_in: SignedIn) -> None:
    client = signed_in(JOHN)
    refused: Any = client.get("/failing/refused/")
    absent: Any = client.get("/failing/absent/")
    nowhere: Any = client.get("/nowhere/")
    assert refused.content == absent.content == nowhere.content
    assert dict(refused.headers) == dict(absent.headers) == dict(nowhere.headers)


@pytest.mark.parametrize("who", ["", JOHN])
@pytest.mark.parametrize("address", ["/sign-out/", "/language/"])
def test_the_address_of_a_form_that_is_typed_or_reloaded_says_so(
    signed_in: SignedIn, clinic: None, who: str, address: str
) -> None:
    response: Any = (signed_in(who) if who else Client()).get(address)
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "Nothing to open here" in response.content.decode()


@pytest.mark.urls("tests.web.unsettled")
def test_what_was_read_before_a_page_failed_is_in_the_trail(
    cloud: RunningCloud, signed_in: SignedIn
) -> None:
    patient = new_patient()
    for how in STATUSES:
        quiet(signed_in(patient)).get(f"/failing/{how}/")
    entries = trail(cloud, patientId=patient, userId=patient)
    assert [each["action"] for each in entries] == ["READ_PATIENT"] * len(STATUSES)


# When the services behind it fail


@pytest.fixture
def faults(cloud: RunningCloud, clinic: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Faults]:
    """The whole application over a way with faults."""
    wiring.cipher()
    with faulty_way_to(cloud.endpoint) as (address, faults):
        client = dynamodb_client(
            region=settings.AWS_REGION,
            endpoint=address,
        )
        for table in (wiring.health_table(), wiring.sessions_table()):
            monkeypatch.setattr(table, "_client", client)
        yield faults


def is_calm(response: Any) -> bool:
    return bool(response.status_code == 503 and response.get("Retry-After"))


@pytest.mark.urls("tests.web.unsettled")
@pytest.mark.parametrize("fault", [RESET, THROTTLED])
def test_if_the_trail_cannot_be_written_nothing_is_shown(
    cloud: RunningCloud, signed_in: SignedIn, faults: Faults, fault: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("medisecure.web.requests.deadline", partial(deadline, 0.8))
    patient = new_patient()
    client = quiet(signed_in(patient))
    assert CANARY in client.get("/failing/nothing/").content.decode()
    faults.next["PutItem"] = [fault] * 500
    response: Any = client.get("/failing/nothing/")
    assert is_calm(response)
    assert CANARY not in response.content.decode()


def test_if_nothing_of_the_table_answers_every_page_says_so_in_time(
    signed_in: SignedIn, faults: Faults
) -> None:
    client = quiet(signed_in(JOHN))
    faults.always = SILENT
    started = time.monotonic()
    response: Any = client.get("/home/")
    assert is_calm(response)
    assert time.monotonic() - started < 15.0  # five, and what a busy machine may add
    assert settings.SESSION_COOKIE_NAME not in response.cookies  # still signed in afterwards
    faults.always = ""
    assert client.get("/profile/").status_code == 200


def test_rights_taken_away_from_the_trail_close_every_chart(
    cloud: RunningCloud, signed_in: SignedIn
) -> None:
    """A real refusal by the cloud: the application's user may no longer write AUDIT# items."""
    patient = new_patient()
    client = quiet(signed_in(patient))
    assert client.get(f"/patients/{patient}/records/").status_code == 200
    iam = administrator_client(cloud, "iam")
    arn = f"arn:aws:dynamodb:{settings.AWS_REGION}:*:table/{settings.TABLE_NAME}"
    deny = {
        "Effect": "Deny", "Action": ["dynamodb:PutItem"], "Resource": arn,
        "Condition": {"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": ["AUDIT#*"]}},
    }  # fmt: skip
    who = {"UserName": APPLICATION_USER, "PolicyName": "no-trail"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [deny]})
    iam.put_user_policy(**who, PolicyDocument=document)
    try:
        refused: Any = client.get(f"/patients/{patient}/records/")
        saved: Any = client.post("/profile/", {"language": "ar", "timezone": "Asia/Qatar",
                                 "communication_method": "email", "version": "0"})  # fmt: skip
    finally:
        iam.delete_user_policy(**who)
    assert is_calm(refused)
    assert "records" not in refused.content.decode()
    assert is_calm(saved)
    assert client.get(f"/patients/{patient}/records/").status_code == 200
    found = Table(wiring.dynamodb(), settings.TABLE_NAME).get(
        {"PK": f"USER#{patient}", "SK": "PROFILE#main"}, consistent=True, only=("version",)
    )
    assert found == {}


def test_a_refusal_is_in_the_trail_before_its_page_leaves(
    cloud: RunningCloud, signed_in: SignedIn
) -> None:
    patient = new_patient()
    assert signed_in(DR_OTHER).get(f"/patients/{patient}/").status_code == 404
    entries = trail(cloud, patientId=patient, userId=DR_OTHER)
    assert [each["result"] for each in entries] == ["DENIED"]


@pytest.mark.parametrize("size", [300 * 1024, 2_000_000])
def test_a_post_beyond_the_limit_is_turned_away(signed_in: SignedIn, size: int) -> None:
    response: Any = quiet(signed_in(JOHN)).post("/profile/", {"language": "x" * size})
    assert response.status_code == 400


def test_too_many_fields_are_turned_away(signed_in: SignedIn) -> None:
    fields = {f"f{n}": "x" for n in range(500)}
    assert quiet(signed_in(JOHN)).post("/profile/", fields).status_code == 400
