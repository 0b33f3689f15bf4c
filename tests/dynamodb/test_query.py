"""A page of a list: its size, its order, its end, and what an index may be asked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from medisecure.clock import utc_text
from medisecure.dynamodb import keys
from medisecure.dynamodb.meter import metered
from medisecure.dynamodb.query import Query, read_page
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
