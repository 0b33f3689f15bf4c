"""What all tests share: one real cloud, the cast in it, and ways to act and to sign in."""

import os
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpResponse
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from appointments.outbox.models import ReminderDue
from appointments.outbox.repository import Outbox
from infra.provision.administrator import administrator
from medisecure import wiring
from medisecure.access.actor import Actor, RequestContext, Role
from medisecure.clock import now
from medisecure.dynamodb.calls.client import DynamoDB, dynamodb_client
from medisecure.dynamodb.gate import cached_lists
from medisecure.dynamodb.sealing.keysets import ensure_keysets
from medisecure.dynamodb.table import Table
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.encryption.kms import KmsWrapper
from medisecure.identity import last_person
from medisecure.identity.models import User
from medisecure.identity.repository import People
from medisecure.identity.sessions import SessionStore
from medisecure.importing.loading import load
from tests.environment import CLOUD_PORT, begin_again
from tests.people import cast
from tests.rendering import noting_whole_pages
from tests.warm.programs import warm
from tools.local_cloud.supervisor import RunningCloud, start
from tools.local_environment import LOCAL_ADMINISTRATOR, local_environment

# The hashed names of `collectstatic` are the browser tests' business.
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
# Each test client would look through all of them again, or say that there are none.
settings.STATIC_ROOT = Path(__file__).resolve().parent.parent / "build" / "no_static"
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)

# A busy machine makes up its examples slowly; that says nothing about what is tested. `make drill`
# looks for rarer ones with the second profile.
hypothesis_settings.register_profile(
    "any machine", max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None
)
hypothesis_settings.register_profile(
    "drill", hypothesis_settings.get_profile("any machine"), max_examples=1_000
)
hypothesis_settings.load_profile("any machine")

# Turns back the clock of the programs that start with it on their path: no test, and not for us.
collect_ignore = ["one_morning"]

