"""Laboratory results from the doctor's keyboard to the patient's page."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.web.input.fields import new_id
from patients.results.repository import Results
from tests.people import DR_OTHER, DR_SMITH, JOHN, LAYLA, REEM
from tests.trail import entries

SignIn = Callable[[str], Client]
Acting = Callable[[str, str], UnitOfWork]
PAGE = f"/patients/{JOHN}/results/"
ENTER = f"{PAGE}enter/"


def typed(**changes: str) -> dict[str, str]:
    one = {"name": "Potassium", "value": "٥٫٩", "unit": "mmol/L", "low": "3.5", "high": "5.1",
           "flag": "", "taken": "2026-03-14 09:30", "note": ""}  # fmt: skip
    return {"form_id": new_id("result"), **one, **changes}


@pytest.fixture
def potassium(signed_in: SignIn, acting: Acting) -> Iterator[str]:
    """A high potassium of John's, the newest there is."""
    form = typed()
    assert signed_in(DR_SMITH).post(ENTER, form).status_code == 302
    yield form["form_id"]
    uow = acting("provider", DR_SMITH)
    assert Results(uow).get(JOHN, form["form_id"])


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_a_result_typed_in_arabic_digits_is_judged_and_shown(
    potassium: str, signed_in: SignIn
) -> None:
    page = text(signed_in(DR_SMITH).get(PAGE))
    assert "5.9" in page
    assert "3.5–5.1" in page
    assert "▲" in page
    one = text(signed_in(DR_SMITH).get(f"{PAGE}{potassium}/"))
    assert "2823-3" in one
    assert "plot-mark-high" in one


def test_the_patient_sees_a_result_only_once_it_is_released(
    potassium: str, signed_in: SignIn
) -> None:
    john, smith = signed_in(JOHN), signed_in(DR_SMITH)
    one = f"{PAGE}{potassium}/"
    assert john.get(one).status_code == 404
    assert (
        smith.post(
            f"{one}deed/", {"release": "1", "word": "A little high; come on Monday"}
        ).status_code
        == 302
    )
    assert "A little high; come on Monday" in text(john.get(one))
    assert potassium in text(john.get(PAGE))
    smith.post(f"{one}deed/", {"strike": "sure"})
    assert john.get(one).status_code == 404
    assert "Entered by mistake" in text(smith.get(one))


def test_a_result_is_struck_out_only_after_a_question(potassium: str, signed_in: SignIn) -> None:
    smith, one = signed_in(DR_SMITH), f"{PAGE}{potassium}/"
    asked = text(smith.post(f"{one}deed/", {"strike": "1", "word": "Come on Monday"}))
    assert "Was this result entered by mistake?" in asked
    left = text(smith.post(f"{one}deed/", {"leave": "1", "word": "Come on Monday"}))
    assert "Come on Monday</textarea>" in left
    assert 'name="strike"' in text(smith.get(one))  # it stands


@pytest.mark.parametrize("press", [{"see": "1"}, {"release": "1"}])
def test_a_word_that_did_not_go_to_the_patient_stays_in_its_box(
    press: dict[str, str], potassium: str, signed_in: SignIn
) -> None:
    word = "Come on Monday " * (1 if "see" in press else 200)  # as long as none may be
    answer = signed_in(DR_SMITH).post(f"{PAGE}{potassium}/deed/", {**press, "word": word})
    assert f"{word}</textarea>" in text(answer)


