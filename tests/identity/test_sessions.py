"""A session is unguessable, short-lived, one person's own, and over the moment it should be."""

import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.core.signing import Signer, TimestampSigner, dumps
from django.test import Client

from medisecure import wiring
from medisecure.dynamodb.calls.wire import plain_item, typed_item
from medisecure.dynamodb.table import Table
from medisecure.identity import sessions
from medisecure.identity.person import AccountStatus, UserType
from medisecure.identity.repository import Colleagues, People
from medisecure.identity.sessions import SessionStore, key_of
from medisecure.resources import declare
from tests.conftest import administrator_client, signed_in_client
from tests.dynamodb.examples import load_item, new_name, new_patient
from tests.people import JOHN, REEM, profile
from tools.local_cloud.supervisor import RunningCloud

STAY = "/stay/"  # demands a signed-in person and does nothing else


@pytest.fixture
def person(clinic: None) -> str:
    """A patient of this test's own."""
    return new_patient()


def is_in(client: Client) -> bool:
    """Whether the client's session is somebody's: a stranger is sent to sign in."""
    response = client.post(STAY)
    assert response.status_code in (204, 302)
    return response.status_code == 204


def cookie(client: Client) -> str:
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def stored(client: Client) -> dict[str, Any]:
    found = wiring.sessions_table().get(key_of(cookie(client)), consistent=True)
    assert found is not None
    return plain_item(found)


@pytest.fixture
def clock(clinic: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """`clock(60)`: a minute later for the sessions; the cloud checks signatures by its own."""
    moment, later = time.time(), [0.0]
    monkeypatch.setattr(sessions, "time", SimpleNamespace(time=lambda: moment + later[0]))
    return partial(later.__setitem__, 0)


# What is stored


def test_the_table_holds_a_digest_and_never_the_cookie(cloud: RunningCloud, person: str) -> None:
    client = signed_in_client(person)
    assert is_in(client)
    key = cookie(client)
    admin = administrator_client(cloud)
    everything = str(admin.scan(TableName=settings.SESSIONS_TABLE_NAME)["Items"])
    assert hashlib.sha256(key.encode()).hexdigest() in everything
    assert key not in everything
    assert key.partition(".")[0] not in everything


def test_a_key_has_256_random_bits() -> None:
    keys = {SessionStore()._get_new_session_key() for _ in range(200)}
    assert len(keys) == 200
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}\.", key) for key in keys)


def test_the_table_forgets_a_session_by_itself(person: str) -> None:
    item = stored(signed_in_client(person))
    assert item["ttl"] == item["createdAt"] + settings.SESSION_COOKIE_AGE + sessions.DRAFT_SECONDS
    environ = {name: getattr(settings, name) for name in (
        "TABLE_NAME", "SESSIONS_TABLE_NAME", "DOCUMENTS_BUCKET", "KMS_KEY_ID", "AWS_REGION",
        "BASE_URL")}  # fmt: skip
    assert declare(environ).sessions.ttl_attribute == "ttl"


def test_what_a_session_holds_is_signed(person: str) -> None:
    """Whoever may write the table cannot make a session up."""
    client = signed_in_client(person)
    item = stored(client)
    item["data"] = item["data"][:-3] + "abc"
    wiring.sessions_table().put({"Item": typed_item(item)})
    assert not is_in(client)


# How long it lasts


def test_a_session_ends_after_fifteen_idle_minutes(
    clock: Callable[[float], None], person: str
) -> None:
    client = signed_in_client(person)
    clock(14 * 60)
    assert is_in(client)
    clock((14 + 14) * 60)
    assert is_in(client)
    clock((28 + 16) * 60)
    assert not is_in(client)


def test_a_session_ends_after_twelve_hours_however_busy(
    clock: Callable[[float], None], person: str
) -> None:
    client = signed_in_client(person)
    for minute in range(10, 12 * 60, 10):
        clock(minute * 60)
        assert is_in(client)
    clock(12 * 3600 + 60)
    assert not is_in(client)


