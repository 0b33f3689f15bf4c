"""A document is sent, checked, and then part of the record: each step as its sender sees it."""

import re
from urllib.request import urlopen

import pytest

from documents.intake import services
from documents.intake.models import State
from documents.models import FILE_BYTES, Status
from medisecure.document_store import FORM_SECONDS
from tests.documents.files import photo, posted
from tests.documents.intake.conftest import work
from tests.patients.home.portal import ago, document, entries, fresh_patient, store
from tests.people import DR_OTHER, DR_SMITH, LAYLA, OMAR, REEM

JPEG = photo()


def in_care():
    """A fresh patient of Dr. Smith's."""
    patient = fresh_patient()
    store(document(patient, ago(days=9)))
    return patient


def test_a_patient_sends_a_photo_and_their_doctor_opens_it(signed_in, sending, raw):
    patient = in_care()
    sent = sending(patient)
    assert sent.begun.status_code == 302
    assert sent.add(JPEG) == 204
    assert sent.send().status_code == 302
    assert (
        "Being checked"
        in signed_in(patient).get(f"/patients/{patient}/documents/sent/").content.decode()
    )
    doctor = signed_in(DR_SMITH)
    listed = f"/patients/{patient}/documents/"
    assert f"{sent.intake_id}/download/" not in doctor.get(listed).content.decode()
    work()
    assert sent.intake().state is State.TAKEN_IN
    assert f"{sent.intake_id}/download/" in doctor.get(listed).content.decode()
    answer = doctor.get(f"{listed}{sent.intake_id}/download/")
    assert answer.status_code == 303
    with urlopen(answer["Location"]) as file:  # noqa: S310 - the link is our own
        content = file.read()
    assert content.startswith(b"\xff\xd8\xff")
    assert 'filename="Blood count.jpg"' in file.headers["Content-Disposition"]
    (taken,) = entries(raw, userId="system_check_documents", patientId=patient,
                       action="TAKE_IN_DOCUMENT")  # fmt: skip
    assert taken["resourceId"] == sent.intake_id


def test_the_file_that_is_kept_is_the_one_its_checksum_names(sending):
    sent = sending(in_care())
    sent.add(JPEG)
    sent.send()
    work()
    kept = sent.document()
    assert kept.status is Status.ACTIVE
    assert kept.is_proven
    assert kept.file_info.has_digest
    assert kept.file_info.s3_version
    assert kept.file_info.mime_type == "image/jpeg"


def test_without_a_script_the_form_goes_to_the_store_and_comes_back(signed_in, sending):
    patient = in_care()
    sent = sending(patient)
    url, fields = sent.plain()
    status, location = posted(url, fields, JPEG, name="../../letter\u202e.jpg")
    assert status == 303
    assert location.startswith(f"http://127.0.0.1:8000{sent.url}?bucket=")
    page = signed_in(patient).get(location.removeprefix("http://127.0.0.1:8000"))
    assert [each.number for each in page.context["parts"]] == [1]
    assert page.context["number"] == 2
    sent.send()
    work()
    assert sent.document().is_proven


def test_several_photos_become_one_paper_in_their_order(sending):
    sent = sending(in_care())
    for number in (2, 1, 3):
        sent.add(photo(size=(100 * number, 80)), number=number)
    sent.send()
    work()
    kept = sent.document()
    assert kept.file_info.mime_type == "application/pdf"
    assert kept.verification
    assert kept.verification.pages == 3


def test_only_the_page_that_sends_may_send_to_the_store(sending):
    sent = sending(in_care())
    listed = f"/patients/{sent.patient_id}/documents/sent/"
    page, other = (sent.client.get(each)["Content-Security-Policy"] for each in (sent.url, listed))
    url, _ = sent.plain()
    allowed = {each.split()[0]: each.split()[1:] for each in page.split("; ")}
    assert url in allowed["connect-src"]
    assert url in allowed["form-action"]
    assert url not in other
    assert not [each for each in allowed["connect-src"] if each not in ("'self'", url)]


def test_nothing_is_sent_where_nothing_arrived(sending):
    sent = sending(in_care())
    page = sent.send()
    assert page.status_code == 200
    assert "Nothing has arrived yet" in page.content.decode()
    assert sent.intake().is_open


def test_a_page_is_taken_out_again(sending):
    sent = sending(in_care())
    sent.add(JPEG)
    sent.add(JPEG, number=2)
    sent.client.post(sent.url, {"remove": "1"})
    assert [each.number for each in sent.client.get(sent.url).context["parts"]] == [2]


def test_it_is_taken_back_before_it_was_checked(signed_in, sending):
    patient = in_care()
    sent = sending(patient)
    sent.add(JPEG)
    sent.send()
    sent.client.post(sent.url, {"withdraw": "1"})
    assert sent.intake().state is State.WITHDRAWN
    work()
    shown = signed_in(DR_SMITH).get(f"/patients/{patient}/documents/").content.decode()
    assert sent.intake_id not in shown


def test_the_same_form_sent_twice_begins_one_document(sending):
    sent = sending(in_care())
    again = sent.client.post(
        f"/patients/{sent.patient_id}/documents/send/",
        {"form_id": sent.intake_id, "type": "OTHER", "title": "Again"},
    )
    assert again["Location"] == sent.url
    told = sent.intake().told
    assert told
    assert told.title == "Blood count"


