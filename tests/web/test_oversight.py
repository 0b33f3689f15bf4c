"""The oversight page: who did what, to whose record."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from ulid import ULID

from medisecure import wiring
from medisecure.access.actor import Actor, RequestContext, Role
from medisecure.audit.actions import Action
from medisecure.audit.event import Result
from medisecure.audit.grouping import folded
from medisecure.audit.trail import Access, Trail
from medisecure.clock import now
from medisecure.dynamodb.calls.meter import metered
from medisecure.identity.person import Person, PersonalInfo, UserType
from medisecure.identity.repository import RelatedPeople
from medisecure.importing.loading import load
from medisecure.web.oversight import views
from medisecure.web.oversight.day_entries import utc_slices
from medisecure.web.oversight.export import harmless
from tests.cost import cost_of
from tests.desk import fresh_patient, staff_reading_arabic
from tests.patients.proxies.test_acting import acts, begin
from tests.people import DR_OTHER, DR_SMITH, JOHN, LAYLA, OMAR, REEM, VISIT, profile

SignIn = Callable[[str], Client]
PAGE = "/oversight/"
WATCHED = "patient_watched"
ONE = timedelta(days=1)


def entries_of(response: Any) -> list[Any]:
    return [row["entry"] for row in response.context["rows"]]


def test_a_doctors_look_is_told_with_name_role_action_and_link(signed_in: SignIn) -> None:
    signed_in(DR_SMITH).get(f"/patients/{JOHN}/")
    page = signed_in(OMAR).get(PAGE, {"person": DR_SMITH}).content.decode()
    for told in ("Dr. Sarah Smith", "Doctor", "Read the medical record", "treatment", "127.0.0.1",
                 "patients:chart", f"?patient={JOHN}", f"?person={DR_SMITH}"):  # fmt: skip
        assert told in page, told


def test_of_a_patient_the_name_is_shown_beside_the_id_and_nothing_else(signed_in: SignIn) -> None:
    signed_in(DR_SMITH).get(f"/patients/{JOHN}/")
    officer = signed_in(OMAR)
    page = officer.get(PAGE, {"patient": JOHN}).content.decode()
    assert "John Doe" in page
    for secret in ("1985", "john.doe", "+1-555", "Penicillin", "I25.9", "Atorvastatin"):
        assert secret not in page
    assert "John" not in officer.get(f"{PAGE}export/", {"patient": JOHN}).content.decode()


def test_a_name_seen_in_the_trail_is_a_look_told_once_a_day(signed_in: SignIn) -> None:
    patient, officer = fresh_patient("Huda", "Trail"), somebody_of_compliance()
    signed_in(DR_OTHER).get(f"/patients/{patient}/")
    browser = signed_in(officer)
    for _ in range(2):
        assert "Huda Trail" in browser.get(PAGE, {"person": DR_OTHER}).content.decode()
    told = entries_of(browser.get(PAGE, {"person": officer, "patient": patient}))
    [look] = [each for each in told if each.action == "LIST_PATIENT_NAME"]
    assert look.seen_on is not None
    own = signed_in(patient).get(reverse("patients:viewed-by", args=[patient])).content.decode()
    assert "checking who looked at records" in own


def test_of_whoever_acts_for_a_patient_the_name_stands_beside_the_id(signed_in: SignIn) -> None:
    patient = fresh_patient("Yara", "Watched")
    carer, mother = only_a_proxy("Huda", "Carer"), fresh_patient("Mona", "Mother")
    for who in (carer, mother):
        acts(who, patient)
        begin(signed_in(who), patient)
    browser = signed_in(OMAR)
    for question in ({"patient": patient}, {"person": carer}, {"person": mother}):
        told = {row["entry"].user_id: row for row in browser.get(PAGE, question).context["rows"]
                if row["entry"].action == "BEGIN_ACTING"}  # fmt: skip
        names = {carer: "Huda Carer", mother: "Mona Mother"}
        assert told
        for who, row in told.items():
            assert (row["name"], row["role"]) == (names[who], "Acting for a patient")
            assert row["resources"] == [(who, names[who])]
            assert row["patients"] == [(patient, "Yara Watched")]
            assert row["purpose"] == "acting for the patient"
    assert browser.get(PAGE, {"person": carer}).context["person_name"] == "Huda Carer"
    as_seen = browser.get(reverse("patients:viewed-by", args=[patient])).content.decode()
    for name in ("Huda Carer", "Mona Mother"):
        assert name in as_seen
        assert name not in browser.get(f"{PAGE}export/", {"patient": patient}).content.decode()


def only_a_proxy(first: str, last: str) -> str:
    """Somebody registered to act for others, and no patient; returns the id."""
    uow = wiring.system_work("tests")
    person = Person(
        user_id=f"proxy_{ULID()}", user_type=UserType.PROXY,
        personal_info=PersonalInfo(first_name=first, last_name=last),
        created_at=uow.at, updated_at=uow.at,
    )  # fmt: skip
    with uow:
        RelatedPeople(uow).add(person, Action.REGISTER_PROXY)
    return person.user_id


def somebody_of_compliance() -> str:
    """An officer of this test only."""
    officer = f"compliance_{ULID()}"
    uow = wiring.system_work("tests")
    load(uow, profile(officer, "COMPLIANCE", "Amal", "Watch", f"{officer.lower()}@example.com"))
    uow.close()
    return officer


def test_by_patient_come_only_entries_about_them(signed_in: SignIn) -> None:
    signed_in(DR_OTHER).get(f"/patients/{JOHN}/")
    found = entries_of(signed_in(OMAR).get(PAGE, {"patient": JOHN}))
    assert found
    assert {entry.patient_id for entry in found} == {JOHN}
    assert any(entry.user_id == DR_OTHER and entry.result == "DENIED" for entry in found)


def test_today_on_the_readers_clock_is_the_default_and_newest_come_first(
    signed_in: SignIn,
) -> None:
    signed_in(JOHN).get(PAGE)
    response = signed_in(OMAR).get(PAGE)
    times = [entry.timestamp for entry in entries_of(response)]
    assert times == sorted(times, reverse=True)
    today = now().astimezone(ZoneInfo("Asia/Qatar")).date()
    assert {each.astimezone(ZoneInfo("Asia/Qatar")).date() for each in times} == {today}
    assert response.content.decode().count("Qatar time") == 1


def test_asking_is_itself_an_entry(signed_in: SignIn) -> None:
    browser = signed_in(OMAR)
    browser.get(PAGE, {"patient": LAYLA})
    asked = entries_of(browser.get(PAGE, {"person": OMAR}))
    assert any(each.action == "READ_AUDIT" and each.resource_id == LAYLA for each in asked)


@pytest.mark.parametrize("who", [JOHN, DR_SMITH, REEM])
@pytest.mark.parametrize("question", [{}, {"patient": JOHN}, {"person": JOHN}])
def test_the_page_is_for_compliance_only(
    who: str, question: dict[str, str], signed_in: SignIn
) -> None:
    assert signed_in(who).get(PAGE, question).status_code == 404


def test_a_long_list_comes_in_pages_without_gaps_or_repeats(signed_in: SignIn) -> None:
    item = profile(WATCHED, "PATIENT", "Wanda", "Watched", "watched@example.com")
    uow = wiring.system_work("tests")
    load(uow, item)
    uow.close()
    browser = signed_in(WATCHED)
    for _ in range(53):
        browser.get(PAGE)  # refused, and remembered
    watcher = signed_in(OMAR)
    first = watcher.get(PAGE, {"person": WATCHED})
    rest = watcher.get(PAGE + first.context["older_url"])
    assert len(entries_of(first)) == 50
    suffixes = [each.suffix for each in entries_of(first) + entries_of(rest)]
    assert len(suffixes) == len(set(suffixes)) == 53
    assert rest.context["newer_url"] == f"?person={WATCHED}"


def test_a_long_day_goes_on_with_the_same_day(signed_in: SignIn) -> None:
    browser = signed_in(OMAR)
    seen: list[str] = []
    url, pages = PAGE, 0
    while url and pages < 40:
        response = browser.get(url)
        assert response.status_code == 200
        seen += [each.suffix for each in entries_of(response)]
        older = response.context["older_url"]
        url, pages = PAGE + older if older else "", pages + 1
    assert len(seen) == len(set(seen))
    assert pages >= 2


@pytest.mark.parametrize("wrong", ["USER#1", "a b", "x" * 65, "\x00", "مريض"])
def test_what_cannot_be_an_id_is_explained_beside_the_field(wrong: str, signed_in: SignIn) -> None:
    response = signed_in(OMAR).get(PAGE, {"person": wrong})
    assert response.status_code == 200
    assert response.context["form"].errors["person"]
    assert response.context["rows"] == []


def test_an_id_that_nobody_has_is_told_from_one_about_which_nothing_is_noted(
    signed_in: SignIn,
) -> None:
    """Else a slip of the pen would read as: nobody looked at this record."""
    browser, known = signed_in(OMAR), fresh_patient()
    questions: tuple[tuple[dict[str, str], str], ...] = (
        ({"patient": "patient_mistyped"}, "patient_mistyped"),
        ({"person": REEM, "patient": JOHN.upper()}, JOHN.upper()),
        ({"person": "staff_mistyped", "patient": JOHN}, "staff_mistyped"),
        ({"person": JOHN, "since": "3026-01-01"}, ""),
        ({"person": "system_nothing"}, ""),
        ({"patient": known, "until": "2020-01-01"}, ""),
        ({"date": "2020-01-01"}, ""),
    )
    for question, unknown in questions:
        page = browser.get(PAGE, question).content.decode()
        assert (f"Nobody is registered under the id {unknown}" in page) is bool(unknown), question
        assert ("There are no entries for this question" in page) is not bool(unknown), question


def test_did_this_person_open_that_record_is_answered_and_asking_stands_in_both(
    signed_in: SignIn,
) -> None:
    signed_in(DR_SMITH).get(f"/patients/{JOHN}/")
    signed_in(REEM).get(f"/patients/{JOHN}/details/")
    browser = signed_in(OMAR)
    answer = browser.get(PAGE, {"person": DR_SMITH, "patient": JOHN})
    found = entries_of(answer)
    assert found
    assert {(each.user_id, each.patient_id) for each in found} == {(DR_SMITH, JOHN)}
    page = answer.content.decode()
    assert "What this person did:" in page
    assert "with the record of:" in page
    assert "Dr. Sarah Smith" in page
    assert entries_of(browser.get(PAGE, {"person": OMAR, "patient": DR_SMITH})) == []
    asked = entries_of(browser.get(PAGE, {"person": OMAR, "patient": JOHN}))
    assert any(DR_SMITH in (each.resources or []) for each in asked)


def test_a_colleague_may_be_named_by_e_mail(signed_in: SignIn) -> None:
    signed_in(REEM).get(f"/patients/{JOHN}/details/")
    answer = signed_in(OMAR).get(PAGE, {"person": "Reem@MediSecure.com", "patient": JOHN})
    assert {(each.user_id, each.patient_id) for each in entries_of(answer)} == {(REEM, JOHN)}
    assert f"person={REEM}" in answer.content.decode(), "the addresses of the page hold the id"
    nobody = signed_in(OMAR).get(PAGE, {"person": "nobody@medisecure.com"})
    assert "Nobody who works here has this e-mail." in nobody.content.decode()
    assert nobody.context["rows"] == []


def test_only_the_result_that_is_asked_for_is_shown(signed_in: SignIn) -> None:
    signed_in(DR_OTHER).get(f"/patients/{JOHN}/")
    signed_in(DR_SMITH).get(f"/patients/{JOHN}/")
    browser = signed_in(OMAR)
    questions: tuple[dict[str, str], ...] = ({"patient": JOHN}, {})
    for question in questions:
        found = entries_of(browser.get(PAGE, {**question, "result": "DENIED"}))
        assert {each.result for each in found} == {"DENIED"}
    wrong = browser.get(PAGE, {"result": "NEVER"})
    assert wrong.context["form"].errors["result"]
    assert wrong.context["rows"] == []


def test_a_refusal_of_the_day_is_found_behind_more_entries_than_a_page_holds(
    signed_in: SignIn,
) -> None:
    patient, browser = fresh_patient(), signed_in(OMAR)
    signed_in(DR_OTHER).get(f"/patients/{patient}/")
    for _ in range(55):
        browser.get(PAGE, {"patient": patient})
    found = entries_of(browser.get(PAGE, {"result": "DENIED"}))
    assert (DR_OTHER, patient) in {(each.user_id, each.patient_id) for each in found}


def test_a_range_of_days_is_cut_on_the_readers_clock(signed_in: SignIn) -> None:
    """Of a patient of this test only: another file may have looked at John yesterday."""
    patient = fresh_patient()
    signed_in(DR_OTHER).get(f"/patients/{patient}/")
    today = now().astimezone(ZoneInfo("Asia/Qatar")).date()
    browser, question = signed_in(OMAR), {"person": DR_OTHER, "patient": patient}
    for since, until, found in (
        (today, today, True),
        (today - ONE, today, True),
        (today + ONE, "", False),
        ("", today - ONE, False),
    ):
        answer = browser.get(PAGE, {**question, "since": str(since), "until": str(until)})
        assert bool(entries_of(answer)) is found, (since, until)


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"person": REEM, "since": "2025-06-15", "until": "2025-06-14"}, "until"),
        ({"since": "2025-06-15"}, "since"),
        ({"person": REEM, "since": "2025-02-30"}, "since"),
    ],
)
def test_days_that_cannot_be_asked_for_are_explained_beside_the_field(
    question: dict[str, str], field: str, signed_in: SignIn
) -> None:
    response = signed_in(OMAR).get(PAGE, question)
    assert response.status_code == 200
    assert response.context["form"].errors[field]
    assert response.context["rows"] == []
    assert signed_in(OMAR).get(f"{PAGE}export/", question).status_code == 302


def test_repeated_looks_at_one_thing_are_one_line_with_a_count(signed_in: SignIn) -> None:
    doctor = signed_in(DR_SMITH)
    for _ in range(4):
        doctor.get(f"/patients/{JOHN}/visits/{VISIT}/")
    today = now().astimezone(ZoneInfo("Asia/Qatar")).date()  # looks of two days are two lines
    question = {"person": DR_SMITH, "patient": JOHN, "since": str(today)}
    answer = signed_in(OMAR).get(PAGE, question)
    lines = [row for row in answer.context["rows"] if VISIT in dict(row["resources"])]
    same = [row for row in lines if row["entry"].page == "appointments:detail"]
    assert len(same) == 1
    assert same[0]["times"] >= 4
    assert f"{same[0]['times']} times" in answer.content.decode()


def test_what_is_no_look_is_never_folded() -> None:
    made = Trail(Actor(user_id=REEM, role=Role.STAFF), RequestContext(request_id="r"))
    for _ in range(2):
        made.record(Access(Action.BOOK_APPOINTMENT, "a1", JOHN, Result.SUCCESS))
    made.record(Access(Action.READ_APPOINTMENT, "a1", JOHN, Result.SUCCESS))
    made.record(Access(Action.READ_APPOINTMENT, "a2", JOHN, Result.DENIED))
    events = made.take()
    lines = folded([*events, *events[2:]], ZoneInfo("Asia/Qatar"))
    assert [(line.entry.action, line.times) for line in lines] == [
        ("BOOK_APPOINTMENT", 1), ("BOOK_APPOINTMENT", 1),
        ("READ_APPOINTMENT", 2), ("READ_APPOINTMENT", 2),
    ]  # fmt: skip


def rows_of_all_pages(browser: Client, url: str) -> list[Any]:
    """The lines of the question, however many others were busy that day."""
    found: list[Any] = []
    for _page in range(40):
        context = browser.get(url).context
        found += context["rows"]
        if not context["older_url"]:
            break
        url = f"{PAGE}{context['older_url']}"
    return found


def test_who_was_seen_in_lists_has_a_view_of_its_own_on_the_day(signed_in: SignIn) -> None:
    clerk = staff_reading_arabic()  # with few entries of her own: the question looks at the newest
    signed_in(clerk).get(reverse("appointments:board"), {"date": "2025-06-15"})
    clinic_day = now().astimezone(ZoneInfo("Asia/Qatar")).date()
    browser = signed_in(OMAR)
    lines = [
        row for row in rows_of_all_pages(browser, f"{PAGE}?date={clinic_day}&lists=1")
        if row["entry"].user_id == clerk and row["entry"].action == "LIST_APPOINTMENT"
    ]  # fmt: skip
    assert any(JOHN in dict(each["patients"]) for each in lines)
    assert not any(each.seen_on for each in entries_of(browser.get(PAGE)))
    about = entries_of(browser.get(PAGE, {"person": clerk, "patient": JOHN}))
    assert any(each.action == "LIST_APPOINTMENT" for each in about)


# The file


def test_the_answer_is_a_file_with_names_and_the_export_is_an_entry(signed_in: SignIn) -> None:
    signed_in(DR_SMITH).get(f"/patients/{JOHN}/")
    browser = signed_in(OMAR)
    question = {"person": DR_SMITH, "patient": JOHN}
    answer = browser.get(f"{PAGE}export/", question)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    today = now().astimezone(ZoneInfo("Asia/Qatar")).date()
    assert answer["Content-Disposition"] == f'attachment; filename="access-until-{today}.csv"'
    assert "no-store" in answer["Cache-Control"]
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {(each["person"], each["name"], each["patient"]) for each in lines} == {
        (DR_SMITH, "Dr. Sarah Smith", JOHN)
    }
    told = entries_of(browser.get(PAGE, {"person": OMAR, "patient": JOHN}))
    assert any(each.action == "EXPORT_AUDIT" for each in told)


def test_a_long_answer_is_exported_whole_and_no_cell_is_a_formula(signed_in: SignIn) -> None:
    browser = signed_in(JOHN)
    for n in range(53):
        browser.get(f"/patients/{LAYLA}/", headers={"user-agent": f"=cmd|'/c calc'!A{n}"})
    text = signed_in(OMAR).get(f"{PAGE}export/", {"person": JOHN, "result": "DENIED"}).content
    lines = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    programs = [each["program"] for each in lines if "cmd" in each["program"]]
    assert len(programs) == 53
    assert all(each.startswith("'=") for each in programs)


def test_a_file_that_does_not_hold_everything_says_so_last(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        signed_in(DR_SMITH).get(f"/patients/{JOHN}/")
    question = {"person": DR_SMITH, "patient": JOHN}
    whole = signed_in(OMAR).get(f"{PAGE}export/", question).content.decode()
    assert "The file ends here" not in whole
    monkeypatch.setattr(views, "MOST_EXPORTED", 2)
    cut = signed_in(OMAR).get(f"{PAGE}export/", question).content.decode().splitlines()
    assert len(cut) == 4  # headings, two entries, and that there are more
    assert "The file ends here" in cut[-1]


def test_a_file_read_in_many_lots_is_the_same_file(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, somebody = signed_in(OMAR), fresh_patient()
    for who in (somebody, somebody, JOHN, somebody):
        signed_in(who).get(f"/patients/{somebody}/visits/")
    for _ in range(3):
        signed_in(REEM).get(f"/patients/{somebody}/details/")
    question = {"patient": somebody}
    whole = browser.get(f"{PAGE}export/", question).content.decode()
    monkeypatch.setattr(views, "A_LOT", 2)
    with metered() as cost:
        in_lots = browser.get(f"{PAGE}export/", question).content.decode()
    told = [line for line in in_lots.splitlines() if OMAR not in line]
    assert told == [line for line in whole.splitlines() if OMAR not in line]
    assert len(told) >= 7
    assert "Reem Saad" in in_lots
    assert [call.operation for call in cost.calls].count("query") > 3
    monkeypatch.setattr(views, "LOTS_IN_A_FILE", 2)
    cut = browser.get(f"{PAGE}export/", question).content.decode().splitlines()
    assert "The file ends here" in cut[-1]
    assert len(cut) == 6
    assert len(export_entries(browser, somebody)) == 3


def export_entries(browser: Client, patient_id: str) -> list[Any]:
    """What the trail says of exports about this patient."""
    asked = {"person": OMAR, "patient": patient_id}
    return [e for e in entries_of(browser.get(PAGE, asked)) if e.action == "EXPORT_AUDIT"]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@A", "\t=1", "\r=1", " =1", "＝1"])
def test_what_a_spreadsheet_would_work_out_is_quoted(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_a_date_that_does_not_exist_is_explained_and_nothing_is_shown_for_it(
    signed_in: SignIn,
) -> None:
    response = signed_in(OMAR).get(PAGE, {"date": "2025-02-30"})
    assert response.status_code == 200
    assert "notice-warning" in response.content.decode()
    assert response.context["rows"] == []


@pytest.mark.parametrize("part", ["0", "1", "2", "9", "x"])
def test_a_forged_page_mark_is_no_page(part: str, signed_in: SignIn) -> None:
    forged = {"date": "2025-06-15", "part": part, "after": "AAAA"}
    assert signed_in(OMAR).get(PAGE, forged).status_code == 404


@pytest.mark.parametrize("question", [{}, {"person": DR_SMITH}, {"patient": JOHN}])
def test_each_question_costs_four_round_trips(question: dict[str, str], signed_in: SignIn) -> None:
    cost = cost_of(signed_in(OMAR), PAGE, question)
    assert cost.sequential <= 4
    assert cost.sequential_writes <= 1


def test_a_local_day_lies_in_the_utc_days_it_touches_without_gap() -> None:
    for clock, count in (("Asia/Qatar", 2), ("UTC", 1), ("America/New_York", 2)):
        parts = utc_slices(date(2025, 11, 2), ZoneInfo(clock))
        assert len(parts) == count
        begins = datetime(2025, 11, 2, tzinfo=ZoneInfo(clock)).astimezone(UTC)
        assert parts[-1].first == begins


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ({"date": "2025-06-15"}, "access-2025-06-15.csv"),
        (
            {"person": DR_SMITH, "since": "2025-06-01", "until": "2025-06-15"},
            "access-2025-06-01-to-2025-06-15.csv",
        ),
    ],
)
def test_the_file_is_called_after_the_days_it_holds(
    signed_in: SignIn, question: dict[str, str], name: str
) -> None:
    answer = signed_in(OMAR).get(f"{PAGE}export/", question)
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