def test_the_idle_clock_is_set_back_at_most_once_a_minute(
    clock: Callable[[float], None], person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    touched: list[str] = []
    touch = SessionStore.touch

    def noticed(self: SessionStore) -> None:
        touched.append("x")
        touch(self)

    monkeypatch.setattr(SessionStore, "touch", noticed)
    client = signed_in_client(person)
    for second in (1, 30, 55):
        clock(second)
        assert is_in(client)
    assert touched == []
    clock(65)
    assert is_in(client)
    clock(100)
    assert is_in(client)
    assert len(touched) == 1


def test_touching_does_not_lengthen_a_session_or_wake_a_dead_one(
    clock: Callable[[float], None], person: str
) -> None:
    client = signed_in_client(person)
    created = stored(client)["createdAt"]
    clock(120)
    assert is_in(client)
    assert stored(client)["createdAt"] == created
    session = SessionStore(cookie(client))
    session.load()
    session.delete()
    session.touch()
    assert wiring.sessions_table().get(key_of(cookie(client)), consistent=True) is None


def test_a_parameter_does_not_keep_a_session_awake(
    clock: Callable[[float], None], person: str
) -> None:
    client = signed_in_client(person)
    clock(16 * 60)
    for query in ("skip_timeout_reset=1", "polling=1", "idle=0"):
        assert client.post(f"{STAY}?{query}").status_code == 302


# Whose it is


@pytest.mark.parametrize("change", ["disabled", "epoch", "role", "unlinked", "gone"])
def test_a_person_who_changed_is_a_stranger_at_once(clinic: None, change: str) -> None:
    name = new_name("staff")
    load_item(profile(name, "STAFF", "Noor", "Hassan", f"{name}@example.com"))
    client = signed_in_client(name)
    assert is_in(client)
    uow = wiring.system_work("tests")
    before = Colleagues(uow).named([name])[name]
    if change == "gone":
        wiring.health_table().delete({"PK": f"USER#{name}", "SK": "PROFILE#main"})
    else:
        after = {
            "disabled": replace(before, status=AccountStatus.DISABLED),
            "epoch": replace(before, session_epoch=before.session_epoch + 1),
            "role": replace(before, user_type=UserType.COMPLIANCE),
            "unlinked": replace(before, cognito_user_id=None),
        }[change]
        with uow:
            Colleagues(uow).save(after, "CHANGE_PERSON")
    assert not is_in(client)


def test_a_session_with_another_persons_id_in_the_cookie_is_nobodys(person: str) -> None:
    client = signed_in_client(person)
    secret, _, owner = cookie(client).partition(".")
    assert owner == person
    for other in (JOHN, REEM, "", f"{person}x"):
        client.cookies[settings.SESSION_COOKIE_NAME] = f"{secret}.{other}"
        assert not is_in(client)


def test_one_persons_session_data_under_another_ones_key_is_nobodys(person: str) -> None:
    """Even whoever can write the sessions table cannot turn their session into John's."""
    mine, johns = signed_in_client(person), SessionStore()
    johns.owner = JOHN
    key = johns._get_new_session_key()
    wiring.sessions_table().put({"Item": typed_item(stored(mine) | key_of(key))})
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert not is_in(client)


@pytest.mark.parametrize("key", [
    "x", "." * 44, "a" * 43, f"{'a' * 43}.{'b' * 65}", f"{'a' * 43}.a#b", f"{'ä' * 43}.", "\x00",
    f"{'a' * 43}.{JOHN}", f"{'A' * 42}=.{JOHN}", "a" * 5000,
])  # fmt: skip
def test_an_invented_key_is_nobodys(clinic: None, key: str) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert not is_in(client)


def test_an_unknown_key_is_never_adopted(clinic: None) -> None:
    """Fixation: a key that was put into the browser beforehand does not become a session."""
    planted = f"{'a' * 43}."
    session = SessionStore(planted)
    session["x"] = 1
    session.save()
    assert session.session_key != planted
    assert wiring.sessions_table().get(key_of(planted), consistent=True) is None


def test_signing_out_ends_the_session_on_our_side(person: str) -> None:
    client = signed_in_client(person)
    key = cookie(client)
    client.post("/sign-out/")
    assert wiring.sessions_table().get(key_of(key), consistent=True) is None
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert not is_in(client)


def test_a_request_that_was_under_way_does_not_bring_a_session_back(person: str) -> None:
    client = signed_in_client(person)
    late = SessionStore(cookie(client))
    late["x"] = 1
    client.post("/sign-out/")
    with pytest.raises(UpdateError):
        late.save()


def test_a_session_whose_first_answer_was_lost_still_comes_about(
    clinic: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second try finds its own item there; that must be no error for the person."""
    put, tries = Table.put, []

    def stored_twice(self: Table, item: dict[str, Any]) -> None:
        tries.append(item)
        put(self, item)
        if len(tries) == 1:
            put(self, item)

    monkeypatch.setattr(Table, "put", stored_twice)
    session = SessionStore()
    session.create()
    assert len(tries) == 2
    assert session.exists(session.session_key or "")


# The cookie


def test_the_cookies_are_for_this_host_alone_and_for_no_script(person: str) -> None:
    assert settings.SESSION_COOKIE_NAME == "__Host-session"
    client = signed_in_client(person)
    del client.cookies[settings.SESSION_COOKIE_NAME]
    made = client.post("/profile/", {"language": "ar"}).cookies["__Host-session"]
    assert (made["secure"], made["httponly"], made["samesite"], made["path"], made["domain"]) == (
        True, True, "Lax", "/", "",
    )  # fmt: skip
    for name in ("SESSION", "CSRF", "LANGUAGE"):
        assert getattr(settings, f"{name}_COOKIE_NAME").startswith("__Host-")
        assert getattr(settings, f"{name}_COOKIE_SECURE")
        assert getattr(settings, f"{name}_COOKIE_HTTPONLY")
        assert getattr(settings, f"{name}_COOKIE_SAMESITE") == "Lax"


def test_the_person_is_read_consistently_with_the_session(person: str) -> None:
    client = signed_in_client(person)
    session = SessionStore(cookie(client))
    asked: list[dict[str, Any]] = []

    class Noticing:
        def __init__(self, real: Any) -> None:
            self.real = real

        def batch_get_item(self, **request: Any) -> Any:
            asked.append(request["RequestItems"])
            return self.real.batch_get_item(**request)

    table = wiring.health_table()
    real = table._client
    table._client = Noticing(real)
    try:
        session.load()
    finally:
        table._client = real
    [items] = asked
    assert items.keys() == {settings.TABLE_NAME, settings.SESSIONS_TABLE_NAME}
    assert all(each["ConsistentRead"] for each in items.values())
    assert session.person == People(wiring.system_work("tests")).get(person)


def test_a_stored_session_is_signed_as_django_signs_it_and_a_changed_one_is_empty() -> None:
    store, kept = SessionStore(), {"a": "b", "many": ["x"] * 200}
    salt = store.key_salt
    assert sessions.Signer(salt).signature("x") == TimestampSigner(salt=salt).signature("x")
    older = Signer(key="another" * 8, salt=salt).signature("x")
    assert sessions.Signer(salt).signature("x", "another" * 8) == older
    django = dumps(kept, salt=salt, serializer=store.serializer, compress=True)
    for data in (store.encode(kept), django):
        assert store.decode(data) == kept
        assert store.decode(data[:-1] + ("A" if data[-1] != "A" else "B")) == {}
        assert store.decode("x" + data) == {}
