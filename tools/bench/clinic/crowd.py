"""Data that lets the clinic grow: patients with short and long histories, and a crowd of others."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings

from appointments.visits.repository import APPOINTMENT
from documents.repository import DOCUMENT
from infra.provision.administrator import administrator
from medisecure.access.care import Care
from medisecure.audit.actions import Action
from medisecure.audit.event import AuditEvent
from medisecure.dynamodb.calls.wire import Typed, typed_item
from medisecure.dynamodb.gate import cached_lists
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.item_types import AUDIT, CARE
from medisecure.dynamodb.sealing import codec
from medisecure.importing.loading import load
from medisecure.wiring import cipher, system_work
from patients.records.repository import RECORD
from tools.demo.schema_items import DR_SMITH, schema_items
from tools.local_environment import local_administrator

FEW, MANY = "patient_few", "patient_many"
LENGTHS = {FEW: 50, MANY: 5000}
BATCH, LANES = 25, 4
KINDS, NEWEST = ("consultation", "appointment", "doc"), 99  # what looks are at, in turn
RawItem = dict[str, Typed]


def add_patient(patient_id: str) -> None:
    """A patient in Dr. Smith's care with as many records, visits, files and looks as `LENGTHS`."""
    uow = system_work("bench")
    load(uow, _profile(patient_id))
    uow.close()
    write(_history(patient_id, LENGTHS[patient_id]))


def add_crowd(count: int) -> None:
    """So many items of other people: their records, visits and files, and entries in the trail."""
    write(islice(_crowd(), count))


def table_size() -> int:
    """Items really in the table, counted one by one with the administrator's rights."""
    client = administrator(local_administrator(os.environ)).client("dynamodb")
    pages = client.get_paginator("scan").paginate(TableName=settings.TABLE_NAME, Select="COUNT")
    return sum(page["Count"] for page in pages)


def entries_of(patient_id: str) -> int:
    """Items really in a patient's timeline, looks at them included."""
    client = administrator(local_administrator(os.environ)).client("dynamodb")
    asked = {"TableName": settings.TABLE_NAME, "IndexName": "GSI4", "Select": "COUNT",
             "KeyConditionExpression": "GSI4PK = :pk",
             "ExpressionAttributeValues": {":pk": {"S": f"PATIENT#{patient_id}"}}}  # fmt: skip
    return sum(page["Count"] for page in client.get_paginator("query").paginate(**asked))


def settle(list_name: str) -> None:
    """Take out what the filling has noted of a list that each process keeps.

    A clinic does not hire forty doctors within the two minutes that a page looks back, and each
    page that lists doctors would read of every one of them.
    """
    client = administrator(local_administrator(os.environ)).client("dynamodb")
    asked = {"TableName": settings.TABLE_NAME, "KeyConditionExpression": "PK = :pk",
             "ExpressionAttributeValues": typed_item({":pk": f"CHANGED#{list_name}"})}  # fmt: skip
    for page in client.get_paginator("query").paginate(**asked):
        for item in page["Items"]:
            own = {name: item[name] for name in ("PK", "SK")}
            client.delete_item(TableName=settings.TABLE_NAME, Key=own)
    cached_lists.forget()


def looks(patient_id: str, count: int) -> Iterator[RawItem]:
    """So many looks at a patient, from now back, one a second, at what is newest in the chart."""
    now = datetime.now(UTC).replace(microsecond=0)
    return (
        _look(
            patient_id, LENGTHS[MANY] + n, now - timedelta(seconds=n), f"provider_{n % 40}",
            thing=_thing(n % NEWEST),
        )
        for n in range(count)
    )  # fmt: skip


def _thing(place: int) -> str:
    """The id of one of the newest things of a history: an entry, a visit and a document in turn."""
    day, kind = divmod(place, len(KINDS))
    return f"{KINDS[kind]}_{4 * day + kind}"  # the fourth of each day is a look


def write(items: Iterable[RawItem]) -> None:
    """Straight into the table with the administrator's rights, a batch at a time."""
    client = administrator(local_administrator(os.environ)).client("dynamodb")

    def put(batch: list[RawItem]) -> None:
        wanted = {settings.TABLE_NAME: [{"PutRequest": {"Item": item}} for item in batch]}
        while wanted:
            wanted = client.batch_write_item(RequestItems=wanted)["UnprocessedItems"]

    with ThreadPoolExecutor(LANES) as pool:
        for _ in pool.map(put, _batches(items)):
            pass


def _batches(items: Iterable[RawItem]) -> Iterator[list[RawItem]]:
    source = iter(items)
    while batch := list(islice(source, BATCH)):
        yield batch


def _profile(patient_id: str) -> dict[str, Any]:
    email = f"{patient_id}@example.com"
    changed = {
        "PK": f"USER#{patient_id}", "GSI1PK": f"EMAIL#{email}", "GSI1SK": f"USER#{patient_id}",
        "cognitoUserId": f"sub-{patient_id}",
    }  # fmt: skip
    profile = _like("USER") | changed
    # A name of their own: a search for the schema's patient finds as many whoever else is there.
    family = patient_id.partition("_")[2].title()
    profile["personalInfo"] = profile["personalInfo"] | {"email": email, "lastName": family}
    return profile