@pytest.mark.parametrize(
    "told", [{"title": ""}, {"title": "x" * 201}, {"title": "\x07"}, {"type": "VIRUS"},
             {"form_id": "doc_1"}, {"title": "\u202e\u200b"}],
)  # fmt: skip
def test_what_cannot_be_meant_is_said_at_its_field(sending, told):
    answer = sending(in_care(), **told).begun
    assert answer.status_code == 200
    assert answer.context["form"].errors


class TestWhoMay:
    def test_the_front_desk_adds_a_scan_and_sees_nothing_else(self, signed_in, sending):
        patient = in_care()
        own = sending(patient, title="From the patient")
        sent = sending(REEM, patient, title="Insurance card", for_patient="on")
        sent.add(JPEG)
        sent.send()
        work()
        page = signed_in(REEM).get(f"/patients/{patient}/documents/sent/").content.decode()
        assert "Insurance card" in page
        assert "From the patient" not in page
        assert "/download/" not in page
        assert signed_in(REEM).get(own.url).status_code == 404
        assert signed_in(REEM).get(f"/patients/{patient}/documents/").status_code == 404
        assert (
            sent.intake_id
            in signed_in(patient).get(f"/patients/{patient}/documents/").content.decode()
        )

    def test_what_is_for_doctors_only_is_hidden_from_the_patient(self, signed_in, sending):
        patient = in_care()
        sent = sending(DR_SMITH, patient, title="For colleagues")
        sent.add(JPEG)
        sent.send()
        work()
        client = signed_in(patient)
        for page in ("sent/", ""):
            url = f"/patients/{patient}/documents/{page}"
            assert "For colleagues" not in client.get(url).content.decode()
        assert client.get(sent.url).status_code == 404
        assert (
            "For colleagues"
            in signed_in(DR_SMITH).get(f"/patients/{patient}/documents/").content.decode()
        )

    def test_compliance_sends_nothing(self, signed_in, sending):
        patient = in_care()
        assert sending(OMAR, patient).begun.status_code == 404
        assert signed_in(OMAR).get(f"/patients/{patient}/documents/sent/").status_code == 404

    @pytest.mark.parametrize("who", [LAYLA, DR_OTHER])
    def test_nobody_sends_for_somebody_elses_patient(self, signed_in, sending, raw, who):
        patient = in_care()
        theirs = sending(patient)
        theirs.add(JPEG)
        assert sending(who, patient).begun.status_code == 404
        client = signed_in(who)
        for url in ("send/", "sent/", f"sending/{theirs.intake_id}/"):
            assert client.get(f"/patients/{patient}/documents/{url}").status_code == 404
        assert client.post(theirs.url, {"send": "1"}).status_code == 404
        assert client.post(f"{theirs.url}part/", {"number": 1}).status_code == 404
        assert theirs.intake().is_open
        assert entries(raw, userId=who, patientId=patient, result="DENIED")

    def test_a_doctor_does_not_send_what_the_patient_began(self, signed_in, sending):
        theirs = sending(in_care())
        theirs.add(JPEG)
        assert signed_in(DR_SMITH).post(theirs.url, {"send": "1"}).status_code == 404
        assert theirs.intake().is_open

    def test_sending_is_limited(self, sending, settings):
        settings.LIMIT_FACTOR = 1
        patient = in_care()
        answers = [sending(patient).begun.status_code for _ in range(21)]
        assert answers[19:] == [302, 429]


def test_without_a_script_the_page_says_before_what_the_store_refuses_and_renews_its_form(sending):
    one = sending(in_care())
    page = one.client.get(one.url).content.decode()
    renews = re.search(r'<noscript><meta http-equiv="refresh" content="(\d+)"></noscript>', page)
    assert renews
    assert 0 < int(renews[1]) < FORM_SECONDS
    told = page.partition('<form id="upload"')[2].partition("</form>")[0]
    assert "more than 100 MB" in told
    assert "This form is good until" in told
    assert f'data-most="{FILE_BYTES}"' in page


@pytest.mark.parametrize(
    ("content", "told"), [(b"", "This file is empty"), (JPEG, "A file may have at most 25 MB")]
)
def test_without_a_script_an_empty_or_too_large_file_is_told_by_our_page(
    sending, monkeypatch, content, told
):
    one = sending(in_care())
    monkeypatch.setattr(services, "largest_part", lambda: len(JPEG) - 1)
    monkeypatch.setattr(services, "PLAIN_BYTES", len(JPEG))
    url, fields = one.plain()
    status, location = posted(url, fields, content)
    assert status == 303
    here = location.removeprefix("http://127.0.0.1:8000")
    page = one.client.get(here)
    assert page.context["parts"] == ()
    after = one.client.get(here).content.decode()  # it was taken out, and is told once
    assert page.content.decode().count(told) == after.count(told) + 1
    one.send()
    assert one.intake().state is State.OPEN


def test_a_file_that_does_not_fit_is_never_sent_on(sending, monkeypatch):
    one = sending(in_care())
    monkeypatch.setattr(services, "largest_part", lambda: len(JPEG) - 1)
    posted(*one.plain(), JPEG)
    one.send()
    assert one.intake().state is State.OPEN
    assert one.intake().parts == ()
