"""What a patient sees first: the next visit, what to do, medicines, findings, files, who looked."""

import pytest

from medisecure.encryption.cipher import Cipher
from tests.patients.home.portal import (
    ago,
    document,
    entries,
    evening,
    fresh_patient,
    medicine,
    record,
    round_trips,
    store,
    visit,
)
from tests.people import DR_OTHER, DR_SMITH, JOHN, OMAR, REEM
from tools.drills.cast import doctors

HOME = "/home/"


def page_of(signed_in, patient_id):
    answer = signed_in(patient_id).get(HOME)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_new_patient_is_told_that_there_is_nothing_yet(signed_in):
    page = page_of(signed_in, fresh_patient())
    for sentence in (
        "No visit is booked", "Nothing to do right now", "No medicine prescribed here",
        "After a visit you can read here", "No documents yet", "Nobody but you has looked",
    ):  # fmt: skip
        assert sentence in page


def test_the_next_visit_says_when_where_with_whom_how_to_prepare_and_what_to_pay(signed_in):
    patient = fresh_patient()
    soon = visit(
        patient, ago(days=-2, minutes=31), preparation=["Come fasting"],
        payment={"fee": 350, "currency": "QAR", "status": "PENDING", "method": "CARD"},
    )  # fmt: skip
    called_off = visit(patient, ago(days=-1), status="CANCELLED")
    store(soon, called_off)
    page = page_of(signed_in, patient)
    assert f"/patients/{patient}/visits/{soon['appointmentId']}/" in page
    assert called_off["appointmentId"] not in page
    for words in ("Dr. Sarah Smith", "Room 7", "Come fasting", "350", "not paid yet"):
        assert words in page


def test_a_visit_under_way_stays_the_next_one(signed_in):
    patient = fresh_patient()
    (doctor,) = doctors(1)  # whose time no other test has taken
    store(visit(patient, ago(minutes=2, seconds=11), status="IN_CONSULTATION", providerId=doctor))
    assert "In consultation" in page_of(signed_in, patient)


def test_a_follow_up_is_to_do_until_it_is_booked(signed_in):
    patient = fresh_patient()
    wanted = {"required": True, "timeframe": "3 months", "notes": "Check the lipids"}
    store(record(patient, ago(days=10), followUp=wanted))
    page = page_of(signed_in, patient)
    assert "Book a follow-up visit" in page
    assert "Check the lipids" in page
    store(visit(patient, evening(20, 47)))
    assert "Check the lipids" not in page_of(signed_in, patient).split("Your latest visit")[0]


def test_a_missed_follow_up_is_overdue_and_a_no_show_does_not_settle_it(signed_in):
    patient = fresh_patient()
    wanted = {"required": True, "timeframe": "2 weeks"}
    missed = visit(patient, ago(days=80, minutes=5), status="NO_SHOW")
    store(record(patient, ago(days=100), followUp=wanted), missed)
    assert "A follow-up visit is overdue" in page_of(signed_in, patient)


def test_a_past_unpaid_visit_is_to_do_and_a_paid_or_cancelled_one_is_not(signed_in):
    patient = fresh_patient()
    fee = {"fee": 200, "currency": "QAR"}
    open_one = visit(patient, ago(days=5, minutes=3), status="COMPLETED",
                     payment=fee | {"status": "PENDING"})  # fmt: skip
    paid = visit(patient, ago(days=6, minutes=3), status="COMPLETED",
                 payment=fee | {"status": "PAID"})  # fmt: skip
    off = visit(patient, ago(days=7), status="CANCELLED", payment=fee | {"status": "PENDING"})
    store(open_one, paid, off)
    page = page_of(signed_in, patient)
    assert open_one["appointmentId"] in page
    assert paid["appointmentId"] not in page
    assert off["appointmentId"] not in page


def test_medicines_are_those_still_taken_and_the_newest_prescription_counts(signed_in):
    patient = fresh_patient()
    store(
        record(patient, ago(days=3), clinicalData=medicine("Amlodipine", "90 days")),
        record(patient, ago(days=40), clinicalData=medicine("Aspirin", "30 days")),
        record(patient, ago(days=50), clinicalData=medicine("AMLODIPINE", "1 year")),
        record(patient, ago(days=1), clinicalData=medicine("Wrong pill", "90 days"),
               status="ENTERED_IN_ERROR"),
    )  # fmt: skip
    page = page_of(signed_in, patient)
    assert page.count("Amlodipine") == 1
    for gone in ("AMLODIPINE", "Aspirin", "Wrong pill"):
        assert gone not in page