def _history(patient_id: str, length: int) -> Iterator[RawItem]:
    """A care relation, then in turn a record, a visit, a document and somebody's look."""
    now = datetime.now(UTC).replace(microsecond=0, minute=0, hour=9)
    yield _encoded(CARE, Care(patient_id=patient_id, provider_id=DR_SMITH, since=_day(now, 9999)))
    for n in range(length):
        at = _day(now, n // 4 + 1)
        if n % 4 == 0:
            yield _record(patient_id, n, at)
        elif n % 4 == 1:
            yield _visit(patient_id, n, at)
        elif n % 4 == 2:  # noqa: PLR2004 - the third of four
            yield _document(patient_id, n, at)
        else:
            yield _look(patient_id, n, at)


def _day(now: datetime, ago: int) -> datetime:
    return now - timedelta(days=ago)


def _record(patient_id: str, n: int, at: datetime) -> RawItem:
    return entry(patient_id, f"consultation_{n}", at)


def entry(patient_id: str, record_id: str, at: datetime, **changed: Any) -> RawItem:
    """An entry like the schema's own, by Dr. Smith if nobody else is told."""
    item = _like("RECORD") | {"patientId": patient_id, "recordId": record_id, **changed}
    item["visitInfo"] = item["visitInfo"] | {"date": _text(at)}
    return _encoded(RECORD, codec.from_import(RECORD, item))


def _visit(patient_id: str, n: int, at: datetime) -> RawItem:
    return visit(patient_id, f"appointment_{n}", at, status="COMPLETED")


def visit(patient_id: str, visit_id: str, at: datetime, **changed: Any) -> RawItem:
    """A visit like the schema's own, with Dr. Smith if nobody else is told."""
    item = _like("APPOINTMENT") | {"patientId": patient_id, "appointmentId": visit_id, **changed}
    item["schedulingInfo"] = item["schedulingInfo"] | {"appointmentDate": _text(at)}
    return _encoded(APPOINTMENT, codec.from_import(APPOINTMENT, item))


def _document(patient_id: str, n: int, at: datetime) -> RawItem:
    item = _like("DOCUMENT")
    item |= {"patientId": patient_id, "documentId": f"doc_{n}", "createdAt": _text(at)}
    return _encoded(DOCUMENT, codec.from_import(DOCUMENT, item))


def _look(
    patient_id: str, n: int, at: datetime, doctor: str = DR_SMITH, thing: str = ""
) -> RawItem:
    look = AuditEvent(
        action=Action.READ_MEDICAL_RECORD, user_id=doctor, role="provider",
        resource_id=thing or f"consultation_{n}", patient_id=patient_id, timestamp=at,
        writer=f"bench-{patient_id}", sequence=n,
    )  # fmt: skip
    return _encoded(AUDIT, look)


def _crowd() -> Iterator[RawItem]:
    """Endless: a hundred items a person, in the same index partitions as everybody's.

    They are never opened, so what they keep secret is left out.
    """
    now = datetime.now(UTC).replace(microsecond=0)
    n = 0
    while True:
        n += 1
        person, at = f"patient_crowd_{n // 100}", now - timedelta(minutes=7 * n)
        if n % 10 == 0:
            yield _look(person, n, *_of_the_clinic(n // 10, now))
        elif n % 2:
            yield _plain("RECORD", person, n, at, GSI1PK="PROVIDER#provider_crowd",
                         GSI2PK="RECORD_TYPE#CONSULTATION", GSI4PK=f"PATIENT#{person}")  # fmt: skip
        else:
            yield _plain("DOCUMENT", person, n, at, GSI1PK="DOCUMENT_TYPE#ECG_REPORT",
                         GSI3PK="DOCUMENT_TYPE#ECG_REPORT", GSI4PK=f"PATIENT#{person}")  # fmt: skip


def _of_the_clinic(look: int, now: datetime) -> tuple[datetime, str]:
    """When, and by whom: every tenth look is today's, every twentieth is Dr. Smith's.

    A clinic of three hundred people spreads its looks over them and over the year.
    """
    at = now - (
        timedelta(seconds=look % 30_000) if look % 10 == 0 else timedelta(hours=look % 8000)
    )
    return at, DR_SMITH if look % 20 == 0 else f"provider_crowd_{look % 300}"


def _plain(noun: str, person: str, n: int, at: datetime, **index_keys: str) -> RawItem:
    sort = {name.replace("PK", "SK"): f"{noun}#{_text(at)}" for name in index_keys}
    item = {"PK": f"USER#{person}", "SK": f"{noun}#{n}#{_text(at)}", "entityType": noun}
    return typed_item({**item, **index_keys, **sort, "patientId": person, "createdAt": _text(at)})


def _like(entity_type: str) -> dict[str, Any]:
    return dict(next(item for item in schema_items() if item["entityType"] == entity_type))


def _text(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}Z"


def _encoded(kind: ItemType[Any], entity: Any) -> RawItem:
    return codec.encode(kind, entity, cipher(), settings.TABLE_NAME)
