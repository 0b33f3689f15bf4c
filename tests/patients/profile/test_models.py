"""A patient knows their name, age and allergies; the schema's own items fit our entities."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from appointments.visits.models import Appointment
from documents.models import Document
from medisecure.clock import from_utc_text, utc_text
from medisecure.fields import is_from_key, is_quiet, secret_fields
from medisecure.identity.person import PersonalInfo
from patients.profile.models import Demographics, MedicalInfo, Patient
from patients.records.models import Record
from providers.directory.models import Provider

FIXTURE = Path(__file__).parents[3] / "tools/demo/schema_items.json"
ITEMS = json.loads(FIXTURE.read_text(), parse_float=Decimal)
SCHEMA = list(zip(ITEMS, [Patient, Provider, Record, Appointment, Document], strict=True))
KEYS = {"PK", "SK"} | {f"GSI{n}{part}" for n in (1, 2, 3, 4) for part in ("PK", "SK")}
NOW = datetime(2025, 6, 1, tzinfo=UTC)


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def default(each: Any) -> Any:
    return each.default if each.default_factory is MISSING else each.default_factory()


def converter() -> Converter:
    """Renames snake to camel, leaves out what is None, and keeps every other value as it is."""
    rules = Converter()
    for number in (int | Decimal, int | Decimal | None):
        rules.register_structure_hook(number, lambda value, _: value)
    rules.register_structure_hook(datetime, lambda text, _: from_utc_text(text))
    rules.register_unstructure_hook(datetime, utc_text)
    rules.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    rules.register_unstructure_hook(date, date.isoformat)

    def is_ours(cls: object) -> bool:
        return hasattr(cls, "__dataclass_fields__")

    def names(cls: Any) -> dict[str, Any]:
        return {each.name: override(rename=camel(each.name)) for each in fields(cls)}

    rules.register_structure_hook_factory(
        is_ours,
        lambda cls: make_dict_structure_fn(
            cls, rules, _cattrs_forbid_extra_keys=True, **names(cls)
        ),
    )

    def writer(cls: Any) -> Any:
        write = make_dict_unstructure_fn(cls, rules, **names(cls))
        at_rest = {camel(each.name): rules.unstructure(default(each))
                   for each in fields(cls) if is_quiet(each)}  # fmt: skip
        return lambda thing: {
            k: v for k, v in write(thing).items()
            if v is not None and not (k in at_rest and v == at_rest[k])
        }  # fmt: skip

    rules.register_unstructure_hook_factory(is_ours, writer)
    return rules


def loaded(item: Mapping[str, Any], entity: Any) -> Any:
    attributes = {k: v for k, v in item.items() if k not in KEYS | {"entityType"}}
    for each in filter(is_from_key, fields(entity)):
        attributes[camel(each.name)] = item["PK"].partition("#")[2]
    return converter().structure(attributes, entity)


def stored(thing: Any) -> dict[str, Any]:
    attributes = {"entityType": thing.entity_type, **converter().unstructure(thing)}
    for each in fields(thing):
        if is_from_key(each):
            del attributes[camel(each.name)]
    return attributes


@pytest.mark.parametrize(("item", "entity"), SCHEMA)
def test_each_item_of_the_schema_loads_and_is_stored_again_unchanged(
    item: dict[str, Any], entity: Any
) -> None:
    expected = {name: value for name, value in item.items() if name not in KEYS}
    again = stored(loaded(item, entity))
    assert again == expected
    assert json.dumps(again, default=str, sort_keys=True) == json.dumps(
        expected, default=str, sort_keys=True
    )


@pytest.mark.parametrize(("item", "entity"), SCHEMA)
def test_no_secret_of_an_item_shows_in_its_repr(item: dict[str, Any], entity: Any) -> None:
    shown = repr(loaded(item, entity))
    for secret in ("John", "Sarah", "QIC123456789", "cardiac", "Atorvastatin", "ECG"):
        assert secret not in shown


@pytest.mark.parametrize(("item", "entity"), SCHEMA)
def test_each_entity_has_an_id_of_its_own_and_names_its_patient(
    item: dict[str, Any], entity: Any
) -> None:
    thing = loaded(item, entity)
    assert thing.resource_id in item["SK"] or thing.resource_id in item["PK"]
    if entity is not Provider:
        assert thing.patient_id == "patient_12345"


def test_what_is_sensitive_is_declared_secret() -> None:
    assert secret_fields(Patient) == {"personal_info", "medical_info"}
    assert secret_fields(Demographics) == {"personal_info"}
    assert secret_fields(Provider) == {"personal_info"}
    assert secret_fields(Record) == {
        "clinical_data", "follow_up", "attachments", "amended", "addenda", "sick_leave",
    }  # fmt: skip
    assert secret_fields(Appointment) == {
        "reason", "preparation", "cancellation", "overruled", "beyond_limits", "mistake",
    }  # fmt: skip
    assert secret_fields(Document) == {"document_info", "file_info", "changes"}


def patient(**changes: Any) -> Patient:
    about = PersonalInfo(first_name="John", last_name="Doe", date_of_birth=date(1984, 2, 29))
    made: dict[str, Any] = {"personal_info": about, "created_at": NOW, "updated_at": NOW}
    return Patient(patient_id="patient_1", **made | changes)


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (date(2024, 2, 28), 39),
        (date(2024, 2, 29), 40),
        (date(2025, 2, 28), 40),
        (date(2025, 3, 1), 41),
        (date(1984, 2, 29), 0),
        (date(1984, 2, 28), None),
    ],
)
def test_age_counts_completed_years_also_from_a_leap_day(day: date, age: int | None) -> None:
    assert patient().age_on(day) == age


def test_age_is_unknown_without_a_birth_date() -> None:
    about = PersonalInfo(first_name="John", last_name="Doe")
    assert patient(personal_info=about).age_on(date(2025, 1, 1)) is None


def test_a_person_with_one_name_is_shown_without_stray_marks() -> None:
    one = PersonalInfo(first_name="", last_name="Suharto")
    assert (one.display_name, one.sort_name) == ("Suharto", "Suharto")
    both = PersonalInfo(first_name="John", last_name="Doe")
    assert (both.display_name, both.sort_name) == ("John Doe", "Doe, John")


def test_allergies_none_known_and_not_asked_stay_different() -> None:
    assert patient().allergies is None
    assert patient(medical_info=MedicalInfo()).allergies is None
    assert patient(medical_info=MedicalInfo(allergies=[])).allergies == []
