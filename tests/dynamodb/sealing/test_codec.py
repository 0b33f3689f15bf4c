"""What is stored is the schema's item; what is secret is unreadable and opens nowhere else."""

import random
import re
import tracemalloc
import zlib
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import tink
from cattrs.errors import BaseValidationError
from hypothesis import given
from hypothesis import strategies as st
from tink import aead

from medisecure import wiring
from medisecure.dynamodb.calls.wire import plain_item, typed
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.item_types import AUDIT, CARE
from medisecure.dynamodb.sealing import codec
from medisecure.dynamodb.table import Table, wire_key
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.encryption.cipher import (
    BLOCK,
    DEFLATED,
    LARGEST,
    STORED,
    SURELY_WITHIN,
    VALUES,
    WORDS,
    Cipher,
    Tampered,
    padded,
    unpadded,
)
from medisecure.errors import Invalid
from medisecure.fields import secret_fields
from medisecure.identity.repository import COLLEAGUE, PERSON, SIGN_IN
from medisecure.importing.item_types import kind_of
from medisecure.importing.loading import checked, load
from patients.profile.repository import DEMOGRAPHICS, PATIENT, Patients
from patients.records.repository import RECORD, Records
from patients.search.repository import FOUND
from tests.people import JOHN, LAYLA, profile
from tests.people import RECORD as RECORD_ID
from tools.demo.schema_items import schema_items

ITEMS = {item["SK"].partition("#")[0] + item["PK"][-5:]: item for item in schema_items()}
Raw = Callable[..., list[dict[str, Any]]]

# What nobody may read off the table. E-mails stand in the schema's own EMAIL# keys.
CANARIES = [
    "John", "Doe", "Sarah", "Smith", "ليلى", "المري", "Reem", "Saad", "Omar", "Saleh", "Haddad",
    "12345678", "12345679", "55501234", "1985-06-15", "1990-02-03", "Medical St", "Penicillin",
    "Shellfish", "QIC123456789", "cardiac checkup", "chest discomfort", "I25.9",
    "ischemic", "Atorvastatin", "Low-sodium", "cholesterol", "ECG Report", "Electrocardiogram",
    "ecg_report_20250601", "Follow-up cardiac", "Fasting", "120/80", "98.6",
]  # fmt: skip
EMAILS = ["john.doe@email.com", "layla@example.com", "reem@medisecure.com"]


def new_cipher() -> Cipher:
    return Cipher(*(tink.new_keyset_handle(kind.template) for kind in (VALUES, WORDS)))


CIPHER = new_cipher()


@pytest.mark.parametrize("name", sorted(ITEMS))
def test_the_schemas_items_come_back_as_they_went_in(name: str) -> None:
    item = ITEMS[name]
    kind = kind_of(item)
    entity = codec.from_import(kind, item)
    stored = codec.encode(kind, entity, CIPHER, "T")
    assert codec.decode(kind, stored, CIPHER, "T") == entity
    bare = {key: value for key, value in item.items() if not codec._is_key_or_type(key)}
    assert codec.to_plain(entity) == bare
    written = {key for key in stored if key.endswith(("PK", "SK"))}
    expected = {key: value for key, value in item.items() if key.endswith(("PK", "SK"))}
    assert {key: stored[key]["S"] for key in written if key in expected} == expected


@pytest.mark.parametrize("name", sorted(ITEMS))
def test_every_secret_is_one_binary_attribute_of_whole_blocks(name: str) -> None:
    item = ITEMS[name]
    kind, entity = checked(item)
    hidden = {codec.camel(each) for each in secret_fields(kind.entity)}
    stored = codec.encode(kind, entity, CIPHER, "T")
    for each in hidden & item.keys():
        assert set(stored[each]) == {"B"}
        assert (len(stored[each]["B"]) - 5 - 12 - 16) % BLOCK == 0  # Tink's prefix, nonce and tag


def test_nothing_that_tells_of_a_person_can_be_read_off_the_table(clinic: None, raw: Raw) -> None:
    items = raw()
    assert len(items) > len(ITEMS)
    for item in items:
        clear = readable({name: value for name, value in item.items()
                          if name not in ("GSI1PK", "GSI1SK")})  # fmt: skip
        found = [canary for canary in [*CANARIES, *EMAILS] if canary in clear]
        assert not found, f"{item['PK']['S'].partition('#')[0]} item shows {found}"