def test_the_same_form_sent_twice_stores_once(signed_in: SignIn, acting: Acting) -> None:
    smith, form = signed_in(DR_SMITH), typed(value="4.2")
    smith.post(ENTER, form)
    again = smith.post(ENTER, form, follow=True)
    assert "stored before" in text(again)
    found = Results(acting("provider", DR_SMITH)).latest(JOHN, limit=200).items
    assert [each.result_id for each in found].count(form["form_id"]) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "required"),
        ({"value": ""}, "required"),
        ({"taken": "yesterday"}, "Write the day of the specimen"),
        ({"taken": "14/03/2149"}, "cannot have been taken in the future"),
        ({"taken": "2149-01-01"}, "cannot have been taken in the future"),
        ({"low": "abc"}, "An end of the range is a number."),
        ({"low": "9", "high": "3"}, "must be below"),
        ({"value": "9" * 30, "note": "kept note"}, "kept note"),
        ({"form_id": "result_1"}, "Something is wrong with this form"),
        ({"note": "x" * 1001}, "1000"),
    ],
)
def test_a_mistake_is_said_and_nothing_typed_is_lost(
    wrong: dict[str, str], said: str, signed_in: SignIn
) -> None:
    answer = signed_in(DR_SMITH).post(ENTER, typed(**wrong, unit="mmol/L of a test"))
    if answer.status_code == 302:  # a long row of digits is kept as words
        return
    assert said in text(answer)
    assert "mmol/L of a test" in text(answer)


def test_a_file_is_stored_whole_or_not_at_all_and_its_lines_come_back(
    signed_in: SignIn, acting: Acting
) -> None:
    smith = signed_in(DR_SMITH)
    before = len(Results(acting("provider", DR_SMITH)).latest(JOHN, limit=200).items)
    lines = "test,result,taken\nHbA1c,7.2,2026-03-14\nSodium,,2026-03-14\n"
    wrong = smith.post(ENTER, {"form_id": new_id("result"), "lines": lines})
    page = text(wrong)
    assert "these lines do not fit" in page
    assert "HbA1c,7.2,2026-03-14" in page
    assert len(Results(acting("provider", DR_SMITH)).latest(JOHN, limit=200).items) == before
    right = {"form_id": new_id("result"), "lines": lines.replace("Sodium,,", "Sodium,140,")}
    assert "2 results were stored." in text(smith.post(ENTER, right, follow=True))
    assert "stored before" in text(smith.post(ENTER, right, follow=True))
    after = len(Results(acting("provider", DR_SMITH)).latest(JOHN, limit=200).items)
    assert after == before + 2


def test_neither_file_nor_lines_is_said(signed_in: SignIn) -> None:
    page = text(signed_in(DR_SMITH).post(ENTER, {"form_id": new_id("result"), "lines": ""}))
    assert "Choose a file or paste its lines." in page


@pytest.mark.parametrize("who", [DR_OTHER, REEM, LAYLA])
def test_nobody_else_sees_or_enters_results(who: str, potassium: str, signed_in: SignIn) -> None:
    browser = signed_in(who)
    assert browser.get(PAGE).status_code == 404
    assert browser.get(f"{PAGE}{potassium}/").status_code == 404
    assert browser.post(f"{PAGE}{potassium}/deed/", {"release": "1"}).status_code == 404
    assert browser.post(ENTER, typed()).status_code == 404


def test_a_patient_neither_enters_nor_releases(potassium: str, signed_in: SignIn) -> None:
    john = signed_in(JOHN)
    assert john.get(ENTER).status_code == 404
    assert john.post(f"{PAGE}{potassium}/deed/", {"release": "1"}).status_code == 404


def test_no_word_of_a_result_is_stored_in_clear_and_its_deeds_are_in_the_trail(
    potassium: str, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    [item] = [
        each
        for each in raw(partitions=[f"USER#{JOHN}"])
        if each["SK"]["S"] == f"OBSERVATION#{potassium}"
    ]
    assert "Potassium" not in repr(item)
    assert "2823-3" not in repr(item)
    assert entries(raw(actor=DR_SMITH), action="ADD_RESULT")


def test_results_wait_for_the_doctor_who_ordered_them_until_seen(
    potassium: str, acting: Acting
) -> None:
    assert Results(acting("provider", DR_SMITH)).unseen(DR_SMITH) == []