@pytest.fixture
def opened(monkeypatch):
    """Where each secret that is opened from now on is kept: `table|PK|SK|attribute`."""
    places, open_one = [], Cipher.open

    def noted(cipher, ciphertext, place):
        places.append(place.decode())
        return open_one(cipher, ciphertext, place)

    monkeypatch.setattr(Cipher, "open", noted)
    return places


def test_of_listed_entries_only_each_doctors_newest_is_opened_and_told(signed_in, raw, opened):
    patient, due = fresh_patient(), {"required": True, "timeframe": "1 year", "notes": "See again"}
    newest = record(patient, ago(days=3), isListed=True, clinicalData={"chiefComplaint": "Cough"})
    older = record(patient, ago(days=9), isListed=True, clinicalData={"chiefComplaint": "Fever"})
    other = record(patient, ago(days=20), isListed=True, providerId=DR_OTHER, followUp=due)
    store(newest, older, other)
    del opened[:]
    page = page_of(signed_in, patient)
    assert "Cough" in page
    assert "See again" in page
    assert not [place for place in opened if older["recordId"] in place]
    told = str([each for each in raw(actor=patient) if each["PK"]["S"].startswith("AUDIT#")])
    assert newest["recordId"] in told
    assert other["recordId"] in told
    assert older["recordId"] not in told


def test_an_entry_that_is_on_no_list_yet_still_names_its_medicine(signed_in):
    patient = fresh_patient()
    store(
        record(patient, ago(days=3), isListed=True),
        record(patient, ago(days=9), clinicalData=medicine("Amlodipine", "90 days")),
    )
    assert "Amlodipine" in page_of(signed_in, patient)


def test_a_doctors_newest_entry_is_the_newest_that_counts(signed_in):
    patient = fresh_patient()
    store(
        record(patient, ago(days=3), isListed=True, status="ENTERED_IN_ERROR"),
        record(patient, ago(days=9), isListed=True, clinicalData={"chiefComplaint": "Fever"}),
    )
    assert "Fever" in page_of(signed_in, patient)


def test_of_visits_that_were_and_of_documents_only_what_is_shown_is_opened(signed_in, opened):
    patient = fresh_patient()
    fee = {"fee": 120, "currency": "QAR", "status": "PENDING"}
    store(
        visit(patient, ago(days=3), reason="Private", payment=fee), document(patient, ago(days=1))
    )
    del opened[:]
    page = page_of(signed_in, patient)
    assert "A visit is not paid yet" in page
    assert "Blood count" in page
    assert not [place for place in opened if place.endswith(("|reason", "|fileInfo"))]


def test_drafts_and_documents_for_doctors_do_not_reach_the_patient(signed_in):
    patient = fresh_patient()
    store(
        record(patient, ago(days=1), status="DRAFT", clinicalData={"chiefComplaint": "Unsaid"}),
        document(patient, ago(days=1), security={"accessLevel": "PROVIDER_ONLY"}),
        document(patient, ago(days=2), status="QUARANTINED"),
    )
    page = page_of(signed_in, patient)
    assert "Unsaid" not in page
    assert "Blood count" not in page


def test_home_tells_the_last_three_looks_of_others(signed_in):
    patient = fresh_patient()
    written = [record(patient, ago(days=9 + n)) for n in range(2)]
    store(*written, visit(patient, ago(days=33)))
    doctor = signed_in(DR_SMITH)
    for page in ("results/", "visits/", "documents/"):
        doctor.get(f"/patients/{patient}/{page}")
    for entry in written:
        doctor.get(f"/patients/{patient}/records/{entry['recordId']}/")
    page = page_of(signed_in, patient)
    viewed = page.split('id="viewed"')[1]
    assert viewed.count('class="timeline-item"') == 3
    assert viewed.count("Read the chart, for treatment, 2 times") == 1
    assert "Dr. Sarah Smith" in viewed


def test_home_takes_four_round_trips_however_much_there_is(signed_in):
    client = signed_in(JOHN)
    assert round_trips(client, HOME) <= 4


@pytest.mark.parametrize("user_id", [DR_SMITH, REEM, OMAR])
def test_nobody_but_a_patient_has_this_home(signed_in, raw, user_id):
    before = len(entries(raw, userId=user_id, result="DENIED"))
    assert signed_in(user_id).get(HOME).status_code == 404
    assert len(entries(raw, userId=user_id, result="DENIED")) > before


def test_home_is_written_from_right_to_left_in_arabic(signed_in):
    assert 'dir="rtl"' in page_of(signed_in, fresh_patient(language="ar"))