CLINIC = pytest.StashKey[RunningCloud]()
MADE_FOR_A_TEST = re.compile(r"USER#provider_[0-9A-Z]{26}")
CLOUDS = {"cloud", "set_up_cloud"}  # the fixtures that start one
CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
FROM_THE_CLOUD = {
    "USER_POOL_ID": "USER_POOL_ID",
    "OIDC_ISSUER": "OIDC_ISSUER",
    "OIDC_JWKS_ENDPOINT": "OIDC_OP_JWKS_ENDPOINT",
    "OIDC_CLIENT_ID": "OIDC_RP_CLIENT_ID",
    "OIDC_CLIENT_SECRET": "OIDC_RP_CLIENT_SECRET",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a cloud, and what may be tried again."""
    for item in items:
        if CLOUDS & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.cloud)
    may_be_repeated(items)


def may_be_repeated(items: list[pytest.Item]) -> None:
    """What depends on a browser or on many programs at once may be tried twice more, all else once.

    A busy machine answers late now and then. Every try is a whole one, and what fails each time
    fails; the run says which were repeated.
    """
    for item in items:
        many = item.get_closest_marker("browser") or item.get_closest_marker("thorough")
        item.add_marker(pytest.mark.flaky(reruns=2 if many else 1))


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCloud]:
    """A cloud of this test run, provisioned as `make run` does it."""
    root = Path(__file__).resolve().parent.parent
    python = root / ".venv-cloud" / "bin" / "python"
    folder = tmp_path_factory.mktemp("cloud")
    with start(folder, CLOUD_PORT, python=python, may_lose_power=True) as running:
        environ = local_environment(running, base_url=settings.BASE_URL)
        for variable, name in FROM_THE_CLOUD.items():
            setattr(settings, name, environ[variable])
        os.environ.update({name: environ[name] for name in CREDENTIALS})
        table = Table(administrator_client(running), settings.TABLE_NAME)
        ensure_keysets(table, KmsWrapper(administrator_client(running, "kms"), settings.KMS_KEY_ID))
        yield running


@pytest.fixture(scope="session")
def clinic(cloud: RunningCloud, request: pytest.FixtureRequest) -> None:
    """The cast, loaded through the same door as any import."""
    request.config.stash[CLINIC] = cloud
    for item in cast():
        uow = wiring.system_work("tests")
        load(uow, item)
        uow.close()


@pytest.fixture(autouse=True, scope="session")
def the_hour_is_that_of_the_first_test() -> None:
    """However long it took to load them all, and before anything is started or brought in."""
    if os.environ.get("TESTS_AT"):
        begin_again()


@pytest.fixture(autouse=True, scope="module")
def doctors_of_a_room_leave_its_lists_with_it(request: pytest.FixtureRequest) -> Iterator[None]:
    """Those a file of tests made for itself stand on no board of the next one's."""
    yield
    running = request.config.stash.get(CLINIC, None)
    if running is None:
        return
    admin, table = lean_administrator(running.endpoint), {"TableName": settings.TABLE_NAME}
    listed = stored(running, "Query", table | {
        "IndexName": "GSI2", "KeyConditionExpression": "GSI2PK = :pk",
        "ExpressionAttributeValues": {":pk": {"S": "USER_TYPE#PROVIDER"}},
        "ProjectionExpression": "PK, SK",
    })  # fmt: skip
    for item in listed:
        if MADE_FOR_A_TEST.fullmatch(item["PK"]["S"]):
            key = {name: item[name] for name in ("PK", "SK")}
            unlisted = {"Key": key, "UpdateExpression": "REMOVE GSI2PK, GSI2SK"}
            admin._call("UpdateItem", table | unlisted)
    cached_lists.forget()


@pytest.fixture(scope="module")
def left_over_messages_stay(clinic: None) -> Iterator[None]:
    """A sender finds what falls due from now on.

    Every test that booked left somebody to be told; one sender told them all for up to a minute.
    """
    since, due = now(), Outbox.due

    def from_now_on(self: Outbox, *when: Any, **how: Any) -> Iterator[ReminderDue]:
        return (each for each in due(self, *when, **how) if each.due_at >= since)

    with mock.patch.object(Outbox, "due", from_now_on):
        yield


@pytest.fixture
def raw(cloud: RunningCloud) -> Callable[..., list[dict[str, Any]]]:
    """Every item of the health table as it is stored, read with the administrator's rights.

    All of it is for what must stand nowhere: after 700 tests that is 26,000 items. Else
    a part of it: `raw(actor=REEM)` and `raw(patient=JOHN)` are what the trail says of who did it
    and of whom, `raw(partitions=[…])` what has these partition keys, `raw(providers=[…])` the days
    of these doctors and everything of the patients who have a visit or are in care there.
    """

    def everything(
        actor: str = "",
        patient: str = "",
        partitions: Iterable[str] = (),
        providers: Iterable[str] = (),
    ) -> list[dict[str, Any]]:
        doctors = set(providers)
        known = {*partitions, *(f"PROVIDER#{each}" for each in doctors)}
        for each in doctors:
            known |= {item["PK"]["S"] for item in listed(f"PROVIDER#{each}", "GSI1")}
        if actor:
            return listed(f"ACTOR#{actor}", "GSI1")
        if patient:
            return listed(f"PATIENT#{patient}", "GSI4")
        if known:
            return [item for each in sorted(known) for item in listed(each)]
        return stored(cloud, "Scan", {"TableName": settings.TABLE_NAME})

    def listed(partition: str, index: str = "") -> list[dict[str, Any]]:
        asked: dict[str, Any] = {
            "TableName": settings.TABLE_NAME, "KeyConditionExpression": f"{index}PK = :pk",
            "ExpressionAttributeValues": {":pk": {"S": partition}},
        }  # fmt: skip
        return stored(cloud, "Query", asked | ({"IndexName": index} if index else {}))

    return everything


def stored(cloud: RunningCloud, operation: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """All items of a Query or Scan, over the lean client: tests read long tables often."""
    client, found, more = lean_administrator(cloud.endpoint), [], True
    while more:
        answer = client._call(operation, asked)
        found += map(with_bytes, answer["Items"])
        more = "LastEvaluatedKey" in answer
        asked |= {"ExclusiveStartKey": answer.get("LastEvaluatedKey")}
    return found


def with_bytes(value: Any) -> Any:
    """The wire's JSON with its base64 as the bytes it stands for, as boto3 has it."""
    if isinstance(value, list):
        return [with_bytes(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: b64decode(each) if name == "B" and isinstance(each, str) else with_bytes(each)
        for name, each in value.items()
    }


@cache
def lean_administrator(endpoint: str) -> DynamoDB:
    """A client without boto3's cost that may do everything."""
    return dynamodb_client(
        region=settings.AWS_REGION, endpoint=endpoint,
        key_id=LOCAL_ADMINISTRATOR["ADMIN_AWS_ACCESS_KEY_ID"],
        key=LOCAL_ADMINISTRATOR["ADMIN_AWS_SECRET_ACCESS_KEY"],
    )  # fmt: skip


@cache
def administrator_client(cloud: RunningCloud, service: str = "dynamodb") -> Any:
    """A client that may do everything, for looking behind the application's back."""
    environ = LOCAL_ADMINISTRATOR | {
        "AWS_ENDPOINT_URL": cloud.endpoint, "AWS_REGION": settings.AWS_REGION,
    }  # fmt: skip
    return administrator(environ).client(service)


@pytest.fixture
def acting(clinic: None) -> Callable[..., UnitOfWork]:
    """A unit of work for somebody of the cast: `acting("staff", REEM)`."""

    def as_(role: str, user_id: str) -> UnitOfWork:
        actor = Actor(user_id=user_id, role=Role(role))
        return wiring.unit_of_work(actor, RequestContext(request_id=f"test-{user_id}"))

    return as_


@pytest.fixture(autouse=True, scope="session")
def clients_are_told_of_whole_pages(django_test_environment: None) -> Iterator[None]:
    with noting_whole_pages():
        yield


@pytest.fixture(autouse=True, scope="session")
def the_press_is_warm() -> Iterator[None]:
    """What prints letters loads its libraries once for all of them: tests/warm."""
    with warm():
        yield


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Each test begins in English: the language of a request stays with its thread."""
    with translation.override("en"):
        yield


def user_named(user_id: str) -> User:
    return User.of(People(wiring.system_work("tests")).get(user_id))


@pytest.fixture
def signed_in(clinic: None) -> Callable[[str], Client]:
    """A browser in which this person has signed in."""

    def as_(user_id: str) -> Client:
        return signed_in_client(user_id)

    return as_


def signed_in_client(user_id: str) -> Client:
    """A test client with a session of this person, as the sign-in leaves it."""
    user = user_named(user_id)
    session = SessionStore()
    session.belongs_to(user.person)
    session[SESSION_KEY] = user.pk
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session._session_key = session._get_new_session_key()
    session.save(must_create=True)  # `create()` would begin it empty
    client = Client(headers={"user-agent": "tests"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    answer = HttpResponse()
    last_person.remember(answer, user_id)
    client.cookies.update(answer.cookies)
    return client
