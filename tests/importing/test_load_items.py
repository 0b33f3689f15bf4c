"""The schema's items load as they are; anything else is refused with its reason, and wholly."""

import io
import json
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from medisecure import wiring
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Invalid
from medisecure.importing.loading import LoadOutcome, checked, load
from medisecure.management.commands.load_items import load_all, read_items
from patients.records.repository import Records
from tests.dynamodb.examples import new_name, new_patient, visit_item
from tests.people import DR_SMITH, JOHN, profile
from tools.demo.schema_items import schema_items

Raw = Callable[..., list[dict[str, Any]]]
SCHEMA = {item["SK"].partition("#")[0] + item["PK"][-5:]: item for item in schema_items()}
PATIENT, RECORD = SCHEMA["PROFILE12345"], SCHEMA["RECORD12345"]
VISIT, DOCUMENT = SCHEMA["APPOINTMENT12345"], SCHEMA["DOCUMENT12345"]
ABSENT = object()


def changed(item: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The item with one value replaced or, for ABSENT, taken away."""
    made = deepcopy(item)
    at: Any = made
    *way, last = path.split(".")
    for step in way:
        at = at[int(step)] if isinstance(at, list) else at[step]
    if value is ABSENT:
        del at[last]
    else:
        at[last] = value
    return made


REFUSED: list[tuple[str, dict[str, Any], str, Any, str]] = [
    ("no entity type", PATIENT, "entityType", ABSENT, "item.entityType"),
    ("an entity type nobody knows", PATIENT, "entityType", "INVOICE", "item.entityType"),
    ("an entity type that is a list", PATIENT, "entityType", ["USER"], "item.entityType"),
    ("a user type nobody knows", PATIENT, "userType", "ROOT", "item.userType"),
    ("no partition key", PATIENT, "PK", ABSENT, "item.PK"),
    ("a number as key", PATIENT, "PK", 7, "item.PK"),
    ("another patient's partition", RECORD, "PK", "USER#patient_layla", "item.PK"),
    ("another record's sort key", RECORD, "SK", "RECORD#x#2025-06-01T10:30:00Z", "item.SK"),
    ("a sort key of another time", RECORD, "SK", "RECORD#consultation_67890#2025", "item.SK"),
    ("an id with a hash", RECORD, "recordId", "a#b", "item.PK"),
    ("an empty id", RECORD, "recordId", "", "item.PK"),
    ("no first name", PATIENT, "personalInfo.firstName", ABSENT, "firstName"),
    ("a number as name", PATIENT, "personalInfo.firstName", 7, "firstName"),
    ("a list as name", PATIENT, "personalInfo.lastName", ["Doe"], "lastName"),
    ("text as personal info", PATIENT, "personalInfo", "John", "personalInfo"),
    ("a list as personal info", PATIENT, "personalInfo", [], "personalInfo"),
    ("nothing as personal info", PATIENT, "personalInfo", None, "personalInfo"),
    ("no such day", PATIENT, "personalInfo.dateOfBirth", "1985-02-30", "dateOfBirth"),
    ("a day in words", PATIENT, "personalInfo.dateOfBirth", "June 15", "dateOfBirth"),
    ("text as allergies", PATIENT, "medicalInfo.allergies", "Penicillin", "allergies"),
    ("a number among allergies", PATIENT, "medicalInfo.allergies", ["x", 7], "allergies"),
    ("an unknown attribute", PATIENT, "nickname", "Johnny", "item.nickname"),
    ("an unknown inner attribute", PATIENT, "personalInfo.shoeSize", 44, "shoeSize"),
    ("a status nobody knows", PATIENT, "status", "DEAD", "status"),
    ("no creation time", PATIENT, "createdAt", ABSENT, "createdAt"),
    ("a time without zone", PATIENT, "createdAt", "2025-06-01T12:37:16", "createdAt"),
    ("a null byte", PATIENT, "personalInfo.firstName", "Jo\0hn", "null byte"),
    ("half a letter", PATIENT, "personalInfo.firstName", "\ud800", "cannot be kept"),
    ("an over-large text", PATIENT, "personalInfo.firstName", "x" * 400_000, "larger"),
    ("an endless name", PATIENT, "personalInfo.firstName", "x" * 101, "firstName: is longer"),
    ("an endless phone number", PATIENT, "personalInfo.phoneNumber", "1" * 33, "phoneNumber"),
    ("an over-large Arabic text", RECORD, "visitInfo.location", "ي" * 200_000, "larger"),
    ("a partition key too long", RECORD, "patientId", "p" * 3000, "item.PK"),
    ("text as heart rate", RECORD, "clinicalData.vitalSigns.heartRate", "72", "heartRate"),
    ("truth as heart rate", RECORD, "clinicalData.vitalSigns.heartRate", True, "heartRate"),
    ("no number at all", RECORD, "clinicalData.vitalSigns.weight", float("nan"), "cannot be kept"),
    ("endless weight", RECORD, "clinicalData.vitalSigns.weight", float("inf"), "cannot be kept"),
    ("a number too long", RECORD, "clinicalData.vitalSigns.weight", 10**40, "weight"),
    ("a list as vital signs", RECORD, "clinicalData.vitalSigns", [1], "vitalSigns"),
    ("text as diagnosis", RECORD, "clinicalData.diagnosis", "I25.9", "diagnosis"),
    ("text as follow-up flag", RECORD, "followUp.required", "yes", "required"),
    ("a visit of no time", VISIT, "schedulingInfo.duration", 0, "ends after|must end"),
    ("a visit of years", VISIT, "schedulingInfo.duration", 10**9, "duration"),
    ("half a minute", VISIT, "schedulingInfo.duration", 30.5, "duration"),
    ("a time zone nobody knows", VISIT, "schedulingInfo.timeZone", "Mars/Base", "time zone"),
    ("a fee below nothing", VISIT, "payment.fee", -1, "negative"),
    ("a visit without doctor", VISIT, "providerId", ABSENT, "providerId"),
    ("a document without file", DOCUMENT, "fileInfo", ABSENT, "fileInfo"),
    ("a file of text size", DOCUMENT, "fileInfo.fileSize", "2 MB", "fileSize"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("item", "path", "value", "says"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_a_malformed_item_is_refused_and_its_reason_names_the_place(
    item: dict[str, Any], path: str, value: Any, says: str
) -> None:
    checked(item)
    with pytest.raises(Invalid) as refused:
        checked(changed(item, path, value))
    assert any(part in str(refused.value) for part in says.split("|"))


@pytest.mark.parametrize("item", ["x", 7, None, [], [1], True])
def test_what_is_no_object_is_refused(item: Any) -> None:
    with pytest.raises(Invalid, match="JSON object"):
        checked(item)


def test_several_mistakes_are_named_at_once_and_no_value_is_repeated() -> None:
    item = changed(PATIENT, "personalInfo.firstName", ["canary-1"])
    item = changed(item, "status", "canary-2")
    item = changed(item, "createdAt", "canary-3")
    with pytest.raises(Invalid) as refused:
        checked(item)
    text = str(refused.value)
    assert all(name in text for name in ("firstName", "status", "createdAt"))
    assert "canary" not in text


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("#"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner,
                                                                max_size=2),
    max_leaves=4,
)  # fmt: skip


def places(value: Any, path: str = "") -> list[str]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for name, each in inner:
        at = f"{path}.{name}" if path else str(name)
        found.append(at)
        if isinstance(each, dict):
            found += places(each, at)
    return found


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_no_item_however_broken_is_more_than_refused(data: st.DataObject) -> None:
    item = data.draw(st.sampled_from([PATIENT, RECORD, VISIT, DOCUMENT]))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from(places(item)))
        try:
            item = changed(item, place, data.draw(JUNK))
        except (TypeError, KeyError, IndexError):
            reject()  # the junk has names with dots in them: such a place cannot be written down
    try:
        kind, entity = checked(item)
    except Invalid:
        return
    assert kind.keys_of(entity)["PK"] == item["PK"]


# Through the command


def file_of(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "items.json"
    path.write_text(text, encoding="utf-8")
    return path


def run(path: Path) -> tuple[str, list[str]]:
    """(what it says, the refusals)."""
    out, err = io.StringIO(), io.StringIO()
    with suppress(CommandError):
        call_command("load_items", str(path), stdout=out, stderr=err)
    return out.getvalue().strip(), err.getvalue().strip().splitlines()


def visits(patient: str, count: int) -> list[dict[str, Any]]:
    return [visit_item(patient) for _ in range(count)]


@pytest.mark.parametrize("form", ["array", "lines", "indented array", "lines with gaps"])
def test_arrays_and_lines_load_alike_and_may_be_loaded_again(
    clinic: None, tmp_path: Path, form: str
) -> None:
    name = new_name()
    items = [*visits(name, 2), profile(name, "PATIENT", "Noor", "Hassan", f"{name}@example.com")]
    text = {
        "array": json.dumps(items),
        "indented array": "\n  " + json.dumps(items, indent=2),
        "lines": "\n".join(map(json.dumps, items)),
        "lines with gaps": "\n\n".join(map(json.dumps, items)) + "\n\n",
    }[form]
    path = file_of(tmp_path, text)
    assert run(path) == ("3 loaded, 0 already there, 0 refused", [])
    assert run(path) == ("0 loaded, 3 already there, 0 refused", [])


def test_refused_items_are_named_by_their_number_and_the_others_are_loaded(
    clinic: None, tmp_path: Path, raw: Raw
) -> None:
    patient = new_patient()
    good, bad = visits(patient, 2)
    lines = [json.dumps(good), "{not json", json.dumps(changed(bad, "status", "LATE")), "[1, 2]"]
    said, refusals = run(file_of(tmp_path, "\n".join(lines)))
    assert said == "1 loaded, 0 already there, 3 refused"
    assert [line.partition(":")[0] for line in refusals] == ["item 2", "item 3", "item 4"]
    assert "status" in refusals[1]
    stored = str(raw(partitions=[f"USER#{patient}"], providers=[DR_SMITH]))
    assert good["appointmentId"] in stored
    assert bad["appointmentId"] not in stored


def test_a_duplicate_in_one_file_is_loaded_once(clinic: None, tmp_path: Path, raw: Raw) -> None:
    patient = new_patient()
    [visit] = visits(patient, 1)
    said, _ = run(file_of(tmp_path, json.dumps([visit, visit, visit])))
    assert said == "1 loaded, 2 already there, 0 refused"
    found = [item for item in raw(partitions=[f"USER#{patient}"])
             if item["entityType"]["S"] == "APPOINTMENT"]  # fmt: skip
    assert len(found) == 1


def test_a_visit_over_another_one_is_refused_whole(clinic: None, tmp_path: Path, raw: Raw) -> None:
    patient, other = new_patient(), new_patient()
    first = visit_item(patient, at="2032-03-01T09:00:00Z")
    second = visit_item(other, at="2032-03-01T09:20:00Z")
    said, refusals = run(file_of(tmp_path, json.dumps([first, second])))
    assert said == "1 loaded, 0 already there, 1 refused"
    assert "overlaps" in refusals[0]
    named = [item for item in raw(partitions=[f"USER#{other}"], providers=[DR_SMITH])
             if other in str(item) or second["appointmentId"] in str(item)]  # fmt: skip
    mine = [item for item in named if item["SK"]["S"].startswith(("APPOINTMENT", "CARE", "DAY"))]
    assert mine == []


def test_nothing_of_an_item_is_stored_when_one_part_of_it_cannot_be(clinic: None, raw: Raw) -> None:
    """A visit brings its doctor's time and a care relation: all of it, or nothing."""
    patient = new_patient()
    before = visit_item(patient, at="2032-04-01T09:00:00Z")
    load(wiring.system_work("tests"), before)
    newcomer = new_patient()
    clash = visit_item(newcomer, at="2032-04-01T09:10:00Z")
    assert load_all([clash], quiet=True).refused
    assert not [item for item in raw(partitions=[f"USER#{newcomer}"])
                if not item["SK"]["S"].startswith("PROFILE")]  # fmt: skip


@pytest.mark.parametrize("text", ["[1, 2", "[", '["\\ud800"', "[" * 100_000])
def test_a_broken_array_is_refused_as_a_file(tmp_path: Path, text: str) -> None:
    with pytest.raises(CommandError):
        list(read_items(file_of(tmp_path, text)))


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"\xff\xfe\x00[")
    with pytest.raises(CommandError):
        list(read_items(path))
    with pytest.raises(CommandError):
        list(read_items(tmp_path / "missing.json"))


