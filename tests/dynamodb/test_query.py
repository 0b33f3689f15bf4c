"""A page of a list: its size, its order, its end, and what an index may be asked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from appointments.visits.repository import APPOINTMENT
from medisecure import wiring
from medisecure.audit.event import AuditEvent
from medisecure.clock import utc_text
from medisecure.dynamodb import keys
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.item_types import AUDIT
from medisecure.dynamodb.query import Query, read_page
from medisecure.dynamodb.repositories.audit_entries import AuditEntries
from medisecure.dynamodb.sealing import codec
from medisecure.dynamodb.table import RawPage, Table
from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.records.repository import Records
from tests.dynamodb.examples import START, load_item, new_name, new_patient

MANY = 12


@pytest.fixture(scope="module")
def reader(clinic: None) -> str:
    """A patient with a dozen records, a day apart."""
    name = new_patient()
    for n in range(MANY):
        at, record = utc_text(START + timedelta(days=n)), new_name("record")
        load_item({
            "PK": f"USER#{name}", "SK": f"RECORD#{record}#{at}", "entityType": "RECORD",
            "recordId": record, "recordType": "CONSULTATION", "patientId": name,
            "providerId": "provider_98765", "visitInfo": {"date": at}, "status": "COMPLETED",
            "createdAt": at, "updatedAt": at,
        })  # fmt: skip
    return name


def walk(uow: UnitOfWork, patient: str, limit: int) -> list[list[Any]]:
    pages, cursor = [], ""
    while True:
        page = Records(uow).latest(patient, limit, cursor)
        pages.append(page.items)
        cursor = page.next_cursor
        if not cursor:
            return pages


@pytest.mark.parametrize("limit", [1, 5, 12, 25])
def test_every_entry_is_on_exactly_one_page_the_newest_first(
    acting: Callable[..., UnitOfWork], reader: str, limit: int
) -> None:
    pages = walk(acting("patient", reader), reader, limit)
    found = [each.seen_at for page in pages for each in page]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == MANY
    assert all(len(page) <= limit for page in pages)


def test_a_page_costs_one_round_trip_however_long_the_list_is(
    acting: Callable[..., UnitOfWork], reader: str
) -> None:
    uow = acting("patient", reader)
    with metered() as meter:
        Records(uow).latest(reader, 5)
    assert meter.total == 1


def test_between_two_instants_both_ends_count(table: Table, reader: str) -> None:
    pattern = keys.RECORD_TIMELINE
    first = pattern.key(patient_id=reader, seen_at=START + timedelta(days=2))
    last = pattern.key(patient_id=reader, seen_at=START + timedelta(days=4))
    asked = Query(pattern=pattern, start=first, until=last["GSI4SK"], newest_first=False)
    items, mark = read_page(table, asked, None)
    assert [item["GSI4SK"]["S"][-21:-10] for item in items] == [
        f"#{utc_text(START + timedelta(days=n))[:10]}" for n in (2, 3, 4)
    ]
    assert mark is None


def test_an_index_is_never_asked_consistently_and_the_table_is() -> None:
    """DynamoDB refuses the one; the other is what a person sees who just saved."""
    asked: list[dict[str, Any]] = []

    class Noticing:
        name = "T"

        def query(self, pattern: keys.Pattern, start: keys.Key, **how: Any) -> RawPage:
            asked.append(how)
            return RawPage([], None)

    for pattern in (keys.RECORD_TIMELINE, keys.SEARCH):
        start = {pattern.pk_name: "X#1", pattern.sk_name: ""}
        read_page(Noticing(), Query(pattern=pattern, start=start, consistent=True), None)  # type: ignore[arg-type]
    assert [each["consistent"] for each in asked] == [False, True]


DOCTOR = "provider_98765"


@pytest.fixture
def looked_at(table: Table, clinic: None) -> str:
    """A patient whose trail has five entries: their own, with two of a doctor between them."""
    name = new_name("patient")
    for n, who in enumerate((name, DOCTOR, name, DOCTOR, name)):
        at = START + timedelta(minutes=n)
        entry = AuditEvent(
            action="READ_MEDICAL_RECORD", user_id=who, role="provider", resource_id=name,
            resources=[name, "record_1"], patient_id=name, timestamp=at, ip_address="192.0.2.1",
            writer=new_name("w"), sequence=n,
        )  # fmt: skip
        table.put({"Item": codec.encode(AUDIT, entry, wiring.cipher(), table.name)})
    return name


def test_what_is_passed_over_counts_and_stays_with_the_store(table: Table, looked_at: str) -> None:
    start = keys.AUDIT_BY_PATIENT.start(patient_id=looked_at)
    asked = Query(
        pattern=keys.AUDIT_BY_PATIENT, start=start, limit=4, passing_over=("userId", looked_at)
    )
    items, mark = read_page(table, asked, None)
    assert [item["userId"]["S"] for item in items] == [DOCTOR, DOCTOR]
    assert mark is not None
    assert read_page(table, asked, mark) == ([], None)


def test_of_what_is_asked_among_only_that_is_sent(table: Table, looked_at: str) -> None:
    start = keys.AUDIT_BY_PATIENT.start(patient_id=looked_at)
    asked = Query(pattern=keys.AUDIT_BY_PATIENT, start=start, among=("userId", (DOCTOR, "nobody")))
    items, mark = read_page(table, asked, None)
    assert [item["userId"]["S"] for item in items] == [DOCTOR, DOCTOR]
    assert mark is None
    both = Query(
        pattern=keys.AUDIT_BY_PATIENT, start=start, among=("userId", (DOCTOR,)),
        passing_over=("userId", DOCTOR),
    )  # fmt: skip
    assert read_page(table, both, None) == ([], None)


def test_lists_put_in_one_order_pass_over_nothing(table: Table, looked_at: str) -> None:
    """Else a patient's own looks would have every shard read on until it has others enough."""
    start = keys.AUDIT_BY_PATIENT.start(patient_id=looked_at)
    also = (keys.AUDIT_BY_PATIENT.start(patient_id=new_name("patient")),)
    asked = Query(
        pattern=keys.AUDIT_BY_PATIENT, start=start, also=also, passing_over=("userId", looked_at)
    )
    items, _ = read_page(table, asked, None)
    assert len(items) == 5


def test_a_home_is_told_who_looked_and_not_at_what(
    acting: Callable[..., UnitOfWork], looked_at: str
) -> None:
    found = AuditEntries(acting("patient", looked_at)).looks_at(looked_at, 50)
    assert [each.user_id for each in found] == [DOCTOR, DOCTOR]
    assert all(each.resources is None and not each.ip_address for each in found)


@pytest.mark.parametrize("kind", [AUDIT, replace(APPOINTMENT, whole=False)])
def test_a_part_is_never_of_what_is_written_whole_or_sealed(kind: ItemType[Any]) -> None:
    with pytest.raises(ValueError, match="a part of"):
        replace(kind, fields=("status",))
