"""Before a patient chooses a time: which doctors are offered at all, and what is said of them."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from ulid import ULID

from appointments.booking.opened_slots import DoctorTime
from appointments.booking.services import book, cancel
from appointments.portal.doctor_cards import AT_ONCE
from appointments.portal.forms import sealed_id
from appointments.waitlist.models import ANY
from appointments.waitlist.offering import first_in_line, read_slot
from appointments.waitlist.repository import Entries
from appointments.waitlist.services import WaitlistRequest, join, leave
from medisecure import wiring
from medisecure.audit.actions import Action
from medisecure.clock import now, utc_text
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.identity.person import AccountStatus
from medisecure.importing.loading import load
from medisecure.web.input.fields import new_id
from providers.directory.models import WEEKDAYS
from providers.directory.repository import Providers
from tests.desk import at, booking_request, fresh_patient
from tests.people import REEM, profile

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
BOOK = "/my/visits/book/"
JOIN = "/my/waitlist/join/"
EVERY_DAY = {each: {"start": "08:00", "end": "12:00"} for each in WEEKDAYS}
VIDEO = {"code": "VIDEO_CALL", "name": "Video call", "minutes": 20, "mode": "VIDEO"}
CALL = {"code": "CONSULTATION", "name": "Consultation", "minutes": 30}
DAY = now().date() + timedelta(days=20)
MAN_OF_41 = str(DAY.replace(year=DAY.year - 41, month=1, day=1))
CHILD_OF_5 = str(DAY.replace(year=DAY.year - 5, month=1, day=1))


@pytest.fixture
def doctor() -> Any:
    """A maker of doctors who are gone for other tests afterwards."""
    made: list[dict[str, Any]] = []

    def make(specialty: str, *, gender: str = "", languages: tuple[str, ...] = (),
             **terms: Any) -> str:  # fmt: skip
        name = f"provider_{ULID()}"
        item = profile(name, "PROVIDER", "Dr. Amna", "Kind", f"{name}@example.com")
        item["personalInfo"] |= {"gender": gender} if gender else {}
        item |= {
            "professionalInfo": {"specialization": specialty, "department": specialty,
                                 "languages": list(languages)},
            "availability": {"workingHours": EVERY_DAY, "holidayCountry": "NONE", **terms},
        }  # fmt: skip
        made.append(item)
        _stored(item)
        return name

    yield make
    for item in made:
        _retired(item["PK"].partition("#")[2])


def _stored(item: dict[str, Any]) -> None:
    uow = wiring.system_work("tests")
    load(uow, item)
    uow.close()


def _retired(provider_id: str) -> None:
    uow = wiring.system_work("tests")
    gone = Providers(uow).current(provider_id)
    with uow:
        Providers(uow).save(replace(gone, status=AccountStatus.DISABLED), Action.CHANGE_HOURS)
    uow.close()


def offered(client: Client, whom: str, **asked: str) -> str:
    answer = client.get(BOOK, {"whom": whom, "day": str(DAY), "doctors": "900", **asked})
    return unescape(answer.content.decode())


def buttons(html: str, provider_id: str) -> list[str]:
    return re.findall(rf'name="slot" value="({provider_id}@[^"]+)"', html)


def test_a_paediatrician_is_offered_to_a_child_and_never_to_a_man_of_41(
    signed_in: SignIn, doctor: Any
) -> None:
    paediatrician = doctor("General Pediatrics")
    family = doctor("Family Medicine")
    man = signed_in(fresh_patient(born=MAN_OF_41))
    for whom in ("any", "specialty:General Pediatrics", paediatrician):
        assert not buttons(offered(man, whom), paediatrician), whom
    assert f'value="{paediatrician}"' not in offered(man, "any")  # nor in the list to choose from
    assert buttons(offered(man, "any"), family)
    child = signed_in(fresh_patient(born=CHILD_OF_5))
    assert buttons(offered(child, "any"), paediatrician)


def test_a_department_named_like_a_specialty_is_offered_once(
    signed_in: SignIn, doctor: Any
) -> None:
    family = doctor("Family Medicine")
    client = signed_in(fresh_patient(born=MAN_OF_41))
    for page in (offered(client, "any"), unescape(client.get(JOIN).content.decode())):
        assert page.count(">Family Medicine</option>") == 1
        assert 'value="department:Cardiac Surgery"' in page  # the specialty is another: cardiology
    by_an_old_link = offered(client, "department:Family Medicine")
    assert '<option value="department:Family Medicine" selected>' in by_an_old_link
    assert buttons(by_an_old_link, family)


def test_the_ages_a_doctor_entered_win_over_the_specialty(signed_in: SignIn, doctor: Any) -> None:
    adolescents = doctor("Pediatrics", patientAges={"atLeast": 10, "below": 60})
    assert buttons(offered(signed_in(fresh_patient(born=MAN_OF_41)), adolescents), adolescents)
    assert not buttons(offered(signed_in(fresh_patient(born=CHILD_OF_5)), adolescents), adolescents)


def test_somebody_whose_birth_date_nobody_knows_is_offered_all(
    signed_in: SignIn, doctor: Any
) -> None:
    paediatrician = doctor("Pediatrics")
    assert buttons(offered(signed_in(fresh_patient()), paediatrician), paediatrician)


def test_a_made_up_address_does_not_book_a_doctor_of_another_age(
    signed_in: SignIn, doctor: Any
) -> None:
    paediatrician, patient = doctor("Pediatrics"), fresh_patient(born=MAN_OF_41)
    wanted = f"{paediatrician}@{utc_text(at(DAY, '09:00'))}"
    sent = {"form": sealed_id(patient), "slot": wanted, "kind": "CONSULTATION", "whom": "any"}
    answer = signed_in(patient).post(BOOK, sent)
    assert answer.status_code == 200
    assert "does not see patients of this age" in unescape(answer.content.decode())
    confirmed = {**sent, "reason": ""}
    answer = signed_in(patient).post(reverse("appointments:portal-confirm"), confirmed)
    assert "does not see patients of this age" in unescape(answer.content.decode())


def test_any_doctor_means_the_general_ones_where_the_clinic_has_some(
    signed_in: SignIn, doctor: Any
) -> None:
    surgeon = doctor("Neurosurgery")
    patient = signed_in(fresh_patient(born=MAN_OF_41))
    assert buttons(offered(patient, "any"), surgeon)  # a clinic without any general doctor
    family = doctor("Family Medicine")
    html = offered(patient, "any")
    assert buttons(html, family)
    assert not buttons(html, surgeon)
    assert "Any general doctor" in html
    assert buttons(offered(patient, "specialty:Neurosurgery"), surgeon)


def test_each_doctor_says_what_helps_to_choose_and_several_have_one_time(
    signed_in: SignIn, doctor: Any
) -> None:
    names = {"gender": "F", "languages": ("ar", "en"), "consultationFee": 150, "currency": "QAR"}
    one, other = doctor("Family Medicine", **names), doctor("Family Medicine")
    html = offered(signed_in(fresh_patient()), "specialty:Family Medicine")
    nine = utc_text(at(DAY, "09:00"))
    assert f"{one}@{nine}" in buttons(html, one)
    assert f"{other}@{nine}" in buttons(html, other)
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    for said in ("Family Medicine", "Woman", "Languages: Arabic, English", "150", "In person"):
        assert said in words, said


def test_by_video_only_who_does_that_with_the_kind_and_length_of_it(
    signed_in: SignIn, doctor: Any
) -> None:
    by_video = doctor("Family Medicine", visitTypes=[CALL, VIDEO])
    in_person = doctor("Family Medicine", visitTypes=[CALL])
    patient = fresh_patient()
    html = offered(signed_in(patient), "specialty:Family Medicine", mode="VIDEO")
    assert buttons(html, by_video)
    assert not buttons(html, in_person)
    [card] = re.findall(r'<li class="doctor-card">.*?</li>', html, re.DOTALL)
    assert 'name="kind" value="VIDEO_CALL"' in card
    assert "20 minutes" in card


def test_doctors_beyond_the_first_are_counted_and_a_link_away(
    signed_in: SignIn, doctor: Any
) -> None:
    everybody = [doctor("Family Medicine") for _ in range(AT_ONCE + 2)]
    client = signed_in(fresh_patient())
    asked = {"whom": "specialty:Family Medicine", "day": str(DAY)}
    html = unescape(client.get(BOOK, asked).content.decode())
    assert sum(bool(buttons(html, each)) for each in everybody) == AT_ONCE
    [link] = re.findall(r'href="(\?[^"]+doctors=[^"]+)#times"', html)
    assert "2 more doctors are free on this day" in html
    html = unescape(client.get(BOOK + link).content.decode())
    assert all(buttons(html, each) for each in everybody)


def test_the_waitlist_offers_a_childs_time_to_no_man_of_41(acting: As, doctor: Any) -> None:
    def waiting(born: str) -> Any:
        patient_id = fresh_patient(born=born)
        wanted = WaitlistRequest(
            patient_id=patient_id, whom=ANY, earliest=now().date(), latest=DAY, minutes=30,
            visit_type="CONSULTATION", visit_id=new_id("appointment"),
        )  # fmt: skip
        return join(acting("patient", patient_id), wanted)

    paediatrician = doctor("Pediatrics")
    man, child = waiting(MAN_OF_41), waiting(CHILD_OF_5)
    span = DoctorTime(provider_id=paediatrician, starts_at=at(DAY, "09:00"), minutes=30)
    system = wiring.system_work("tests")
    chosen = [each.patient_id for each in first_in_line(system, read_slot(system, span), 3)]
    system.close()
    for each in (man, child):
        leave(acting("staff", REEM), each.patient_id, each.entry_id)
    assert chosen == [child.patient_id]


def test_nobody_joins_the_waitlist_of_a_doctor_who_does_not_see_their_age(
    signed_in: SignIn, doctor: Any
) -> None:
    """They would wait, and no time would ever be offered to them."""
    paediatrician = doctor("Pediatrics")
    man, child = fresh_patient(born=MAN_OF_41), fresh_patient(born=CHILD_OF_5)
    for patient, is_seen in ((man, False), (child, True)):
        client, choice = signed_in(patient), f'value="{paediatrician}"'
        assert (choice in client.get(JOIN).content.decode()) is is_seen
        sent = {"whom": paediatrician, "kind": "CONSULTATION", "earliest": str(DAY),
                "latest": str(DAY)}  # fmt: skip
        client.post(JOIN, sent)
        kept = Entries(wiring.system_work("tests")).of_patient(patient)
        assert [each.whom for each in kept] == ([paediatrician] if is_seen else [])
        for entry in kept:
            leave(wiring.system_work("tests"), patient, entry.entry_id)


def test_whose_visit_is_with_such_a_doctor_may_wait_for_a_sooner_one(
    signed_in: SignIn, acting: As, doctor: Any
) -> None:
    paediatrician, patient = doctor("Pediatrics"), fresh_patient(born=MAN_OF_41)
    wanted = booking_request(patient, at(DAY, "09:00"), provider_id=paediatrician)
    visit = book(acting("staff", REEM), replace(wanted, overrule="Known since he was a child"))
    page = signed_in(patient).get(JOIN, {"visit": visit.appointment_id}).content.decode()
    assert f'value="{paediatrician}" selected' in page
    cancel(acting("staff", REEM), patient, visit.appointment_id, "")


def test_the_desk_enters_the_ages_with_the_hours(signed_in: SignIn, doctor: Any) -> None:
    doctor_id, page = doctor("Dermatology"), "providers:hours"
    desk = signed_in(REEM)
    version = re.search(
        r'name="version" value="(\d+)"',
        desk.get(reverse(page, args=[doctor_id])).content.decode(),
    )
    assert version
    typed = {"part": "week", "version": version[1], "minimum_notice": "0", "booking_window": "",
             "sunday_start": "08:00", "sunday_end": "12:00"}  # fmt: skip
    answer = desk.post(reverse(page, args=[doctor_id]), typed | {"at_least": "14", "below": "14"})
    assert "The second age must be higher than the first." in answer.content.decode()
    answer = desk.post(reverse(page, args=[doctor_id]), typed | {"at_least": "14", "below": ""})
    assert answer.status_code == 302
    terms = Providers(wiring.system_work("tests")).current(doctor_id).availability
    assert terms is not None
    assert terms.patient_ages is not None
    assert (terms.patient_ages.at_least, terms.patient_ages.below) == (14, None)