def readable(value: Any) -> str:
    """All of an item's text, and whatever of its binary reads like text."""
    if isinstance(value, bytes):
        return " ".join(re.findall(r"[\w. -]{8,}", value.decode("utf-8", "replace")))
    if isinstance(value, dict):
        return " ".join(f"{name} {readable(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return " ".join(map(readable, value))
    return str(value)


def test_the_canaries_would_be_seen_if_they_were_stored_in_clear() -> None:
    """The test above is worth something: on the schema's items as printed it finds them."""
    everything = readable(list(schema_items()))
    seen = [canary for canary in CANARIES if canary in everything]
    assert len(seen) > len(CANARIES) // 2


def stored_record() -> dict[str, Any]:
    kind, entity = checked(ITEMS["RECORD12345"])
    return codec.encode(kind, entity, CIPHER, "T")


@pytest.mark.parametrize(
    ("moved", "to"),
    [("PK", "USER#patient_layla"), ("SK", "RECORD#consultation_1#2025-06-01T10:30:00Z")],
)
def test_a_secret_does_not_open_under_another_key(moved: str, to: str) -> None:
    item = stored_record()
    codec.decode(RECORD, item, CIPHER, "T")
    with pytest.raises(Tampered):
        codec.decode(RECORD, item | {moved: {"S": to}}, CIPHER, "T")


def test_a_secret_does_not_open_in_another_field_table_or_with_another_key() -> None:
    item = stored_record()
    with pytest.raises(Tampered):
        codec.decode(RECORD, item | {"followUp": item["clinicalData"]}, CIPHER, "T")
    with pytest.raises(Tampered):
        codec.decode(RECORD, item, CIPHER, "Another-Table")
    with pytest.raises(Tampered):
        codec.decode(RECORD, item, new_cipher(), "T")


def test_a_secret_stored_in_clear_is_not_taken_for_one() -> None:
    item = stored_record() | {"clinicalData": typed({"chiefComplaint": "planted"})}
    with pytest.raises(Tampered):
        codec.decode(RECORD, item, CIPHER, "T")


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_flipped_bit_anywhere_is_found(place: int, bit: int) -> None:
    sealed = bytearray(CIPHER.seal(b"chief complaint", b"here"))
    sealed[place % len(sealed)] ^= 1 << bit
    with pytest.raises(Tampered):
        CIPHER.open(bytes(sealed), b"here")


@given(st.integers(0, 400))
def test_a_cut_secret_is_found(length: int) -> None:
    sealed = CIPHER.seal(b"chief complaint", b"here")
    with pytest.raises(Tampered):
        CIPHER.open(sealed[: min(length, len(sealed) - 1)], b"here")


@pytest.mark.parametrize(
    "framed",
    [
        b"",
        bytes([DEFLATED]),
        bytes([7, 0, 0, 0, 1, 65]),
        bytes([STORED, 0, 0, 0, 9, 65]),
        bytes([DEFLATED, 0, 0, 0, 3]) + b"abc",
        bytes([DEFLATED, 0, 0, 0, 12]) + zlib.compress(b"x" * 500)[:12],
    ],
    ids=["nothing", "a mark alone", "unknown mark", "too short", "no deflate", "cut deflate"],
)
def test_even_with_the_key_only_whole_frames_open(framed: bytes) -> None:
    handle = tink.new_keyset_handle(VALUES.template)
    words = tink.new_keyset_handle(WORDS.template)
    sealed = handle.primitive(aead.Aead).encrypt(framed, b"here")
    with pytest.raises(Tampered):
        Cipher(handle, words).open(sealed, b"here")


def test_a_decompression_bomb_stops_at_the_limit() -> None:
    body = zlib.compress(b"\0" * (50 * LARGEST), 9)
    bomb = bytes([DEFLATED]) + len(body).to_bytes(4, "big") + body
    tracemalloc.start()
    with pytest.raises(Tampered, match="limit"):
        unpadded(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5 * LARGEST
    assert unpadded(padded(b"\0" * LARGEST)) == b"\0" * LARGEST
    with pytest.raises(ValueError, match="too large"):
        CIPHER.seal(b"\0" * (LARGEST + 1), b"here")


@pytest.mark.parametrize("size", [10, SURELY_WITHIN, SURELY_WITHIN + 1])
def test_what_was_cut_off_does_not_unfold_whatever_its_size(size: int) -> None:
    packed = zlib.compress(random.Random(size).randbytes(2 * size), 6)[:size]  # noqa: S311
    with pytest.raises(Tampered, match="cut off"):
        unpadded(bytes([DEFLATED]) + len(packed).to_bytes(4, "big") + packed)


def test_what_unfolds_in_one_call_cannot_be_beyond_the_limit() -> None:
    """Zeros fold as small as anything does; what is packed of more than the limit is larger."""
    assert len(zlib.compress(b"\0" * (LARGEST + 1), 9)) > SURELY_WITHIN


@given(st.binary(max_size=2000))
def test_what_is_sealed_opens_again_and_tells_its_size_only_in_blocks(plaintext: bytes) -> None:
    sealed = CIPHER.seal(plaintext, b"here")
    assert CIPHER.open(sealed, b"here") == plaintext
    assert sealed != CIPHER.seal(plaintext, b"here")
    assert (len(sealed) - 5 - 12 - 16) % BLOCK == 0


def fresh_patient(uow: UnitOfWork) -> str:
    """A new patient of the name the test wants."""
    name = f"patient_{uuid4().hex[:12]}"
    load(uow, profile(name, "PATIENT", "Noor", "Hassan", f"{name}@example.com"))
    return name


def test_moving_a_whole_secret_between_patients_in_the_real_table_is_found(
    clinic: None, acting: Callable[..., UnitOfWork], table: Table, raw: Raw
) -> None:
    """Someone who may write the table puts John's medical part onto another patient."""
    victim = fresh_patient(acting("system", "tests"))
    johns = next(
        each for each in raw(partitions=[f"USER#{JOHN}"])
        if each["SK"]["S"] == "PROFILE#main"
    )  # fmt: skip
    table.update({
        "Key": wire_key({"PK": f"USER#{victim}", "SK": "PROFILE#main"}),
        "UpdateExpression": "SET medicalInfo = :m",
        "ExpressionAttributeValues": {":m": johns["medicalInfo"]},
    })  # fmt: skip
    with pytest.raises(Tampered):
        Patients(acting("patient", victim)).get(victim)


def test_what_a_newer_release_wrote_survives_a_save(
    clinic: None, acting: Callable[..., UnitOfWork], table: Table
) -> None:
    name = fresh_patient(acting("system", "tests"))
    key = {"PK": f"USER#{name}", "SK": "PROFILE#main"}
    table.update({
        "Key": wire_key(key),
        "UpdateExpression": "SET futureField = :f, sealedLater = :b",
        "ExpressionAttributeValues": {":f": typed({"deep": [1, "x"]}), ":b": {"B": b"\1\2"}},
    })  # fmt: skip
    uow = acting("system", "tests")
    patient = Patients(uow).get(name)
    with uow:
        Patients(uow).save(
            replace(patient, personal_info=replace(patient.personal_info, phone_number="+97433")),
            "UPDATE_PATIENT",
        )
    found = table.get(key, consistent=True)
    assert found is not None
    assert plain_item(found)["futureField"] == {"deep": [1, "x"]}
    assert b64decode(found["sealedLater"]["B"]) == b"\1\2"
    assert Patients(acting("system", "tests")).get(name).personal_info.phone_number == "+97433"


@pytest.mark.parametrize("kind", [PATIENT, DEMOGRAPHICS, PERSON, COLLEAGUE, RECORD, FOUND],
                         ids=lambda kind: kind.name)  # fmt: skip
def test_no_entity_shows_its_secrets_when_printed(kind: ItemType[Any]) -> None:
    hidden = secret_fields(kind.entity)
    assert hidden
    shown = {each.name for each in fields(kind.entity) if each.repr}
    assert not shown & hidden


def test_a_record_and_its_patient_print_as_ids_only(
    clinic: None, acting: Callable[..., UnitOfWork]
) -> None:
    uow = acting("patient", JOHN)
    printed = repr(Patients(uow).get(JOHN)) + str(Records(uow).get(JOHN, RECORD_ID))
    assert JOHN in printed
    assert not [canary for canary in CANARIES if canary in printed]


@pytest.mark.parametrize("kind", [CARE, AUDIT, SIGN_IN], ids=lambda kind: kind.name)
def test_kinds_in_clear_hold_only_ids_codes_and_times(kind: ItemType[Any]) -> None:
    assert not secret_fields(kind.entity)
    assert not any(is_dataclass(each.type) for each in fields(kind.entity))


NUMBERS = st.one_of(
    st.integers(-(2**53), 2**53),
    st.decimals(-10_000, 10_000, places=3),
)


@dataclass(frozen=True, kw_only=True)
class Measured:
    value: int | Decimal | None


@given(NUMBERS)
def test_numbers_come_back_with_their_value(number: int | Decimal) -> None:
    found = codec._converter.structure({"value": number}, Measured).value
    assert found == number
    wired = plain_item({"value": typed(found)})["value"]
    assert wired == number


@pytest.mark.parametrize("number", [float("nan"), float("inf"), Decimal("NaN"), 2**53 + 1, 10**400,
                                    True, "72", [72]])  # fmt: skip
def test_what_is_no_number_we_can_keep_is_refused(number: object) -> None:
    with pytest.raises(BaseValidationError):
        codec._converter.structure({"value": number}, Measured)


def test_a_cold_cipher_is_opened_by_the_key_service_only_once(clinic: None) -> None:
    assert wiring.cipher() is wiring.cipher()


def test_a_time_without_zone_or_in_another_form_is_no_time_of_ours() -> None:
    item = ITEMS["RECORD12345"]
    for text in ("2025-06-01T10:30:00", "2025-06-01 10:30:00Z", "2025-06-01T10:30:00+03:00"):
        with pytest.raises(Invalid):
            codec.from_import(RECORD, item | {"createdAt": text})
    entity = codec.from_import(RECORD, item)
    assert entity.created_at == datetime(2025, 6, 1, 10, 30, tzinfo=UTC)


def test_a_patient_in_nobodys_care_has_a_name_in_her_own_letters(
    clinic: None, acting: Callable[..., UnitOfWork]
) -> None:
    assert Patients(acting("patient", LAYLA)).get(LAYLA).personal_info.first_name == "ليلى"
