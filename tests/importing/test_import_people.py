"""A clinic moves in: people of a file are registered by the desk's own rules, each once."""

import io
from dataclasses import replace
from pathlib import Path
from secrets import choice, randbelow

import pytest
from django.core.management import CommandError, call_command

from medisecure import wiring
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.identity.person import PersonalInfo
from medisecure.management.commands import import_people
from patients.duplicates.within_file import LinesBefore
from patients.registration.services import NewPatient
from patients.search.services import find
from tests.journeys.desk import new_birth_date

pytestmark = pytest.mark.usefixtures("clinic")


def own_name() -> str:
    return "".join(choice("bdfgklmnrst") + choice("aeiou") for _ in range(8)).title()


def run(path: Path, *more: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_people", str(path), *more, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def found(name: str) -> list[str]:
    return [each.patient_id for each in find(wiring.system_work("tests"), name).patients]


@pytest.fixture
def family() -> str:
    return own_name()


def file_of(folder: Path, *lines: str) -> Path:
    path = folder / "people.csv"
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    return path


def test_people_are_registered_once_however_often_the_file_is_read(
    tmp_path: Path, family: str
) -> None:
    path = file_of(tmp_path, "Given,Last name,Date of birth,Gender,Tel",
                   f"Amna,{family},15/09/1985,female,3312 9903",
                   f"علي,{family},about 1960,ذكر,44001234 ext 5")  # fmt: skip
    mapping = ("--map", "first_name=Given", "--map", "phone_number=Tel")
    out, _ = run(path, *mapping)
    assert "2 registered, 0 left out as likely duplicates, 0 refused" in out
    assert len(found(family)) == 2
    out, _ = run(path, *mapping, "--dry-run")
    assert "0 would be registered" in out
    out, _ = run(path, *mapping)
    assert "0 registered, 0 left out as likely duplicates, 0 refused; 2 more were there" in out
    assert len(found(family)) == 2
    assert found(f"amna {family} 15/9/1985")
    assert found(f"ali {family} 44001234")


def test_columns_that_nobody_reads_are_named(tmp_path: Path, family: str) -> None:
    path = file_of(tmp_path, "First name,Last name,Phone,Notes", f"Amna,{family},33129903,x")
    _, err = run(path, "--dry-run", "--map", "phone_number=Phone")
    assert "columns not read: Notes;" in err
    with pytest.raises(CommandError):
        run(path, "--dry-run")  # without the phone nobody is reached


def test_a_dry_run_says_what_would_be_and_stores_nothing(tmp_path: Path, family: str) -> None:
    given = own_name()
    path = file_of(tmp_path, "first_name,last_name,date_of_birth,phone_number",
                   f"{given},{family},15/07/1985,55518832",
                   f"{given}h,{family},16/07/1985,55518832")  # fmt: skip
    out, err = run(path, "--dry-run")
    assert "1 would be registered, 1 left out" in out
    assert "line 3: very like line 2" in err
    assert found(family) == []


def test_who_is_registered_already_is_listed_and_left_out(tmp_path: Path, family: str) -> None:
    header, given = "first_name,last_name,date_of_birth,phone_number", own_name()
    run(file_of(tmp_path, header, f"{given},{family},25/12/1974,66217745"))
    (known,) = found(family)
    again = file_of(tmp_path, header, f"{given}h,{family},25/12/1974,66217745")
    out, err = run(again)
    assert "1 left out" in out
    assert f"line 2: very like {known}" in err
    assert "1 registered" in run(again, "--with-duplicates")[0]


def test_a_line_that_cannot_be_registered_says_why_and_the_others_are(
    tmp_path: Path, family: str
) -> None:
    path = file_of(tmp_path, "first_name,last_name,date_of_birth,phone_number",
                   f"Amna,{family},31/02/1985,33123456", f"Sara,{family},15/06/1985,0648352638",
                   f"Omar,{family},,33123457", "\u3164,,15/06/1985,33123456")  # fmt: skip
    err = io.StringIO()
    with pytest.raises(CommandError, match="nothing of them was stored"):
        call_command("import_people", str(path), stdout=io.StringIO(), stderr=err)
    told = err.getvalue()
    assert "line 2: date_of_birth: There is no such day" in told
    assert "line 3: phone_number: This is no phone number of Qatar" in told
    assert "line 5: first_name: Write the name with letters" in told
    assert len(found(family)) == 1


@pytest.mark.parametrize(
    ("header", "more", "says"),
    [("name", (), "first_name or last_name"), ("first_name", ("--map", "email=Mail"), "no such"),
     ("first_name", ("--map", "email"), "OURS=THEIRS"),
     ("first_name", ("--map", "x=y"), "no such")],
)  # fmt: skip
def test_a_mapping_that_cannot_be_is_refused_before_anything(
    tmp_path: Path, header: str, more: tuple[str, ...], says: str
) -> None:
    with pytest.raises(CommandError, match=says):
        run(file_of(tmp_path, header, "x"), *more)


HEADER = "first_name,last_name,date_of_birth,phone_number"


@pytest.mark.parametrize(
    ("encoding", "more"),
    [("utf-8", ()), ("utf-8-sig", ()), ("utf-16", ()),
     ("windows-1256", ("--encoding", "windows-1256"))],
)  # fmt: skip
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_file_is_read_as_spreadsheets_save_it(
    tmp_path: Path, family: str, encoding: str, more: tuple[str, ...], mark: str
) -> None:
    path, born, phone = tmp_path / "people.csv", new_birth_date(), 33_000_000 + randbelow(10**6)
    lines = (HEADER, f'سعاد,{family},{born},"{phone}"', "", ",,,")
    path.write_bytes("\r\n".join(lines).replace(",", mark).encode(encoding))
    assert "1 registered, 0 left out as likely duplicates, 0 refused" in run(path, *more)[0]
    assert found(f"souad {family}")


@pytest.mark.parametrize(
    ("data", "says"),
    [("first_name\nسعاد".encode("windows-1256"), r"not UTF-8 text \(line 2\).*windows-1256"),
     ("first_name\nÉva".encode("windows-1252"), "CSV UTF-8"),
     (b"PK\x03\x04\xff\xfe", "no text"), (b"first_name\n\0", "no text"),
     (b"first_name,first_name\nA,B", "two columns have one name"),
     (b'first_name\n"' + b"x\n" * 20_000, "larger than field limit"), (b"", "first_name")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(data)
    with pytest.raises(CommandError, match=says):
        run(path)


def test_what_a_spreadsheet_spoiled_is_refused_with_its_line(tmp_path: Path, family: str) -> None:
    path = file_of(
        tmp_path, f"{HEADER},national_id,street",
        f'Amna,{family},31213,33123456,,"two\r\nlines"',
        f"Sara,{family},15/06/1985,9.74331E+10,,",
        f"Omar,{family},15/06/1985,33123457,2.85634E+10,",
        f"Huda,{family},15/06/1985,33123458,,Salwa Road, 7",
        f"Rami,{family},15/06/1985,33123459,,U+2028 \u2028 in it",
    )  # fmt: skip
    err = io.StringIO()
    with pytest.raises(CommandError, match="nothing of them was stored"):
        call_command("import_people", str(path), stdout=io.StringIO(), stderr=err)
    told = err.getvalue()
    assert "line 2: date_of_birth: a spreadsheet's count of days" in told
    assert "line 4: phone_number: a spreadsheet rounded this number" in told
    assert "line 5: national_id: a spreadsheet rounded this number" in told
    assert "line 6: row: 7 cells for 6 columns" in told
    assert "line 7" not in told
    assert len(found(family)) == 1


def test_a_run_that_is_stopped_has_told_what_it_found_and_goes_on_where_it_was(
    tmp_path: Path, family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [own_name() for _ in range(3)]
    path = file_of(tmp_path, "first_name,last_name,phone_number",
                   f"{given[0]},{family},33129903", f"{given[1]},{family},12",
                   f"{given[2]},{family},33129904")  # fmt: skip
    stop, out, err = import_people.register, io.StringIO(), io.StringIO()

    def stopped(uow: UnitOfWork, new: NewPatient) -> bool:
        if new.personal_info.first_name == given[2]:
            raise KeyboardInterrupt
        return stop(uow, new)

    monkeypatch.setattr(import_people, "register", stopped)
    monkeypatch.setattr(import_people, "TOLD_EVERY", 2)
    with pytest.raises(CommandError, match="stopped after 2 of 3 lines"):
        call_command("import_people", str(path), stdout=out, stderr=err)
    assert "1 registered, 0 left out as likely duplicates, 1 refused" in out.getvalue()
    assert "line 3: phone_number:" in err.getvalue()
    assert "2 of 3 lines read" in err.getvalue()
    monkeypatch.undo()
    with pytest.raises(CommandError, match="some lines were refused"):
        run(path)
    assert len(found(family)) == 2


def test_a_line_takes_little_room_however_many_share_what_is_looked_up() -> None:
    before, info = LinesBefore(), PersonalInfo(first_name="Ann", last_name="Lee")
    for line in range(2, 5):
        before.like(f"patient_{line}", replace(info, phone_number="+97433129903"), None, line)
    alike = before.like("patient_4", replace(info, phone_number="+97433129903"), None, 5)
    assert alike == [2, 3]  # and not the same row once more
