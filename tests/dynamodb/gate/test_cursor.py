"""A page mark opens only for the person and the list it was made for; all else is no page."""

import string
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medisecure.audit.event import AuditEvent
from medisecure.clock import now
from medisecure.dynamodb import keys
from medisecure.dynamodb.gate import cursor
from medisecure.dynamodb.item_types import AUDIT
from medisecure.dynamodb.repositories.audit_entries import AuditEntries
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import NotFound
from patients.records.repository import Records
from tests.dynamodb.sealing.test_codec import CIPHER
from tests.people import JOHN, LAYLA, OMAR, REEM

Acting = Callable[..., UnitOfWork]
MARK = [{"PK": {"S": "USER#p1"}, "SK": {"S": "RECORD#r1#2025-06-01T10:30:00Z"}}]
SEALED = cursor.sealed(CIPHER, MARK, "omar|list")


@pytest.fixture
def somebody(acting: Acting) -> str:
    """Somebody of whom the trail tells three things."""
    name = f"staff_{uuid4().hex[:12]}"
    for _ in range(3):
        uow = acting("staff", name)
        uow.record("SIGN_IN", name)
        uow.close()
    return name


def mark_of(uow: UnitOfWork, somebody: str) -> str:
    return AuditEntries(uow).by_person(somebody, limit=1).next_cursor


def test_a_mark_leads_on_to_the_end_without_a_gap(acting: Acting, somebody: str) -> None:
    entries = AuditEntries(acting("compliance", OMAR))
    first = entries.by_person(somebody, limit=2)
    rest = entries.by_person(somebody, first.next_cursor, limit=2)
    assert [len(first.items), len(rest.items)] == [2, 1]
    assert len({each.sequence for each in first.items + rest.items}) == 3
    assert rest.next_cursor == ""


def test_another_persons_mark_is_no_page(acting: Acting, somebody: str) -> None:
    mark = mark_of(acting("compliance", OMAR), somebody)
    with pytest.raises(NotFound):
        AuditEntries(acting("compliance", "compliance_other")).by_person(somebody, mark)


def test_a_mark_of_another_list_is_no_page(acting: Acting, somebody: str) -> None:
    omar = acting("compliance", OMAR)
    mark = mark_of(omar, somebody)
    with pytest.raises(NotFound):
        AuditEntries(omar).by_person(REEM, mark)
    with pytest.raises(NotFound):
        AuditEntries(omar).about(JOHN, mark)
    with pytest.raises(NotFound):
        AuditEntries(omar).on(now().date(), mark)


def test_a_mark_into_another_patients_partition_cannot_be_made(acting: Acting) -> None:
    """Even one of ours, sealed for this very person, for John's list, opens Layla's for nobody."""
    start = keys.RECORD_TIMELINE.start(patient_id=JOHN)
    bound = f"{LAYLA}|GSI4|{start}|"
    mark = cursor.sealed(CIPHER, MARK, bound)
    with pytest.raises(NotFound):
        Records(acting("patient", LAYLA)).latest(LAYLA, cursor=mark)


@pytest.mark.parametrize(
    "text",
    [
        "x", "0", "null", "[]", "AAAA", "=" * 8, "%00", "\x00", "ي" * 20, "a" * 3000, "../../etc",
        SEALED[:-4], SEALED[4:], SEALED[:20] + SEALED[21:], SEALED * 2,
        urlsafe_b64encode(urlsafe_b64decode(SEALED + "==")[:-1]).decode().rstrip("="),
        urlsafe_b64encode(b'[{"PK":{"S":"USER#p1"}}]').decode(),
    ],
)  # fmt: skip
def test_a_forged_or_cut_mark_is_no_page(text: str) -> None:
    assert cursor.opened(CIPHER, SEALED, "omar|list") == MARK
    with pytest.raises(NotFound):
        cursor.opened(CIPHER, text, "omar|list")


@settings(max_examples=150)
@given(place=st.integers(0, 10_000), letter=st.sampled_from(string.ascii_letters + string.digits))
def test_a_mark_with_one_letter_changed_is_no_page(place: int, letter: str) -> None:
    place %= len(SEALED) - 1  # the last letter may hold bits that stand for nothing
    if SEALED[place] == letter:
        return
    with pytest.raises(NotFound):
        cursor.opened(CIPHER, SEALED[:place] + letter + SEALED[place + 1 :], "omar|list")


@given(st.text(max_size=300))
def test_no_text_is_more_than_no_page(text: str) -> None:
    with pytest.raises(NotFound):
        cursor.opened(CIPHER, text, "omar|list")


def test_a_mark_tells_nothing_of_where_it_points() -> None:
    assert b"USER#" not in urlsafe_b64decode(SEALED + "==")


def test_a_list_over_many_shards_accepts_its_own_mark() -> None:
    """Sixteen shards: the longest keys the trail can have still fit into a mark."""
    instant = datetime(2025, 6, 1, tzinfo=UTC)
    marks = []
    for n in range(17):
        event = AuditEvent(
            action="READ_PATIENT", user_id=uuid4().hex * 2, role="staff", resource_id="p",
            patient_id=uuid4().hex * 2, timestamp=instant + timedelta(milliseconds=n),
            writer=uuid4().hex[:12], sequence=n,
        )  # fmt: skip
        marks.append({name: {"S": AUDIT.keys_of(event)[name]} for name in ("PK", "SK")})
    sealed = cursor.sealed(CIPHER, marks, f"{OMAR}|list")
    assert cursor.opened(CIPHER, sealed, f"{OMAR}|list") == marks


def test_where_a_list_goes_on_is_sealed_for_who_asks_and_not_before(
    acting: Acting, somebody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> str:
        raise AssertionError

    with monkeypatch.context() as patched:
        patched.setattr(cursor, "sealed", refused)
        page = AuditEntries(acting("compliance", OMAR)).by_person(somebody, limit=1)
        assert page.goes_on
        with pytest.raises(AssertionError):
            assert page.next_cursor
