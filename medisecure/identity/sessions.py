"""Sessions in a DynamoDB table of their own; only a digest of the cookie is ever stored.

Also whose they are: a patient whose own profile does not open signs in all the same (ADR 104).

The cookie holds 256 random bits and, once signed in, the person's id, so that session and person
come in one round trip. The id alone opens nothing: the digest covers both.
"""

import hashlib
import hmac
import re
import secrets
import time
from functools import cache
from typing import Any

import structlog
from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.core.signing import BadSignature, TimestampSigner, b64_encode
from django.utils.encoding import force_bytes, force_str

from medisecure.dynamodb import keys
from medisecure.dynamodb.calls.wire import plain_item, typed_item
from medisecure.dynamodb.sealing import codec
from medisecure.dynamodb.sealing.clear_view import clear
from medisecure.dynamodb.table import RawItem, batch_get, wire_key
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.encryption.cipher import Tampered
from medisecure.errors import Conflict
from medisecure.identity.person import Person, PersonalInfo, UserType
from medisecure.identity.repository import PERSON, People, SignIns
from medisecure.wiring import cipher, health_table, sessions_table

COOKIE = re.compile(r"[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{0,64}")
TOUCH_SECONDS = 60
DRAFT_SECONDS = 24 * 3600
log = structlog.get_logger()


class Signer(TimestampSigner):
    """Django's signature, whose key is derived once and not for every session."""

    def __init__(self, salt: str) -> None:
        super().__init__(salt=salt)
        basis = force_bytes(f"{salt}signer") + force_bytes(self.key)
        self._keyed = hmac.new(hashlib.sha256(basis).digest(), digestmod="sha256")

    def signature(self, value: str | bytes, key: str | bytes | None = None) -> str:
        if key not in (None, self.key):  # a key from before
            return super().signature(value, key)
        mark = self._keyed.copy()  # a quarter of keying it anew
        mark.update(force_bytes(value))
        return b64_encode(mark.digest()).decode()


@cache
def _signer(salt: str) -> Signer:
    return Signer(salt)


class SessionStore(SessionBase):
    """`person` is who the session belongs to; `login` is whose sign-in began it.

    They are two where a patient's records were joined: the one that answers for both, and the one
    the patient signed in to.
    """

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.owner = owner_of(session_key)
        self.person: Person | None = None
        self.login: Person | None = None
        self.profile: RawItem | None = None  # the person's, as it was read
        self._created = self._seen = int(time.time())

    def load(self) -> dict[str, Any]:
        """The session's data; empty, and without a key, if it is unknown or has run out."""
        item = self._fetch() if self.session_key else None
        if item is None or self._has_run_out(item):
            self._session_key, self.person, self.login, self.owner = None, None, None, ""
            self.profile = None
            return {}
        self._created, self._seen = item["createdAt"], item["seenAt"]
        return self.decode(item["data"])

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """As Django's; what it would refuse is left to it to refuse."""
        try:
            data = _signer(self.key_salt).unsign_object(
                force_str(session_data), serializer=self.serializer
            )
        except (BadSignature, ValueError):
            return super().decode(session_data)
        return dict(data)

    def exists(self, session_key: str) -> bool:
        return sessions_table().get(key_of(session_key), consistent=True, only=("PK",)) is not None

    def create(self) -> None:
        self._created = int(time.time())
        while True:
            self._session_key = self._get_new_session_key()
            try:
                self.save(must_create=True)
            except CreateError:  # stored already by a call whose answer was lost: a new key, then
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        moment = int(time.time())
        item = {
            **key_of(self.session_key),
            "data": self.encode(data),
            "createdAt": self._created,
            "seenAt": moment,
            "ttl": self._created + settings.SESSION_COOKIE_AGE + DRAFT_SECONDS,
        }
        there = "attribute_not_exists(PK)" if must_create else "attribute_exists(PK)"
        try:
            sessions_table().put({"Item": typed_item(item), "ConditionExpression": there})
        except Conflict as error:
            raise (CreateError if must_create else UpdateError) from error

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            sessions_table().delete(key_of(key))

    @classmethod
    def clear_expired(cls) -> None:
        """The table's TTL does it; expiry is checked on every read all the same."""

    @property
    def needs_touch(self) -> bool:
        """Whether the idle clock should be set back: at most once a minute."""
        return self._session_key is not None and time.time() - self._seen > TOUCH_SECONDS

    @property
    def seconds_left(self) -> int:
        """How long the session lasts if nothing more happens after this request."""
        now = time.time()
        seen = now if self.needs_touch else self._seen
        idle_end = seen + settings.SESSION_IDLE_SECONDS
        end = min(idle_end, self._created + settings.SESSION_COOKIE_AGE)
        return max(0, int(end - now))

    def touch(self) -> None:
        """Set the idle clock back; a session that has ended meanwhile stays ended."""
        if self._session_key is None:
            return
        change = {
            "Key": wire_key(key_of(self._session_key)),
            "UpdateExpression": "SET seenAt = :now",
            "ConditionExpression": "attribute_exists(PK)",
            "ExpressionAttributeValues": typed_item({":now": int(time.time())}),
        }
        try:
            sessions_table().update(change)
        except Conflict:
            self._session_key = None

    def belongs_to(self, person: Person) -> None:
        """Have the next key carry this person's id; call it before `login`."""
        self.owner = person.user_id

    def _get_new_session_key(self) -> str:
        return f"{secrets.token_urlsafe(32)}.{self.owner}"

    def _validate_session_key(self, key: str) -> bool:
        return bool(key and COOKIE.fullmatch(key))

    def _has_run_out(self, item: dict[str, Any]) -> bool:
        moment = time.time()
        idle = moment - item["seenAt"] > settings.SESSION_IDLE_SECONDS
        return bool(idle or moment - item["createdAt"] > settings.SESSION_COOKIE_AGE)

    def _fetch(self) -> dict[str, Any] | None:
        """Session and person in one consistent round trip; one more for a joined record."""
        sessions, health = sessions_table(), health_table()
        wanted: dict[str, Any] = {
            sessions.name: {"Keys": [wire_key(key_of(self.session_key))], "ConsistentRead": True}
        }
        if self.owner:
            profile = keys.PERSON.key(user_id=self.owner)
            wanted[health.name] = {"Keys": [wire_key(profile)], "ConsistentRead": True}
        found = batch_get(health, wanted)
        self.profile = next(iter(found.get(health.name, [])), None)
        self.person = self.login = person_in(self.profile) if self.profile else None
        if self.login and self.login.replaced_by:
            answers = keys.PERSON.key(user_id=self.login.replaced_by)
            self.profile = health.get(answers, consistent=True)
            self.person = person_in(self.profile) if self.profile else None
        items = found.get(sessions.name, [])
        return plain_item(items[0]) if items else None


