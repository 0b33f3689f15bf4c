"""What one Query of 25 records costs the caller: our repository, boto3's Table and PynamoDB.

All three read the same bytes from a stub, in turns and in one run, so that whatever slows the
machine slows them alike. Client CPU only: the stub is another process.
"""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import boto3
from boto3.dynamodb.conditions import Key
from botocore.config import Config
from pynamodb.attributes import (
    BinaryAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.models import Model

from medisecure.access.actor import Actor, RequestContext, Role
from medisecure.dynamodb import keys
from medisecure.dynamodb.calls.client import dynamodb_client
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.table import Table
from medisecure.dynamodb.unit_of_work import Storage, UnitOfWork
from medisecure.encryption.cipher import Cipher
from medisecure.resources import DEFAULT_REGION
from patients.records.repository import RECORD
from tools.bench.store import sample
from tools.bench.store.stub import stub
from tools.demo.schema_items import JOHN_DOE

ROUNDS, CALLS, WARM_UP = 30, 10, 20
NAMES = {"key_id": "AKIAIOSFODNN7EXAMPLE", "key": "not-a-real-key"}
Call = Callable[[], int]


def measure() -> list[dict[str, Any]]:
    """Per client: microseconds of CPU for a call, in clear and (ours: opened) sealed."""
    cipher = sample.a_cipher()
    clear = sample.records(sample.CLEAR_RECORD, cipher)
    sealed = sample.records(RECORD, cipher)
    with stub(sample.body_of(clear)) as one, stub(sample.body_of(sealed)) as other:
        calls = {
            ("repository", "cpu_us"): repository_call(one, sample.CLEAR_RECORD, cipher),
            ("boto3", "cpu_us"): boto3_call(one),
            ("pynamodb", "cpu_us"): pynamodb_call(one, sealed=False),
            ("repository", "cpu_us_sealed"): repository_call(other, RECORD, cipher),
            ("boto3", "cpu_us_sealed"): boto3_call(other),
            ("pynamodb", "cpu_us_sealed"): pynamodb_call(other, sealed=True),
        }
        costs = in_turns(calls)
    names = dict.fromkeys(name for name, _ in calls)
    return [
        {"name": name, **{what: costs[of, what] for of, what in calls if of == name}}
        for name in names
    ]


def in_turns(calls: dict[tuple[str, str], Call]) -> dict[tuple[str, str], float]:
    """The median over all rounds of each call's CPU time, in microseconds."""
    for call in calls.values():
        for _ in range(WARM_UP):
            if call() != sample.COUNT:
                raise RuntimeError("a client did not read every item")
    spent: dict[tuple[str, str], list[float]] = {name: [] for name in calls}
    for _ in range(ROUNDS):
        for name, call in calls.items():
            spent[name].append(cpu_of(call))
    return {name: round(median(times) * 1e6, 1) for name, times in spent.items()}


def cpu_of(call: Call) -> float:
    """Seconds of this process's CPU for one of several calls in a row."""
    begun = time.process_time()
    for _ in range(CALLS):
        call()
    return (time.process_time() - begun) / CALLS


def repository_call(endpoint: str, kind: ItemType[Any], cipher: Cipher) -> Call:
    """The gate's own page: key, Query, policy, decryption, entities, trail."""
    client = dynamodb_client(
        region=DEFAULT_REGION, endpoint=endpoint, key_id=NAMES["key_id"], key=NAMES["key"]
    )
    storage = Storage(Table(client, sample.TABLE), cipher)
    actor, request_context = (
        Actor(user_id=JOHN_DOE, role=Role.PATIENT),
        RequestContext(request_id="bench"),
    )
    pattern = keys.RECORD_TIMELINE
    asked = Query(pattern=pattern, start=pattern.start(patient_id=JOHN_DOE))
    return lambda: len(UnitOfWork(actor, storage, request_context).page(kind, asked).items)


def boto3_call(endpoint: str) -> Call:
    """`Table.query` with its own deserializer, as its manual shows it."""
    resource = boto3.resource(
        "dynamodb", region_name=DEFAULT_REGION, endpoint_url=endpoint,
        aws_access_key_id=NAMES["key_id"], aws_secret_access_key=NAMES["key"],
        config=Config(retries={"mode": "standard"}),
    )  # fmt: skip
    table = resource.Table(sample.TABLE)
    condition = Key("GSI4PK").eq(f"PATIENT#{JOHN_DOE}") & Key("GSI4SK").begins_with("RECORD#")
    return lambda: len(
        table.query(
            IndexName="GSI4", KeyConditionExpression=condition, Limit=25, ScanIndexForward=False
        )["Items"]
    )


def pynamodb_call(endpoint: str, *, sealed: bool) -> Call:
    """A model with PynamoDB's own attributes, maps left dynamic."""
    secret = BinaryAttribute if sealed else None

    class StoredRecord(Model):
        class Meta:
            table_name, region, host = sample.TABLE, DEFAULT_REGION, endpoint
            aws_access_key_id, aws_secret_access_key = NAMES["key_id"], NAMES["key"]

        pk = UnicodeAttribute(hash_key=True, attr_name="PK")
        sk = UnicodeAttribute(range_key=True, attr_name="SK")
        gsi1pk, gsi1sk = UnicodeAttribute(attr_name="GSI1PK"), UnicodeAttribute(attr_name="GSI1SK")
        gsi2pk, gsi2sk = UnicodeAttribute(attr_name="GSI2PK"), UnicodeAttribute(attr_name="GSI2SK")
        gsi4pk, gsi4sk = UnicodeAttribute(attr_name="GSI4PK"), UnicodeAttribute(attr_name="GSI4SK")
        entity_type = UnicodeAttribute(attr_name="entityType")
        record_id = UnicodeAttribute(attr_name="recordId")
        record_type = UnicodeAttribute(attr_name="recordType")
        patient_id = UnicodeAttribute(attr_name="patientId")
        provider_id = UnicodeAttribute(attr_name="providerId")
        appointment_id = UnicodeAttribute(attr_name="appointmentId")
        visit_info = _attribute(None, MapAttribute, "visitInfo")
        clinical_data = _attribute(secret, MapAttribute, "clinicalData")
        follow_up = _attribute(secret, MapAttribute, "followUp")
        attachments = _attribute(secret, ListAttribute, "attachments")
        version = NumberAttribute(default=0)
        status = UnicodeAttribute()
        created_at = UnicodeAttribute(attr_name="createdAt")
        updated_at = UnicodeAttribute(attr_name="updatedAt")

    condition = StoredRecord.sk.startswith("RECORD#")
    return lambda: len(
        list(StoredRecord.query(f"USER#{JOHN_DOE}", condition, limit=25, scan_index_forward=False))
    )


def _attribute(secret: Any, clear: Any, name: str) -> Any:
    return secret(attr_name=name, legacy_encoding=False) if secret else clear(attr_name=name)