def test_what_is_loaded_is_the_schemas_own_and_opens_for_its_doctor(
    clinic: None, acting: Callable[..., UnitOfWork]
) -> None:
    record = Records(acting("provider", DR_SMITH)).get(JOHN, "consultation_67890")
    assert record.diagnosis_summary == "I25.9 Chronic ischemic heart disease, unspecified"
    assert record.clinical_data is not None
    assert record.clinical_data.vital_signs is not None
    assert record.clinical_data.vital_signs.temperature == Decimal("98.6")


def test_loading_again_changes_nothing_people_changed_since(clinic: None, raw: Raw) -> None:
    name = new_name()
    item = profile(name, "PATIENT", "Noor", "Hassan", f"{name}@example.com")
    assert load(wiring.system_work("tests"), item) is LoadOutcome.LOADED
    before = raw(partitions=[f"USER#{name}"])
    again = changed(item, "personalInfo.firstName", "Nora")
    assert load(wiring.system_work("tests"), again) is LoadOutcome.PRESENT
    assert raw(partitions=[f"USER#{name}"]) == before


def test_a_text_that_holds_a_line_separator_is_one_item(tmp_path: Path) -> None:
    """U+2028 and U+0085 end a line for Python and not for JSON."""
    person = profile("patient_lines", "PATIENT", "Ann\u2028Lee", "Do\u0085e", "lines@example.com")
    path = tmp_path / "lines.jsonl"
    path.write_text(json.dumps(person, ensure_ascii=False) + "\r\n\n", encoding="utf-8")
    assert list(read_items(path)) == [person]


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "marked.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps([PATIENT]).encode())
    assert list(read_items(path)) == [PATIENT]


@pytest.mark.usefixtures("cloud")
def test_what_is_odd_is_loaded_and_reported() -> None:
    item = profile(
        f"patient_{new_name()}", "PATIENT", "Ann", "Odd", "odd@example.com",
        phone="044001234 ext 5 / 33 44", born="2199-01-01",
    )  # fmt: skip
    report = load_all([item], quiet=True)
    assert report.loaded == 1
    assert report.doubted == [
        "item 1: item.personalInfo.dateOfBirth: is in the future",
        "item 1: item.personalInfo.phoneNumber: is no phone number",
    ]
    assert load_all([PATIENT], quiet=True).doubted == []
