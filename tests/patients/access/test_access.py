"""Who may see my record, why and until when: read by the patient, put right by compliance."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.services import book, cancel
from medisecure.access.care import Care
from medisecure.clock import now
from medisecure.dynamodb.table import Table
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Invalid
from medisecure.web.input.fields import new_id
from medisecure.wiring import health_table
from patients.access.services import assign, open_list
from tests.desk import at, booking_request, fresh_patient, the_clock_says, working_day
from tests.dynamodb.examples import care_for
from tests.patients.proxies.test_acting import acts, begin
from tests.people import DR_OTHER, DR_SMITH, JOHN, LAYLA, OMAR, REEM

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


@pytest.fixture
def patient() -> str:
    return fresh_patient("Salma", "List")


def page(patient_id: str) -> str:
    return reverse("patients:access", args=[patient_id])


def chart(client: Client, patient_id: str) -> int:
    return client.get(reverse("patients:chart", args=[patient_id])).status_code


def test_a_new_patient_reads_that_nobody_may(signed_in: SignIn, patient: str) -> None:
    assert (
        "No doctor may see the record at present"
        in signed_in(patient).get(page(patient)).content.decode()
    )


def test_a_visit_stands_there_with_its_end_and_moves_down_when_it_is_called_off(
    signed_in: SignIn, acting: As, patient: str
) -> None:
    visit = book(acting("staff", REEM), booking_request(patient, at(working_day(), "12:00")))
    said = signed_in(patient).get(page(patient)).content.decode()
    assert "A visit" in said
    assert "Before the visit only the last months" in said
    assert "No longer" not in said
    cancel(acting("staff", REEM), patient, visit.appointment_id, "")
    said = signed_in(patient).get(page(patient)).content.decode()
    assert "No doctor may see the record at present" in said
    assert "No longer" in said
    assert "Sarah Smith" in said


def test_a_relation_from_before_says_that_it_has_no_end(signed_in: SignIn, patient: str) -> None:
    table: Table = health_table()
    care_for(table, patient, DR_SMITH, since=now() - timedelta(days=900))
    assert "no end yet" in signed_in(patient).get(page(patient)).content.decode()
    assert chart(signed_in(DR_SMITH), patient) == 200


def test_compliance_names_a_doctor_until_a_day_and_ends_it(signed_in: SignIn, patient: str) -> None:
    omar, doctor = signed_in(OMAR), signed_in(DR_OTHER)
    until = (now() + timedelta(days=30)).date()
    form = {"name": new_id("assigned"), "provider": DR_OTHER, "until": until.isoformat()}
    assert chart(doctor, patient) == 404
    for _ in range(2):
        assert (
            "may see the record until that day"
            in omar.post(page(patient), form, follow=True).content.decode()
        )
    assert chart(doctor, patient) == 200
    said = signed_in(patient).get(page(patient)).content.decode()
    assert said.count("Named by the clinic") == 1
    with the_clock_says(now() + timedelta(days=32)):
        assert chart(doctor, patient) == 404
    ground = f"{DR_OTHER} assigned:{form['name']}"
    assert (
        "The access has ended."
        in omar.post(page(patient), {"end": ground}, follow=True).content.decode()
    )
    assert chart(doctor, patient) == 404
    assert (
        "has ended already"
        in omar.post(page(patient), {"end": ground}, follow=True).content.decode()
    )


def test_all_visits_with_one_doctor_are_one_line_and_end_together(
    signed_in: SignIn, acting: As, patient: str
) -> None:
    for clock in ("13:00", "14:00"):
        book(acting("staff", REEM), booking_request(patient, at(working_day(), clock)))
    assert signed_in(patient).get(page(patient)).content.decode().count(">A visit<") == 1
    signed_in(OMAR).post(page(patient), {"end": f"{DR_SMITH} visit"})
    assert chart(signed_in(DR_SMITH), patient) == 404
    said = signed_in(patient).get(page(patient)).content.decode()
    assert "No doctor may see the record at present" in said


@pytest.mark.parametrize("days", [-1, 400])
def test_a_day_that_is_past_or_too_far_is_refused_beside_its_field(
    signed_in: SignIn, acting: As, patient: str, days: int
) -> None:
    until = (now() + timedelta(days=days)).date()
    form = {"name": new_id("assigned"), "provider": DR_OTHER, "until": until.isoformat()}
    said = signed_in(OMAR).post(page(patient), form).content.decode()
    assert "within one year" in said
    assert open_list(acting("compliance", OMAR), patient) == []
    with pytest.raises(Invalid):
        assign(acting("compliance", OMAR), patient, DR_OTHER, now() + timedelta(days=days), "x")


def test_nobody_is_named_for_who_is_no_patient(signed_in: SignIn) -> None:
    until = (now() + timedelta(days=3)).date()
    form = {"name": new_id("assigned"), "provider": DR_OTHER, "until": until.isoformat()}
    for nobody in ("patient_nobody", REEM):
        assert signed_in(OMAR).post(page(nobody), form).status_code == 404


def test_the_patient_reads_and_changes_nothing(signed_in: SignIn, patient: str) -> None:
    mine, doctor = signed_in(patient), signed_in(DR_SMITH)
    care_for(health_table(), patient, DR_SMITH, since=now() - timedelta(days=9))
    until = (now() + timedelta(days=3)).date().isoformat()
    mine.post(page(patient), {"end": f"{DR_SMITH} earlier:"})
    mine.post(page(patient), {"name": new_id("assigned"), "provider": DR_OTHER, "until": until})
    assert chart(doctor, patient) == 200
    assert chart(signed_in(DR_OTHER), patient) == 404
    assert "<select" not in mine.get(page(patient)).content.decode()


def test_a_ground_that_is_not_there_is_not_ended(signed_in: SignIn, patient: str) -> None:
    for odd in ("", "x", f"{DR_SMITH} visit:x", f"{DR_SMITH} since", "a b c", "#"):
        assert signed_in(OMAR).post(page(patient), {"end": odd}).status_code == 404


@pytest.mark.parametrize("role", ["patient", "provider", "staff"])
def test_the_list_is_the_patients_and_compliances(acting: As, role: str) -> None:
    who = {"patient": LAYLA, "provider": DR_SMITH, "staff": REEM}[role]
    with pytest.raises(AccessDenied):
        open_list(acting(role, who), JOHN)
    assert Care(patient_id=JOHN, provider_id=DR_SMITH).begun is None


def test_compliance_comes_from_the_trail_of_a_patient_and_reads_whose_record_it_is(
    patient: str, signed_in: SignIn
) -> None:
    officer = signed_in(OMAR)
    trail = f"{reverse('oversight:entries')}?patient={patient}"
    words = officer.get(trail).content.decode()
    for way in ("patients:access", "patients:viewed-by"):
        address = reverse(way, args=[patient])
        assert f'href="{address}"' in words
        there = officer.get(address)
        assert "Salma List" in there.content.decode()
        assert f'href="{trail}"' in there.content.decode()
        assert not signed_in(patient).get(address).context["patient_name"]


def test_those_who_act_for_the_patient_are_among_those_who_may_see_the_record(
    signed_in: SignIn, patient: str
) -> None:
    parent, former = fresh_patient("Huda", "Parent"), fresh_patient("Sami", "Former")
    acts(parent, patient)
    acts(former, patient, proxy_name="Sami Former", ended_at=now(), ended_by=patient)
    for reader in (patient, OMAR):
        words = signed_in(reader).get(page(patient)).content.decode()
        for told in ("Huda Parent", "Read the record and documents", "Sami Former",
                     "Nothing any more", "Ended by the patient"):  # fmt: skip
            assert told in words, (reader, told)
        is_officer = reader == OMAR
        assert (f"?person={parent}&amp;patient={patient}" in words) is is_officer
        assert (reverse("patients:proxies", args=[patient]) in words) is not is_officer
    client = signed_in(parent)
    begin(client, patient)
    words = client.get(page(patient)).content.decode()
    assert "May see it now" in words
    assert "Sami Former" not in words


def test_no_word_there_is_said_to_the_patient_alone(
    signed_in: SignIn, acting: As, patient: str
) -> None:
    """Compliance, and whoever acts for the patient, read the same lines."""
    book(acting("staff", REEM), booking_request(patient, at(working_day(), "09:00")))
    words = signed_in(OMAR).get(page(patient)).content.decode()
    assert "A visit" in words
    assert "with you" not in words
