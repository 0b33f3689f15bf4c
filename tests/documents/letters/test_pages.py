"""Letters from the entry to the patient's hand and to whoever checks their number."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from documents.letters import views
from documents.letters.models import LetterKind
from documents.letters.repository import Letters
from documents.letters.services import check_of
from medisecure import wiring
from medisecure.access import limits
from medisecure.access.limits import Limit, LimitedAction
from medisecure.clock import clinic_date
from medisecure.dynamodb.calls.deadline import REQUEST_SECONDS
from medisecure.web.input.fields import new_id
from tests.documents.letters.papers import pages_of
from tests.patients.home.portal import (
    ago,
    entries,
    fresh_patient,
    medicine,
    record,
    round_trips,
    store,
)
from tests.people import DR_OTHER, DR_SMITH, LAYLA, REEM

SignIn = Callable[[str], Client]
BORN = "6 May 1980"
TYPED: dict[str, dict[str, Any]] = {
    "prescription": {"medicines": ["0"], "text": ""},
    "sick-leave": {"first_day": "2026-06-01", "last_day": "2026-06-03", "text": ""},
    "referral": {"to": "Hamad", "question": "Angiography?", "text": "", "is_urgent": "on"},
    "lab-request": {"tests": "HbA1c\n\n Lipids ", "question": ""},
}


@pytest.fixture
def seen(clinic: None) -> tuple[str, str]:
    """A patient of Dr. Smith's with a signed entry that prescribes; both ids."""
    patient = fresh_patient()
    entry = record(patient, ago(days=1), clinicalData=medicine("Atorvastatin", "30 days"))
    store(entry)
    return patient, entry["recordId"]


def address(seen: tuple[str, str], kind: str) -> str:
    return f"{reverse('documents:letter-write', args=seen)}?kind={kind}"


def issue(client: Client, seen: tuple[str, str], kind: str = "prescription", **changes: Any) -> str:
    """The id of a letter issued through the form."""
    typed = {"form_id": new_id("letter"), "language": "en", **TYPED[kind], **changes}
    answer = client.post(address(seen, kind), typed)
    assert answer.status_code == 302, answer.content.decode()
    return str(typed["form_id"])


def number_of(seen: tuple[str, str], letter_id: str) -> str:
    return Letters(wiring.system_work("tests")).get(seen[0], letter_id).number


def test_a_referral_is_shown_in_the_words_of_its_paper(
    signed_in: SignIn, seen: tuple[str, str]
) -> None:
    smith = signed_in(DR_SMITH)
    letter_id = issue(smith, seen, "referral", text="Two pillows at night")
    shown = smith.get(reverse("documents:letter", args=[seen[0], letter_id])).content.decode()
    for term in ("Reason for referral", "History and findings"):
        assert f"<dt>{term}</dt>" in shown
        assert term in smith.get(address(seen, "referral")).content.decode()


@pytest.mark.parametrize("kind", sorted(TYPED))
def test_a_letter_is_issued_and_its_patient_opens_it(
    signed_in: SignIn, seen: tuple[str, str], kind: str
) -> None:
    smith, own = signed_in(DR_SMITH), signed_in(seen[0])
    assert smith.get(address(seen, kind)).status_code == 200
    letter_id = issue(smith, seen, kind)
    for client in (smith, own):
        page = client.get(reverse("documents:letter", args=[seen[0], letter_id]))
        assert page.status_code == 200
    assert letter_id in own.get(reverse("documents:letters", args=[seen[0]])).content.decode()


def test_the_pdf_is_what_was_issued_and_that_it_was_printed_is_kept(
    signed_in: SignIn, seen: tuple[str, str], raw: Any
) -> None:
    letter_id = issue(signed_in(DR_SMITH), seen)
    answer = signed_in(seen[0]).get(reverse("documents:letter-pdf", args=[seen[0], letter_id]))
    assert answer["Content-Type"] == "application/pdf"
    assert (
        answer["Content-Disposition"] == f'attachment; filename="prescription-{letter_id[-6:]}.pdf"'
    )
    text = pages_of(answer.content)[0]
    assert "Atorvastatin" in text
    assert "Huda Test" in text
    told = entries(raw, userId=seen[0], patientId=seen[0], action="PRINT_LETTER")
    assert [each["resourceId"] for each in told] == [letter_id]


