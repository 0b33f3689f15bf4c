"""Laboratory results are judged by their own range, and a file's bad lines are named."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from medisecure.errors import Conflict, Invalid
from patients.results import from_csv, laboratory
from patients.results.models import Flag, LabValue, Result, ResultStatus

QATAR = ZoneInfo("Asia/Qatar")
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def read(text: str) -> from_csv.ParsedFile:
    return from_csv.read(text.encode(), zone=QATAR, now=NOW)


def result(**changes: object) -> Result:
    measured = LabValue(name="Potassium", value=Decimal("5.9"), unit="mmol/L", high=Decimal("5.1"))
    return Result(
        result_id="result_1", patient_id="patient_1", provider_id="provider_1", measured=measured,
        taken_at=NOW, created_at=NOW, updated_at=NOW, **changes,
    )  # type: ignore[arg-type] # fmt: skip


@pytest.mark.parametrize(
    ("ends", "value", "flag"),
    [
        ({"low": 3, "high": 5}, 4, Flag.NORMAL),
        ({"low": 3, "high": 5}, 3, Flag.NORMAL),
        ({"low": 3, "high": 5}, 2, Flag.LOW),
        ({"high": 5}, 6, Flag.HIGH),
        ({"low": 40}, 30, Flag.LOW),
        ({}, 30, None),
        ({"low": 3, "high": 5, "flag": Flag.VERY_HIGH}, 4, Flag.VERY_HIGH),
    ],
)
def test_a_value_is_judged_by_the_laboratorys_own_range(
    ends: dict[str, object], value: int, flag: Flag | None
) -> None:
    measured = LabValue(name="Potassium", value=value, **ends)  # type: ignore[arg-type]
    assert measured.level is flag
    assert measured.is_abnormal is (flag not in {None, Flag.NORMAL})


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " ", "value": 1}, "name"),
        ({"name": "K"}, "value"),
        ({"name": "K", "value": 10**9}, "value"),
        ({"name": "K", "value": 1, "low": 5, "high": 3}, "low"),
        ({"name": "K", "text": "x" * 501}, "text"),
    ],
)
def test_a_finding_that_cannot_be_is_refused_by_field(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        LabValue(**wrong)  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]


def test_a_result_is_new_until_it_was_seen_once() -> None:
    assert result().is_new
    seen = result().mark_seen(NOW)
    assert not seen.is_new
    with pytest.raises(Conflict):
        seen.mark_seen(NOW)


def test_what_was_entered_by_mistake_leaves_the_patients_page() -> None:
    struck = result().released(NOW, "All is well").entered_in_error(NOW)
    assert (struck.status, struck.is_released, struck.stands) == (
        ResultStatus.ENTERED_IN_ERROR, False, False,
    )  # fmt: skip
    assert not struck.is_new


def test_a_specimen_needs_its_zone() -> None:
    with pytest.raises(Invalid):
        Result(
            result_id="r", patient_id="p", provider_id="d", taken_at=datetime(2026, 1, 1),  # noqa: DTZ001
            created_at=NOW, updated_at=NOW,
        )  # fmt: skip


def test_a_file_is_read_with_its_codes_ranges_and_times() -> None:
    told = read(
        "Test,Result,Unit,Range,Flag,Taken\n"
        "HbA1c,7.2,%,4.0-5.6,H,2026-05-30 09:15\n"
        "Hemoglobin,١٣٫٥,g/dL,12 - 16,,30/05/2026\n"
        "Malaria film,Negative,,,,2026-05-30T06:00:00Z\n"
        "HDL,55,mg/dL,>40,,2026-05-30\n"
        "Base excess,-2.5,mmol/L,-2 - 2,,2026-05-30\n"
    )
    assert told.errors == []
    first, second, third, fourth, fifth = (line.measured for line in told.lines)
    assert (first.loinc, first.value, first.low, first.high, first.flag) == (
        "4548-4", Decimal("7.2"), Decimal("4.0"), Decimal("5.6"), Flag.HIGH,
    )  # fmt: skip
    assert second.value == Decimal("13.5")
    assert (third.value, third.text, third.loinc) == (None, "Negative", None)
    assert (fourth.low, fourth.high) == (Decimal(40), None)
    assert (fifth.value, fifth.low, fifth.high) == (Decimal("-2.5"), Decimal(-2), Decimal(2))
    assert fifth.level is Flag.LOW
    assert told.lines[0].taken_at == datetime(2026, 5, 30, 6, 15, tzinfo=UTC)
    assert told.lines[1].taken_at.astimezone(QATAR).date().isoformat() == "2026-05-30"
    assert told.lines[2].taken_at == datetime(2026, 5, 30, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["04/03/2026", "4.3.2026", "04-03-26", "٠٤/٠٣/٢٠٢٦", "2026-03-04", "4 March 2026"]
)
@pytest.mark.parametrize(("clock", "at"), [("", "12:00"), (" 09:30", "09:30"), ("T09:30", "09:30")])
def test_a_specimens_day_is_written_as_any_other_day(written: str, clock: str, at: str) -> None:
    if clock.startswith("T") and written != "2026-03-04":
        clock = clock.replace("T", " ")
    taken = from_csv.moment(written + clock, QATAR, date(2026, 5, 31))
    assert taken
    assert f"{taken.astimezone(QATAR):%Y-%m-%d %H:%M}" == f"2026-03-04 {at}"


@pytest.mark.parametrize("written", ["yesterday", "04/03/2026 05/03/2026", "", "30/02/2026"])
def test_what_is_no_one_day_is_no_specimens_day(written: str) -> None:
    assert from_csv.moment(written, QATAR, date(2026, 5, 31)) is None


def test_every_bad_line_is_named_and_the_good_ones_are_kept() -> None:
    told = read(
        "test,result,taken,flag,low,high\n"
        "Potassium,4.1,2026-05-30,,,\n"
        ",4.1,2026-05-30,,,\n"
        "Sodium,,2026-05-30,,,\n"
        "Sodium,140,yesterday,,,\n"
        "Sodium,140,2027-01-01,,,\n"
        "Sodium,140,2026-05-30,Q,,\n"
        "Sodium,140,2026-05-30,,abc,\n"
        "Sodium,140,2026-05-30,,150,140\n"
        ",,,,,\n"
    )
    assert [line.measured.name for line in told.lines] == ["Potassium"]
    assert [(each.number, each.column) for each in told.errors] == [
        (3, "name"), (4, "value"), (5, "taken"), (6, "taken"), (7, "flag"), (8, "low"), (9, "low"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", from_csv.COLUMNS),
        (b"test,result,taken\n", from_csv.EMPTY),
        (b"\xff\xfe\x00", from_csv.NOT_TEXT),
        (b"a,b,c\n1,2,3\n", from_csv.COLUMNS),
        (b"x" * 200_001, from_csv.TOO_LARGE),
        (b"test,result,taken\n" + b"K,1,2026-01-01\n" * 501, from_csv.TOO_LARGE),
    ],
)
def test_a_file_that_is_none_says_why(content: bytes, message: str) -> None:
    told = from_csv.read(content, zone=QATAR, now=NOW)
    assert told.lines == []
    assert [each.message for each in told.errors] == [message]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_usual_separator_and_a_byte_order_mark_are_read(separator: str) -> None:
    text = "\ufeff" + "test,result,taken\nK,4.1,2026-05-30\n".replace(",", separator)
    [line] = read(text).lines
    assert line.measured.loinc == "2823-3"


def test_every_listed_test_is_found_by_all_its_names_and_no_name_means_two() -> None:
    names = [n.casefold() for t in laboratory.table() for n in (t.loinc, t.name, *t.also)]
    assert len(names) == len(set(names))
    for test in laboratory.table():
        for name in (test.loinc, test.name, test.arabic, *test.also):
            assert laboratory.named(name) == test
