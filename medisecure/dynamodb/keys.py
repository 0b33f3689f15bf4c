"""Where everything is kept: the only place where keys are spelled.

    question                                      pattern               asked with
    --------------------------------------------  --------------------  -------------------
    one person's profile                          PERSON (PATIENT, …)   get
    a person by e-mail                            *_BY_EMAIL            prefix (GSI1)
    all providers                                 PROVIDERS             prefix (GSI2)
    one record; a patient's records               RECORD                prefix
    a provider's records                          RECORD_BY_PROVIDER    prefix (GSI1)
    all records of a type                         RECORD_BY_TYPE        prefix (GSI2)
    every version of a record, in order           RECORD_VERSION        prefix
    what a doctor has begun to write              DRAFT                 get
    who opened a sensitive entry, and why         SENSITIVE_OPENING     prefix
    all that a doctor has not signed yet          DRAFT_BY_PROVIDER     prefix (GSI1)
    one visit; a patient's visits                 APPOINTMENT           prefix
    the visits of a series                        SERIES                prefix
    a provider's visits between two instants      VISIT_BY_PROVIDER     between (GSI1)
    the visits of a clinic-local day              VISIT_BY_DATE         prefix (GSI2)
    visits whose end nobody said, by their end    VISITS_OPEN           between (GSI3)
    a doctor's or the clinic's note templates     TEMPLATE              prefix
    what a doctor or the clinic has at hand       AT_HAND               get
    what lies on a shelf of a patient's lists     LIST_ITEM             prefix
    what the lists said on any day                LIST_VERSION          prefix
    one laboratory result                         RESULT                get
    a patient's results; of one test over time    RESULT_*              prefix (GSI4, GSI3)
    results a provider has not seen               RESULT_UNSEEN         prefix (GSI1)
    one document; a patient's documents           DOCUMENT              prefix
    all documents of a type                       DOCUMENT_BY_TYPE      prefix (GSI1, GSI3)
    what a patient's files come in as             INTAKE                prefix
    files still to be checked or cleared away     INTAKES_DUE           between (GSI2)
    those held, due, or proposed for disposal     DOCUMENT_QUEUE        prefix (GSI2)
    what a patient shares; whose this link is     SHARE, *_BY_DIGEST    prefix, prefix (GSI1)
    a patient's archives; those to be prepared    ARCHIVE, *_DUE        prefix, prefix (GSI2)
    a patient's records, visits, files in time    *_TIMELINE            prefix (GSI4)
    may this provider see this patient?           CARE                  get
    who may see this patient, why, until when     CARE                  prefix
    a provider's patients                         CARE_BY_PROVIDER      prefix (GSI1)
    may this person act for this patient?         PROXY                 get
    who acts for this patient                     PROXY                 prefix
    for whom a person acts                        PROXY_BY_PERSON       prefix (GSI1)
    one emergency; those waiting for their review EMERGENCY, *_QUEUE    get, prefix (GSI2)
    what is claimed of a provider's day           DAY                   get
    what a patient's sessions must agree on       VISIT_GUARD           get
    the reminder of a visit; what is due          REMINDER, *_DUE       get, prefix (GSI2)
    the messages about the visits of a series     SERIES_REMINDER       prefix
    does mail to this address (blinded) come back RETURNED_MAIL         get
    a provider's times off from a day on          TIME_OFF              between
    for whom a provider stands in on a day        STAND_IN              prefix
    whose calendar feed has this digest           FEED, FEED_BY_DIGEST  get, prefix (GSI1)
    a patient's places on the waitlist            WAITLIST              prefix
    who waits for a doctor or a group; everybody  WAITLIST_QUEUE, *_ALL prefix (GSI1, GSI2)
    a time offered to some who wait; those due    OFFER, OFFER_DUE      get, prefix (GSI2)
    times that came free and were not offered     FREED, FREED_DUE      get, prefix (GSI2)
    who did what on a day / a person / a patient  AUDIT, AUDIT_BY_*     prefix
    who saw whom in lists on a day                SEEN                  prefix
    whose sign-in is this                         SIGN_IN               get
    a person's invitation; whose this sign-in may be INVITATION, *_BY_SUB get, prefix (GSI1)
    how far a change of somebody's e-mail has come EMAIL_CHANGE         get
    patients by a blinded word                    SEARCH                prefix
    a patient's requests; those that wait for one RENEWAL, *_WAITING    prefix, prefix (GSI1)
    a patient's letters; whose number this is     LETTER, LETTER_BY_CHECK  prefix, prefix (GSI1)
    what was corrected of a patient's details     CORRECTION            prefix
    changes a patient asks for; those to answer   CHANGE_REQUEST, *_QUEUE  prefix, prefix (GSI2)
    whose record number is this (blinded)         RECORD_NUMBER         get
    what changed of a list that is kept           CHANGED               between
    a joining of two records; those under way     MERGE, MERGES_DUE     get, prefix (GSI2)
    a wrapped keyset                              KEYSET                get

Times in keys are UTC at one width per kind, so that text order is time order. Keys are personal
data where the owner's schema makes them so (EMAIL#): they never reach a log, a trace or a URL.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from hashlib import blake2b
from string import Formatter
from typing import Any

from medisecure.clock import utc_text

TABLE, GSI1, GSI2, GSI3, GSI4 = "", "GSI1", "GSI2", "GSI3", "GSI4"
INDEXES = (GSI1, GSI2, GSI3, GSI4)
LONGEST_PARTITION_KEY, LONGEST_SORT_KEY = 2048, 1024  # bytes
SURELY_FITS = LONGEST_SORT_KEY // 4  # letters, of four bytes at most
MOST_SHARDS = 32  # as many as a page mark can name in one address
# Over how many partitions the trail of a day is written, and how many are read: a setting, and the
# second one a release ahead of the first. With one, the keys are the schema's own.
TRAIL_SHARDS = int(os.environ.get("TRAIL_SHARDS") or 1)
TRAIL_SHARDS_READ = int(os.environ.get("TRAIL_SHARDS_READ") or TRAIL_SHARDS)
Key = dict[str, str]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pair of key templates; the blanks are names of the entity's attributes.

    `shards` spreads what is written over that many partitions (`#00`, `#01`, …): 1 writes the
    schema's own key. `shards_read` is how many are read. Both may only grow, the second one a
    release ahead of the first: while releases overlap, the older still finds what the newer writes.
    """

    index: str
    pk: str
    sk: str
    shards: int = 1
    shards_read: int = 1
    pk_name: str = field(init=False, repr=False, compare=False)
    sk_name: str = field(init=False, repr=False, compare=False)
    blanks: tuple[str, ...] = field(init=False, repr=False, compare=False)  # of both, in order

    def __post_init__(self) -> None:
        for name, told in (
            ("pk_name", f"{self.index}PK"),
            ("sk_name", f"{self.index}SK"),
            ("blanks", blanks(self.pk + self.sk)),
        ):
            object.__setattr__(self, name, told)
        if not 1 <= self.shards <= MOST_SHARDS or self.shards_read > MOST_SHARDS:
            raise ValueError(f"a key is spread over 1 to {MOST_SHARDS} shards")

    @property
    def readable(self) -> int:
        """How many shards may hold something: those read ahead, and in any case those written."""
        return max(self.shards, self.shards_read)

    def key(self, **parts: Any) -> Key:
        """The key with every blank filled.

        >>> RECORD.key(patient_id="p1", record_id="c1", seen_at="2025-06-01T10:30:00Z")
        {'PK': 'USER#p1', 'SK': 'RECORD#c1#2025-06-01T10:30:00Z'}
        >>> PERSON.key(user_id="1#2")
        Traceback (most recent call last):
        ValueError: a key part may hold neither '#' nor nothing
        """
        return self._spelled({name: key_text(part) for name, part in parts.items()})

    def key_of(self, entity: object) -> Key:
        """The key under which `entity` is kept, or {} where it lacks a part (a sparse index)."""
        texts = {}
        for name in self.blanks:
            part = getattr(entity, name)
            if part is None or part == "":
                return {}
            texts[name] = key_text(part)
        return self._spelled(texts)

    def _spelled(self, texts: Mapping[str, str]) -> Key:
        pk, sk = self.pk.format_map(texts), self.sk.format_map(texts)
        if len(pk) + len(sk) > SURELY_FITS and (
            len(pk.encode()) > LONGEST_PARTITION_KEY or len(sk.encode()) > LONGEST_SORT_KEY
        ):
            raise ValueError("a key holds at most 2,048 bytes of partition and 1,024 of sort key")
        return {self.pk_name: pk + self._shard_of(sk) if self.shards > 1 else pk, self.sk_name: sk}

    def start(self, **parts: Any) -> Key:
        """The key as far as `parts` go.

        >>> RECORD.start(patient_id="p1")
        {'PK': 'USER#p1', 'SK': 'RECORD#'}
        """
        missing = [name for name in blanks(self.sk) if name not in parts]
        known = self.sk.partition(f"{{{missing[0]}}}")[0] if missing else self.sk
        texts = {name: key_text(part) for name, part in parts.items()}
        return {self.pk_name: self.pk.format_map(texts), self.sk_name: known.format_map(texts)}

    def parts_of(self, key: Mapping[str, str]) -> dict[str, str]:
        """The blanks' texts read back out of a key's partition; {} if it is not of this pattern.

        >>> PERSON.parts_of({"PK": "USER#p1", "SK": "PROFILE#main"})
        {'user_id': 'p1'}
        """
        found = _reader(self.pk).fullmatch(key[self.pk_name])
        return found.groupdict() if found else {}

    def all_parts_of(self, key: Mapping[str, str]) -> dict[str, str]:
        """The same of both halves of a key.

        >>> RECORD.all_parts_of({"PK": "USER#p1", "SK": "RECORD#c1#2025-06-01T10:30:00Z"})
        {'patient_id': 'p1', 'record_id': 'c1', 'seen_at': '2025-06-01T10:30:00Z'}
        """
        within = _reader(self.sk).fullmatch(key[self.sk_name])
        return self.parts_of(key) | (within.groupdict() if within else {})

    def partitions(self, start: Mapping[str, str]) -> list[Key]:
        """`start` itself, for what lies there from before the shards, and once for each shard."""
        if self.readable == 1:
            return [dict(start)]
        whole = start[self.pk_name]
        shards = [{**start, self.pk_name: f"{whole}#{n:02d}"} for n in range(self.readable)]
        return [dict(start), *shards]

    def _shard_of(self, sk: str) -> str:
        digest = blake2b(sk.encode(), digest_size=4).digest()
        return f"#{int.from_bytes(digest, 'big') % self.shards:02d}"