def test_a_summary_is_printed_in_the_patients_language_and_from_no_draft(
    signed_in: SignIn, clinic: None, raw: Any
) -> None:
    patient = fresh_patient(language="ar")
    entry = record(patient, ago(days=1), clinicalData=medicine("Atorvastatin", "30 days"))
    draft = record(patient, ago(days=1), status="DRAFT")
    store(entry, draft)
    url = reverse("documents:summary-pdf", args=[patient, entry["recordId"]])
    answer = signed_in(DR_SMITH).get(url)
    root = PdfReader(BytesIO(answer.content)).trailer["/Root"]
    assert root["/Lang"] == "ar"
    assert entries(raw, userId=DR_SMITH, patientId=patient, action="PRINT_SUMMARY")
    url = reverse("documents:summary-pdf", args=[patient, draft["recordId"]])
    assert signed_in(DR_SMITH).get(url).status_code == 404
    assert signed_in(patient).get(url).status_code == 404


def test_a_draft_makes_no_letter(signed_in: SignIn, seen: tuple[str, str]) -> None:
    draft = record(seen[0], ago(days=2), status="DRAFT")
    store(draft)
    answer = signed_in(DR_SMITH).get(address((seen[0], draft["recordId"]), "referral"), follow=True)
    assert "Sign the entry first" in answer.content.decode()


def test_the_same_form_sent_twice_issues_once(signed_in: SignIn, seen: tuple[str, str]) -> None:
    smith = signed_in(DR_SMITH)
    letter_id = issue(smith, seen)
    assert issue(smith, seen, form_id=letter_id) == letter_id
    listed = Letters(wiring.system_work("tests")).latest(seen[0]).items
    assert [each.letter_id for each in listed] == [letter_id]


