"""The oversight page: who did what, to whose record."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from medisecure import wiring
from medisecure.clock import now
from medisecure.importing.loading import load
from medisecure.web.oversight.day_entries import parts_of
from tests.cost import cost_of
from tests.people import DR_OTHER, DR_SMITH, JOHN, LAYLA, OMAR, REEM, profile

SignIn = Callable[[str], Client]
PAGE = "/oversight/"
WATCHED = "patient_watched"


def entries_of(response: Any) -> list[Any]:
    return [row["entry"] for row in response.context["rows"]]


def test_a_doctors_look_is_told_with_name_role_action_and_link(signed_in: SignIn) -> None:
    signed_in(DR_SMITH).get(f"/patients/{JOHN}/")
    page = signed_in(OMAR).get(PAGE, {"person": DR_SMITH}).content.decode()
    for told in ("Dr. Sarah Smith", "Doctor", "Read the medical record", "treatment", "127.0.0.1",
                 "patients:chart", f"?patient={JOHN}", f"?person={DR_SMITH}"):  # fmt: skip
        assert told in page, told


def test_no_clinical_content_and_no_patients_name_is_shown(signed_in: SignIn) -> None:
    signed_in(DR_SMITH).get(f"/patients/{JOHN}/")
    page = signed_in(OMAR).get(PAGE, {"patient": JOHN}).content.decode()
    for secret in ("John", "Doe", "Penicillin", "I25.9", "Atorvastatin"):
        assert secret not in page


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
    assert "Qatar time" in response.content.decode()


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


def test_two_questions_at_once_are_asked_back_and_both_stay_typed(signed_in: SignIn) -> None:
    page = signed_in(OMAR).get(PAGE, {"person": REEM, "patient": JOHN}).content.decode()
    assert "Fill in one of the two" in page
    assert f'value="{REEM}"' in page
    assert f'value="{JOHN}"' in page


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


def test_an_empty_answer_says_so(signed_in: SignIn) -> None:
    assert "No entries" in signed_in(OMAR).get(PAGE, {"date": "1999-01-01"}).content.decode()


@pytest.mark.parametrize("question", [{}, {"person": DR_SMITH}, {"patient": JOHN}])
def test_each_question_costs_four_round_trips(question: dict[str, str], signed_in: SignIn) -> None:
    cost = cost_of(signed_in(OMAR), PAGE, question)
    assert cost.sequential <= 4
    assert cost.sequential_writes <= 1


def test_a_local_day_lies_in_the_utc_days_it_touches_without_gap() -> None:
    for clock, count in (("Asia/Qatar", 2), ("UTC", 1), ("America/New_York", 2)):
        parts = parts_of(date(2025, 11, 2), ZoneInfo(clock))
        assert len(parts) == count
        begins = datetime(2025, 11, 2, tzinfo=ZoneInfo(clock)).astimezone(UTC)
        assert parts[-1].first == begins
