"""The 25 records every client reads: the schema's own, a little longer, sealed and in clear."""

from base64 import b64encode
from dataclasses import MISSING, field, fields, make_dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import tink

from medisecure.dynamodb.calls import meter
from medisecure.dynamodb.calls.wire import Typed
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.sealing import codec
from medisecure.encryption.cipher import VALUES, WORDS, Cipher
from medisecure.fields import is_secret
from patients.records.models import Record
from patients.records.repository import RECORD
from tools.demo.schema_items import JOHN_DOE, schema_items

COUNT = 25
TABLE = "MediSecure-HealthData"
NOTES = "Monitor cholesterol levels, repeat the ECG, and call at once about pain at rest. " * 3


def clear_record() -> type[Any]:
    """`Record` with nothing secret about it, to measure the repository without decryption."""
    return make_dataclass(
        "ClearRecord",
        [(each.name, each.type, _open(each)) for each in fields(Record)],
        bases=(Behaviour,),
        frozen=True,
        kw_only=True,
    )


class Behaviour:
    """What the gate and the keys ask a record about itself."""

    entity_type = Record.entity_type
    resource_id = Record.resource_id
    seen_at = Record.seen_at
    is_draft = Record.is_draft
    is_for_patient = Record.is_for_patient
    opens_at = Record.opens_at


def _open(of: Any) -> Any:
    metadata = {} if is_secret(of) else dict(of.metadata)
    if of.default is MISSING:
        return field(metadata=metadata)
    return field(default=of.default, metadata=metadata)


CLEAR_RECORD: ItemType[Any] = ItemType(
    "record", clear_record(), RECORD.key, RECORD.indexes, "RECORD"
)


def a_cipher() -> Cipher:
    """A cipher of fresh keysets that nothing else uses."""
    return Cipher(*(tink.new_keyset_handle(kind.template) for kind in (VALUES, WORDS)))


def records(kind: ItemType[Any], cipher: Cipher) -> list[dict[str, Typed]]:
    """The records as the wire has them."""
    return [codec.encode(kind, _record(kind, n), cipher, TABLE) for n in range(COUNT)]


def _record(kind: ItemType[Any], n: int) -> Any:
    item = next(each for each in schema_items() if each["entityType"] == "RECORD")
    seen = datetime(2025, 6, 1, 10, 30, tzinfo=UTC) - timedelta(days=n)
    changed = {
        "patientId": JOHN_DOE,
        "recordId": f"consultation_{67890 - n}",
        "visitInfo": item["visitInfo"] | {"date": f"{seen:%Y-%m-%dT%H:%M:%S}Z"},
        "followUp": item["followUp"] | {"notes": NOTES},
    }
    return codec.from_import(kind, item | changed)


def body_of(items: list[dict[str, Typed]]) -> bytes:
    """DynamoDB's answer to a Query that finds `items`."""
    answer = {"Count": len(items), "Items": items, "ScannedCount": len(items)}
    return orjson.dumps(answer, default=_as_text)


def size_of(items: list[dict[str, Typed]]) -> int:
    """Bytes of one item, as DynamoDB counts them, on average."""
    return sum(meter.item_bytes(item) for item in items) // len(items)


def _as_text(binary: Any) -> str:
    return b64encode(binary).decode()