def owner_of(session_key: str | None) -> str:
    """The person's id in a session key; it proves nothing until the session is found."""
    if not session_key or not COOKIE.fullmatch(session_key):
        return ""
    return session_key.partition(".")[2]


def key_of(session_key: str | None) -> keys.Key:
    """A session's key in the table: a digest, so that a leaked table holds no usable cookie."""
    digest = hashlib.sha256((session_key or "").encode()).hexdigest()
    return {"PK": f"SESSION#{digest}"}


def person_of(uow: UnitOfWork, sub: str) -> tuple[Person, Person]:
    """The person who signs in with `sub`, and whose sign-in it is; `NotFound` for nobody's.

    The two differ once the record of the sign-in was joined with another one that answers for it.
    """
    login = _profile_of(uow, SignIns(uow).get(sub).user_id)
    return (_profile_of(uow, login.replaced_by) if login.replaced_by else login), login


def person_in(raw: RawItem) -> Person:
    """The person of a stored profile; a patient without a name where the profile does not open.

    For everyone else `Tampered`: what they may see of others rests on a profile that is whole.
    """
    try:
        return codec.decode(PERSON, raw, cipher(), health_table().sealed_as)
    except Tampered:
        told = clear(PERSON, raw)
        if told.user_type is not UserType.PATIENT:
            raise
        log.error("an item does not open", code=PERSON.name, item=told.user_id)
        return _nameless(told)


def _profile_of(uow: UnitOfWork, user_id: str) -> Person:
    try:
        return People(uow).get(user_id)
    except Tampered:  # it is in the trail by now
        raw = health_table().get(keys.PERSON.key(user_id=user_id), consistent=True)
        if raw is None:
            raise
        return person_in(raw)


def _nameless(told: Any) -> Person:
    """What sign-in needs of the profile, all of which is stored in clear."""
    return Person(
        user_id=told.user_id,
        user_type=told.user_type,
        cognito_user_id=told.cognito_user_id,
        personal_info=PersonalInfo(first_name="", last_name=""),
        preferences=told.preferences,
        session_epoch=told.session_epoch,
        replaced_by=told.replaced_by,
        linked=told.linked,
        status=told.status,
        created_at=told.created_at,
        updated_at=told.updated_at,
        version=told.version,
    )
