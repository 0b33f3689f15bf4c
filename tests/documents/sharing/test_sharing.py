"""One thing shown to somebody outside: by link and code, until a day, counted, taken back."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from documents.models import Status
from documents.repository import Documents
from documents.sharing.models import MOST_TRIES
from documents.sharing.repository import Shares
from documents.verification.opening import digest
from medisecure import document_store
from medisecure.document_store import put_file
from medisecure.dynamodb.calls.meter import metered
from medisecure.web.input.fields import new_id
from medisecure.wiring import system_work
from tests.desk import the_clock_says
from tests.documents.intake.conftest import work
from tests.documents.viewing.files import pdf
from tests.patients.home.portal import ago, document, entries, fresh_patient, store
from tests.people import DR_SMITH, LAYLA, OMAR, REEM


@pytest.fixture
def patient(clinic):
    """Somebody with a document of two pages, and one for doctors only: (their id, documents)."""
    patient_id = fresh_patient("Salma")
    mine = document(patient_id, ago(days=3))
    theirs = document(patient_id, ago(days=2), security={"accessLevel": "PROVIDER_ONLY"})
    store(mine, theirs)
    put_file(mine["fileInfo"]["s3Key"], pdf("page one", "page two"), "application/pdf")
    return patient_id, mine["documentId"], theirs["documentId"]


def page_of(patient_id):
    return f"/patients/{patient_id}/shared/"


def shared(client, patient_id, what="summary", days=7):
    """What was made: the path of the link, and the code."""
    typed = {"share_id": new_id("share"), "what": what, "to": "Dr. Hadi", "days": days}
    page = client.post(page_of(patient_id), typed)
    link = page.context["link"]
    return link[link.index("/shared/") :], page.context["code"]


def bare(answer):
    """The page without the token that differs each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def stored(patient_id):
    return Shares(system_work("tests")).latest(patient_id).items


def test_who_has_link_and_code_sees_the_document_and_the_patient_sees_it_counted(
    signed_in, raw, patient
):
    patient_id, mine, _ = patient
    client, outside = signed_in(patient_id), Client()
    path, code = shared(client, patient_id, mine)
    asked = outside.get(path).content.decode()
    assert "Salma" not in asked
    assert "Blood count" not in asked
    page = outside.post(path, {"code": code.lower().replace("-", " ")}).content.decode()
    for words in ("Salma Test", "Blood count", "Page 1 of 2", "data:image/png;base64,"):
        assert words in page
    second = outside.post(path, {"code": code, "page": "2"}).content.decode()
    assert "Page 2 of 2" in second
    assert "Opened 1 time" in client.get(page_of(patient_id)).content.decode()
    looks = entries(raw, userId="system_shared-link", patientId=patient_id)
    assert {each["action"] for each in looks} >= {"OPEN_SHARE", "VIEW_DOCUMENT"}


def test_documents_of_one_title_are_told_apart_by_the_day_they_bear(signed_in):
    patient_id = fresh_patient("Salma")
    told = [document(patient_id, ago(days=n)) for n in (3, 4)]
    told[0]["documentInfo"]["datedOn"] = "2019-02-03"
    store(*told)
    html = signed_in(patient_id).get(page_of(patient_id)).content.decode()
    titles = re.findall(r'<option value="doc_[^"]*">([^<]+)<', html)
    assert len(set(titles)) == 2
    assert any(each.endswith(" · 3 February 2019") for each in titles)


def test_neither_the_link_nor_the_code_is_kept(signed_in, raw, patient):
    path, code = shared(signed_in(patient[0]), patient[0])
    kept = str(raw(partitions=[f"USER#{patient[0]}"]))
    secret = path.split("/")[2]
    assert secret not in kept
    assert code not in kept
    assert code.replace("-", "") not in kept


def test_a_summary_says_what_the_lists_say(signed_in, patient):
    path, code = shared(signed_in(patient[0]), patient[0])
    page = Client().post(path, {"code": code}).content.decode()
    for words in ("Salma Test", "Allergies", "Problems", "Medicines"):
        assert words in page


def test_opening_it_costs_five_round_trips_and_stores_the_code_before_it_reads(signed_in, patient):
    path, code = shared(signed_in(patient[0]), patient[0])
    Client().post(path, {"code": code})
    with metered() as cost:
        assert Client().post(path, {"code": code}).status_code == 200
    assert cost.sequential <= 5
    stored_at = next(each.depth for each in cost.calls if each.operation == "transact_write_items")
    lists = max(each.depth for each in cost.calls if each.operation == "query")
    assert stored_at < lists