@cache
def _reader(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^#]+)", re.escape(template)))


@cache
def blanks(template: str) -> tuple[str, ...]:
    """The names of the blanks of a key template, in order."""
    return tuple(name for _, name, _, _ in Formatter().parse(template) if name)


def key_text(part: Any) -> str:
    """One part of a key as text: instants as UTC, dates as ISO."""
    if isinstance(part, str):
        text = str(part)
    elif isinstance(part, datetime):
        return utc_text(part)
    else:
        text = part.isoformat() if isinstance(part, date) else str("" if part is None else part)
    if not text or "#" in text:
        raise ValueError("a key part may hold neither '#' nor nothing")
    return text


PERSON = Pattern(TABLE, "USER#{user_id}", "PROFILE#main")
PERSON_BY_EMAIL = Pattern(GSI1, "EMAIL#{email}", "USER#{user_id}")
PATIENT = Pattern(TABLE, "USER#{patient_id}", "PROFILE#main")
PATIENT_BY_EMAIL = Pattern(GSI1, "EMAIL#{email}", "USER#{patient_id}")
PROVIDER = Pattern(TABLE, "USER#{provider_id}", "PROFILE#main")
PROVIDER_BY_EMAIL = Pattern(GSI1, "EMAIL#{email}", "USER#{provider_id}")
PROVIDERS = Pattern(GSI2, "USER_TYPE#{user_type}", "USER#{provider_id}")

RECORD = Pattern(TABLE, "USER#{patient_id}", "RECORD#{record_id}#{seen_at}")
RECORD_BY_PROVIDER = Pattern(GSI1, "PROVIDER#{provider_id}", "RECORD#{seen_at}")
RECORD_BY_TYPE = Pattern(GSI2, "RECORD_TYPE#{record_type}", "{seen_at}")
RECORD_TIMELINE = Pattern(GSI4, "PATIENT#{patient_id}", "RECORD#{seen_at}")
RECORD_VERSION = Pattern(TABLE, "USER#{patient_id}", "RECORD_VERSION#{record_id}#{number}")
SENSITIVE_OPENING = Pattern(
    TABLE, "USER#{patient_id}", "OPENED#{record_id}#{provider_id}#{opened_at}"
)
DRAFT = Pattern(TABLE, "USER#{patient_id}", "DRAFT#{provider_id}#{subject}")
DRAFT_BY_PROVIDER = Pattern(GSI1, "PROVIDER#{provider_id}", "DRAFT#{created_at}")

TEMPLATE = Pattern(TABLE, "AT_HAND#{owner}", "TEMPLATE#{template_id}")
AT_HAND = Pattern(TABLE, "AT_HAND#{owner}", "ROWS#{shelf}")

LIST_ITEM = Pattern(TABLE, "USER#{patient_id}", "LIST#{shelf}#{item_id}")
LIST_VERSION = Pattern(TABLE, "USER#{patient_id}", "LIST_VERSION#{item_id}#{number}")
RESULT = Pattern(TABLE, "USER#{patient_id}", "OBSERVATION#{result_id}")
RESULT_TIMELINE = Pattern(GSI4, "PATIENT#{patient_id}", "OBSERVATION#{taken_at}")
RESULT_SERIES = Pattern(GSI3, "RESULTS#{series}", "{taken_at}")
RESULT_UNSEEN = Pattern(GSI1, "PROVIDER#{unseen_by}", "RESULT#{created_at}")

APPOINTMENT = Pattern(TABLE, "USER#{patient_id}", "APPOINTMENT#{appointment_id}#{starts_at}")
SERIES = Pattern(TABLE, "USER#{patient_id}", "APPOINTMENT#{series_id}-{number}#{starts_at}")
VISIT_BY_PROVIDER = Pattern(GSI1, "PROVIDER#{provider_id}", "APPOINTMENT#{starts_at}")
VISIT_BY_DATE = Pattern(GSI2, "APPOINTMENT_DATE#{local_date}", "{time_utc}#{appointment_id}")
VISITS_OPEN = Pattern(GSI3, "VISITS#{listed}", "{ends_at}#{appointment_id}")
VISIT_TIMELINE = Pattern(GSI4, "PATIENT#{patient_id}", "APPOINTMENT#{starts_at}")

DOCUMENT = Pattern(TABLE, "USER#{patient_id}", "DOCUMENT#{document_id}#{created_at}")
DOCUMENT_BY_TYPE = Pattern(GSI1, "DOCUMENT_TYPE#{document_type}", "{created_at}")
DOCUMENT_BY_TYPE_3 = Pattern(GSI3, "DOCUMENT_TYPE#{document_type}", "{created_at}")
DOCUMENT_QUEUE = Pattern(GSI2, "DOCUMENTS#{queue}", "{created_at}#{document_id}")
DOCUMENT_TIMELINE = Pattern(GSI4, "PATIENT#{patient_id}", "DOCUMENT#{created_at}")

INTAKE = Pattern(TABLE, "USER#{patient_id}", "INTAKE#{intake_id}")
INTAKES_DUE = Pattern(GSI2, "INTAKES#{due}", "{due_at}#{intake_id}")
ARCHIVE = Pattern(TABLE, "USER#{patient_id}", "ARCHIVE#{archive_id}")
ARCHIVES_DUE = Pattern(GSI2, "ARCHIVES#{queue}", "{asked_at}#{archive_id}")
SHARE = Pattern(TABLE, "USER#{patient_id}", "SHARE#{share_id}")
SHARE_BY_DIGEST = Pattern(GSI1, "SHARE#{digest}", "USER#{patient_id}")
LETTER = Pattern(TABLE, "USER#{patient_id}", "LETTER#{letter_id}")
LETTER_BY_CHECK = Pattern(GSI1, "LETTER#{check}", "USER#{patient_id}")
RENEWAL = Pattern(TABLE, "USER#{patient_id}", "RENEWAL#{item_id}")
RENEWAL_WAITING = Pattern(GSI1, "PROVIDER#{waits_for}", "RENEWAL#{asked_at}")

CARE = Pattern(TABLE, "USER#{patient_id}", "CARE#{provider_id}")
CARE_BY_PROVIDER = Pattern(GSI1, "PROVIDER#{provider_id}", "CARE#{patient_id}")
PROXY = Pattern(TABLE, "USER#{patient_id}", "PROXY#{proxy_id}")
PROXY_BY_PERSON = Pattern(GSI1, "ACTS#{proxy_id}", "USER#{patient_id}")
EMERGENCY = Pattern(TABLE, "USER#{patient_id}", "EMERGENCY#{emergency_id}")
EMERGENCY_QUEUE = Pattern(GSI2, "EMERGENCY#{queue}", "{since}#{emergency_id}")
DAY = Pattern(TABLE, "PROVIDER#{provider_id}", "DAY#{local_date}")

VISIT_GUARD = Pattern(TABLE, "USER#{patient_id}", "GUARD#visits")

REMINDER = Pattern(TABLE, "USER#{patient_id}", "REMINDER#{appointment_id}#{kind}")
SERIES_REMINDER = Pattern(TABLE, "USER#{patient_id}", "REMINDER#{series_id}-{number}#{kind}")
REMINDER_DUE = Pattern(GSI2, "REMINDER_DUE#{due_on}", "{due_at}#{appointment_id}")

RETURNED_MAIL = Pattern(TABLE, "RETURNED_MAIL#{token}", "ADDRESS#main")

TIME_OFF = Pattern(TABLE, "PROVIDER#{provider_id}", "TIME_OFF#{until_day}#{time_off_id}")
STAND_IN = Pattern(TABLE, "PROVIDER#{stand_in_id}", "STAND_IN#{local_date}#{provider_id}")
FEED = Pattern(TABLE, "USER#{patient_id}", "FEED#{digest}")
FEED_BY_DIGEST = Pattern(GSI1, "FEED#{digest}", "USER#{patient_id}")

WAITLIST = Pattern(TABLE, "USER#{patient_id}", "WAITLIST#{entry_id}")
WAITLIST_QUEUE = Pattern(GSI1, "WAITLIST#{queue}", "{turn}#{joined_at}#{entry_id}")
WAITLIST_ALL = Pattern(GSI2, "WAITLIST_ALL#{listed}", "{turn}#{joined_at}#{entry_id}")
OFFER = Pattern(TABLE, "PROVIDER#{provider_id}", "OFFER#{offer_id}")
OFFER_DUE = Pattern(GSI2, "OFFER_DUE#{due}", "{held_until}#{offer_id}")
OPENED_SLOT = Pattern(TABLE, "PROVIDER#{provider_id}", "FREED#{starts_at}")
OPENED_SLOT_DUE = Pattern(GSI2, "FREED_DUE#{due}", "{starts_at}#{provider_id}")

AUDIT = Pattern(
    TABLE, "AUDIT#{on_date}", "ACCESS#{at_time}#{user_id}#{suffix}", TRAIL_SHARDS, TRAIL_SHARDS_READ
)
SEEN = Pattern(
    TABLE,
    "AUDIT#{seen_on}",
    "SEEN#{user_id}#{action}#{patient_id}",
    TRAIL_SHARDS,
    TRAIL_SHARDS_READ,
)
AUDIT_BY_ACTOR = Pattern(GSI1, "ACTOR#{user_id}", "AUDIT#{on_date}T{at_time}#{suffix}")
AUDIT_BY_PATIENT = Pattern(GSI4, "PATIENT#{patient_id}", "AUDIT#{on_date}T{at_time}#{suffix}")

SIGN_IN = Pattern(TABLE, "IDENTITY#{sub}", "ACCOUNT#main")
EMAIL_CHANGE = Pattern(TABLE, "USER#{user_id}", "EMAIL_CHANGE#main")
INVITATION = Pattern(TABLE, "USER#{user_id}", "INVITATION#main")
INVITATION_BY_SUB = Pattern(GSI1, "INVITED#{sub}", "USER#{user_id}")
CORRECTION = Pattern(TABLE, "USER#{patient_id}", "CORRECTION#{corrected_at}#{corrected_by}")
CHANGE_REQUEST = Pattern(TABLE, "USER#{patient_id}", "CHANGE_REQUEST#{request_id}")
CHANGE_REQUEST_QUEUE = Pattern(GSI2, "CHANGE_REQUEST#{queue}", "{asked_at}#{request_id}")
MERGE = Pattern(TABLE, "USER#{patient_id}", "MERGE#{merge_id}")
MERGES_DUE = Pattern(GSI2, "MERGES#{due}", "{merged_at}#{merge_id}")
RECORD_NUMBER = Pattern(TABLE, "RECORD_NUMBER#{token}", "PATIENT#main")
SEARCH = Pattern(TABLE, "SEARCH#{token}", "USER#{patient_id}")
CHANGED = Pattern(TABLE, "CHANGED#{list_name}", "{changed_at}#{changed}#{suffix}")
KEYSET = Pattern(TABLE, "KEYSET#{name}", "KEYSET#main")


def counter(*, name: str, who: str, window: int) -> Key:
    """The key of a counter in the table of sessions, which has no sort key.

    >>> counter(name="search", who="staff_reem", window=7)
    {'PK': 'LIMIT#search#staff_reem#7'}
    """
    return {"PK": f"LIMIT#{key_text(name)}#{key_text(who)}#{window}"}