@pytest.mark.parametrize(
    ("kind", "wrong", "said"),
    [
        ("sick-leave", {"last_day": "2026-05-01"}, "cannot be before the first"),
        ("sick-leave", {"last_day": "2029-05-01"}, "at most a year"),
        ("sick-leave", {"first_day": "yesterday"}, "Write the date"),
        ("referral", {"question": ""}, "required"),
        ("referral", {"to": "x" * 301}, "300"),
        ("lab-request", {"tests": "a\n" * 41}, "At most 40 tests"),
        ("prescription", {"medicines": []}, "Choose at least one medicine."),
        ("prescription", {"medicines": ["7"]}, "Choose one of the options"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_beside_its_field_and_nothing_typed_is_lost(
    signed_in: SignIn, seen: tuple[str, str], kind: str, wrong: dict[str, Any], said: str
) -> None:
    typed = {"form_id": new_id("letter"), "language": "ar", **TYPED[kind], "text": "kept <b>"}
    answer = signed_in(DR_SMITH).post(address(seen, kind), typed | wrong)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert '<option value="ar" selected>' in page
    assert ("kept &lt;b&gt;" in page) == (kind != "lab-request")


def test_a_certificate_names_the_diagnosis_only_if_the_patient_agreed(
    signed_in: SignIn, clinic: None
) -> None:
    patient = fresh_patient()
    told = {"diagnosis": [{"code": "F32.9", "description": "Depression"}]}
    entry = record(patient, ago(days=1), clinicalData=told)
    store(entry)
    seen, smith = (patient, entry["recordId"]), signed_in(DR_SMITH)
    kept = Letters(wiring.system_work("tests"))
    assert not kept.get(patient, issue(smith, seen, "sick-leave")).content.diagnoses
    named = issue(smith, seen, "sick-leave", names_diagnosis="on")
    assert kept.get(patient, named).content.diagnoses


@pytest.mark.parametrize("reader", [LAYLA, DR_OTHER, REEM])
def test_to_others_a_letter_does_not_exist(
    signed_in: SignIn, seen: tuple[str, str], reader: str
) -> None:
    letter_id = issue(signed_in(DR_SMITH), seen)
    client = signed_in(reader)
    for name in ("letter", "letter-pdf"):
        assert (
            client.get(reverse(f"documents:{name}", args=[seen[0], letter_id])).status_code == 404
        )
    assert client.get(address(seen, "referral")).status_code == 404


def check(number: str, born_on: str) -> str:
    answer = Client().post(reverse("documents:check"), {"number": number, "born_on": born_on})
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_number_and_birth_date_together_say_whether_a_paper_is_genuine(
    signed_in: SignIn, seen: tuple[str, str], raw: Any
) -> None:
    smith = signed_in(DR_SMITH)
    letter_id = issue(smith, seen)
    number = number_of(seen, letter_id)
    page = check(number.lower(), BORN)
    assert "Genuine and valid" in page
    assert "Atorvastatin" in page
    assert "not tracked" in page
    assert "Huda" not in page
    told = entries(raw, userId="system_letter-check", action="CHECK_LETTER", patientId=seen[0])
    assert [each["resourceId"] for each in told] == [letter_id]
    url = reverse("documents:letter", args=[seen[0], letter_id])
    assert smith.post(url, {"reason": "wrong dose"}).status_code == 302
    page = check(number, BORN)
    assert "Withdrawn: it holds no longer" in page
    assert "wrong dose" not in page
    assert "wrong dose" in signed_in(seen[0]).get(url).content.decode()
    assert "withdrawn before" in smith.post(url, {"reason": "x"}, follow=True).content.decode()


def test_a_wrong_number_and_a_wrong_birth_date_are_answered_alike(
    signed_in: SignIn, seen: tuple[str, str]
) -> None:
    number = number_of(seen, issue(signed_in(DR_SMITH), seen))
    absent, other = check("0" * 12, BORN), check(number, "7 May 1980")
    none, odd = check(number, ""), check("🫀", BORN)
    said = "There is no letter with this number and birth date"
    assert all(said in page for page in (absent, other, none, odd))
    assert all("Atorvastatin" not in page for page in (absent, other, none, odd))


def test_a_paper_that_tells_only_a_year_is_checked_by_that_year(signed_in: SignIn) -> None:
    patient = fresh_patient()
    entry = record(patient, ago(days=1), clinicalData=medicine("Atorvastatin", "30 days"))
    store(entry)
    client = signed_in(REEM)
    form = client.get(reverse("patients:correct", args=[patient])).context["form"]
    typed = {name: v for name in form.fields if (v := form[name].value()) is not None}
    typed |= {"date_of_birth": "about 1961", "as_typed": "on"}
    assert client.post(reverse("patients:correct", args=[patient]), typed).status_code == 302
    seen = patient, entry["recordId"]
    number = number_of(seen, issue(signed_in(DR_SMITH), seen))
    assert "Genuine and valid" in check(number, "1961")
    assert "Genuine" not in check(number, "1962")


def test_what_is_kept_to_find_a_letter_by_holds_neither_number_nor_birth_date(
    signed_in: SignIn, seen: tuple[str, str], raw: Any
) -> None:
    number = number_of(seen, issue(signed_in(DR_SMITH), seen))
    theirs = raw(partitions=[f"USER#{seen[0]}"])
    stored = [str(each) for each in theirs if "LETTER#" in each["SK"]["S"]]
    assert stored
    assert all(number not in each and "1980" not in each for each in stored)
    uow = wiring.system_work("tests")
    assert check_of(uow, number, None) != check_of(uow, "0" * 12, None)


def test_numbers_are_tried_only_so_often(clinic: None, monkeypatch: pytest.MonkeyPatch) -> None:
    few = {**limits.OF_AN_ADDRESS, LimitedAction.CHECK: Limit(2, 600)}
    monkeypatch.setattr(limits, "OF_AN_ADDRESS", few)
    monkeypatch.setattr(settings, "LIMIT_FACTOR", 1)
    client = Client(REMOTE_ADDR="192.0.2.77")
    typed = {"number": "0" * 12, "born_on": BORN}
    answers = [client.post(reverse("documents:check"), typed).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


def test_the_code_on_the_paper_fills_the_number_in_and_asks_for_the_rest(clinic: None) -> None:
    page = Client().get(reverse("documents:check"), {"number": "7K3M9PQ2XR4T"}).content.decode()
    assert "7K3M9PQ2XR4T" in page
    assert "Birth date of the patient" in page
    assert "Genuine" not in page


def test_each_page_of_letters_takes_three_round_trips_at_most(
    signed_in: SignIn, seen: tuple[str, str]
) -> None:
    smith = signed_in(DR_SMITH)
    letter_id = issue(smith, seen)
    for url in (
        address(seen, "prescription"),
        reverse("documents:letters", args=[seen[0]]),
        reverse("documents:letter", args=[seen[0], letter_id]),
        reverse("documents:letter-pdf", args=[seen[0], letter_id]),
        reverse("documents:summary-pdf", args=list(seen)),
    ):
        assert round_trips(smith, url) <= 3, url


def test_kinds_of_forms_and_kinds_of_letters_are_the_same() -> None:
    assert {each.replace("-", "_").upper() for each in TYPED} == set(LetterKind) - {
        LetterKind.SUMMARY
    }


def test_a_paper_that_takes_longer_than_services_may_is_given_out_all_the_same(
    signed_in: SignIn, seen: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The press is no service: its time is taken off no deadline, and the trail is stored after."""

    def slowly(_page: str) -> bytes:
        time.sleep(REQUEST_SECONDS + 0.5)
        return b"%PDF-"

    monkeypatch.setattr(views, "printed", slowly)
    url = reverse("documents:summary-pdf", args=list(seen))
    assert signed_in(seen[0]).get(url).content == b"%PDF-"


@pytest.mark.parametrize("kind", sorted(TYPED))
def test_what_a_letter_will_say_is_shown_first_by_the_enter_key_and_nothing_is_issued(
    signed_in: SignIn, seen: tuple[str, str], kind: str
) -> None:
    smith = signed_in(DR_SMITH)
    form = smith.get(address(seen, kind)).content.decode().partition("<main")[2]
    assert re.findall(r'<button type="submit"[^>]*name="(\w*)"', form)[0] == "preview"
    typed = {"form_id": new_id("letter"), "language": "en", **TYPED[kind], "preview": "1"}
    shown = smith.post(address(seen, kind), typed).content.decode()
    assert "It is not issued yet." in shown
    says = {"prescription": "Atorvastatin", "sick-leave": "3 June 2026", "referral": "Angiography?",
            "lab-request": ">Lipids</bdi></li>"}[kind]  # fmt: skip
    assert says in shown.partition("says-title")[2].partition("<form")[0]
    assert Letters(wiring.system_work("tests")).latest(seen[0]).items == []
    assert typed["form_id"] in shown  # the form below it issues the one that was shown


@pytest.mark.parametrize(("since", "is_said"), [(-3, True), (0, False)])
def test_a_certificate_of_days_before_the_visit_says_so_before_it_is_issued(
    signed_in: SignIn, seen: tuple[str, str], since: int, *, is_said: bool
) -> None:
    first = clinic_date(ago(days=1)) + timedelta(days=since)
    typed = {"form_id": new_id("letter"), "language": "en", "first_day": str(first),
             "last_day": str(first), "text": "", "preview": "1"}  # fmt: skip
    shown = signed_in(DR_SMITH).post(address(seen, "sick-leave"), typed).content.decode()
    assert ("comes before the day of the visit" in shown) is is_said