def test_after_five_wrong_codes_the_right_one_opens_nothing(signed_in, patient):
    path, code = shared(signed_in(patient[0]), patient[0])
    for n in range(1, MOST_TRIES + 1):
        answer = Client().post(path, {"code": f"WRONG00{n}"})
        assert answer.status_code == (200 if n < MOST_TRIES else 404)  # the last one closes it
        assert "Salma" not in answer.content.decode()
    assert "leads nowhere" in answer.content.decode()
    assert Client().post(path, {"code": code}).status_code == 404
    assert "five times" in signed_in(patient[0]).get(page_of(patient[0])).content.decode()


def test_it_runs_out_and_can_be_taken_back(signed_in, patient):
    client = signed_in(patient[0])
    path, code = shared(client, patient[0], days=1)
    with the_clock_says(stored(patient[0])[0].until + timedelta(seconds=1)):
        over = Client().post(path, {"code": code})
    assert over.status_code == 404
    assert "leads nowhere" in over.content.decode()
    share_id = stored(patient[0])[0].share_id
    client.post(f"{page_of(patient[0])}{share_id}/end/")
    assert Client().post(path, {"code": code}).status_code == 404
    again = client.post(f"{page_of(patient[0])}{share_id}/end/", follow=True).content.decode()
    assert "This link no longer works." in again


def test_what_never_was_looks_like_what_is_over(signed_in, patient):
    path, _ = shared(signed_in(patient[0]), patient[0])
    share_id = stored(patient[0])[0].share_id
    signed_in(patient[0]).post(f"{page_of(patient[0])}{share_id}/end/")
    over, never = Client().get(path), Client().get(f"/shared/{'x' * 43}/")
    assert over.status_code == never.status_code
    assert bare(over).replace(path, f"/shared/{'x' * 43}/") == bare(never)


def test_the_page_of_a_link_that_is_over_is_in_the_readers_language(clinic):
    page = Client().get(f"/shared/{'x' * 43}/", headers={"accept-language": "ar"})
    assert 'dir="rtl"' in page.content.decode()


def test_what_the_patient_may_see_no_more_is_not_shown_by_an_old_link(signed_in, patient):
    patient_id, mine, _ = patient
    path, code = shared(signed_in(patient_id), patient_id, mine)
    why = {"reason": "It is another one's"}
    signed_in(DR_SMITH).post(f"/patients/{patient_id}/documents/{mine}/archive/", why)
    answer = Client().post(path, {"code": code})
    assert answer.status_code == 404
    assert "Blood count" not in answer.content.decode()


def test_what_was_changed_behind_our_back_is_not_shown_and_held_back(
    signed_in, patient, monkeypatch
):
    patient_id, _, _ = patient
    sound = pdf("a paper")
    told = document(patient_id, ago(days=1))
    told["fileInfo"] |= {"fileSize": len(sound), "checksum": digest(sound)}
    put_file(told["fileInfo"]["s3Key"], sound, "application/pdf")
    store(told)
    work()
    path, code = shared(signed_in(patient_id), patient_id, told["documentId"])
    monkeypatch.setattr(document_store, "read_file", lambda *_: iter([sound[:-1] + b"g"]))
    assert Client().post(path, {"code": code}).status_code == 404
    held = Documents(system_work("tests")).get(patient_id, told["documentId"])
    assert held.status is Status.QUARANTINED


def test_one_shares_only_what_one_sees(signed_in, patient):
    patient_id, _, theirs = patient
    typed = {"share_id": new_id("share"), "what": theirs, "to": "Dr. Hadi", "days": 7}
    page = signed_in(patient_id).post(page_of(patient_id), typed)
    assert "what" in page.context["form"].errors
    assert stored(patient_id) == []


@pytest.mark.parametrize("who", [LAYLA, DR_SMITH, REEM, OMAR])
def test_nobody_shares_for_somebody_else(signed_in, patient, who):
    typed = {"share_id": new_id("share"), "what": "summary", "to": "Dr. Hadi", "days": 7}
    assert signed_in(who).post(page_of(patient[0]), typed).status_code == 404
    assert stored(patient[0]) == []


def test_the_same_form_sent_twice_makes_one_link(signed_in, patient):
    client = signed_in(patient[0])
    typed = {"share_id": new_id("share"), "what": "summary", "to": "Dr. Hadi", "days": 7}
    client.post(page_of(patient[0]), typed)
    again = client.post(page_of(patient[0]), typed, follow=True).content.decode()
    assert "made before" in again
    assert len(stored(patient[0])) == 1


def test_the_form_is_read_in_arabic(signed_in, clinic):
    patient = fresh_patient(language="ar")
    page = signed_in(patient).get(page_of(patient)).content.decode()
    assert "يوم واحد" in page
    assert "7 days" not in page
