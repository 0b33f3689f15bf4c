"""Rooms: the doctor's list, the clinic's, and which one a visit is in when it moves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from appointments.booking.moving import place_with
from appointments.booking.services import book, cancel
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from medisecure import wiring
from medisecure.clinic_rules import RULES
from medisecure.clock import utc_text
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Invalid
from medisecure.web.input.fields import new_id
from providers.directory.models import Availability, Provider
from providers.directory.repository import Providers
from tests.desk import at, booking_request, fresh_patient, working_day
from tests.people import REEM
from tools.drills.cast import doctors

pytestmark = pytest.mark.usefixtures("clinic")
SignIn = Callable[[str], Any]


@pytest.fixture
def doctor(signed_in: SignIn) -> str:
    """A doctor of two rooms, written down by the desk."""
    [provider_id] = doctors(1)
    give_rooms(signed_in, provider_id, "Room 1\n  Room   2 \n\nRoom 1")
    return provider_id


@pytest.fixture
def visit(acting: Callable[..., UnitOfWork], doctor: str) -> Appointment:
    wanted = booking_request(fresh_patient(), at(working_day(), "09:00"), provider_id=doctor)
    return book(acting("staff", REEM), wanted)


def give_rooms(signed_in: SignIn, provider_id: str, rooms: str) -> Any:
    page = f"/providers/{provider_id}/hours/"
    return signed_in(REEM).post(page, {"part": "rooms", "rooms": rooms})


def known(provider_id: str) -> Provider:
    return Providers(wiring.system_work("tests")).current(provider_id)


def place_of(visit: Appointment) -> str | None:
    found = Appointments(wiring.system_work("tests")).get(visit.patient_id, visit.appointment_id)
    return found.scheduling_info.location


def page_of(visit: Appointment, page: str) -> str:
    return f"/patients/{visit.patient_id}/visits/{visit.appointment_id}/{page}/"


def test_rooms_are_written_down_once_each_and_the_first_is_usual(visit: Appointment) -> None:
    doctor = known(visit.provider_id)
    assert doctor.rooms == ["Room 1", "Room 2"]
    assert visit.scheduling_info.location == doctor.usual_place == "Drill - Room 1"


def test_too_long_a_room_is_said_at_the_field_and_kept(signed_in: SignIn, doctor: str) -> None:
    answer = give_rooms(signed_in, doctor, "x" * 61)
    assert "Write at most 20 rooms of at most 60 letters." in answer.content.decode()
    assert "x" * 61 in answer.content.decode()
    assert known(doctor).rooms == ["Room 1", "Room 2"]
    with pytest.raises(Invalid):
        Availability(rooms=[" "])


def test_the_desk_chooses_among_the_doctors_rooms_and_the_clinics(
    signed_in: SignIn, visit: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RULES, "rooms", ("Ultrasound",))
    client, page = signed_in(REEM), page_of(visit, "change")
    shown = client.get(page).content.decode()
    for place in ("Drill - Room 1", "Drill - Room 2", "Drill - Ultrasound"):
        assert f'<option value="{place}"' in shown
    sent = {"visit_type": "CONSULTATION", "mode": "IN_PERSON", "reason": "", "preparation": "",
            "version": visit.version, "place": "Drill - Ultrasound"}  # fmt: skip
    assert client.post(page, sent).status_code == 302
    assert place_of(visit) == "Drill - Ultrasound"
    # One that is on no list is refused at the field; one that was written down is taken
    sent["version"] = visit.version + 1
    assert "id_place" in client.post(page, sent | {"place": "Cellar"}).content.decode()
    assert place_of(visit) == "Drill - Ultrasound"
    assert client.post(page, sent | {"other_place": "Ward 4"}).status_code == 302
    assert place_of(visit) == "Ward 4"


def test_a_move_keeps_the_room_takes_another_one_or_only_changes_it(
    signed_in: SignIn, visit: Appointment
) -> None:
    client, page = signed_in(REEM), page_of(visit, "move")
    later = visit.starts_at.replace(hour=visit.starts_at.hour + 2)
    moved = {"provider": visit.provider_id, "date": visit.local_date.isoformat(), "minutes": "30",
             "starts_at": utc_text(visit.starts_at), "sequence": visit.sequence}  # fmt: skip
    assert client.post(page, moved | {"place": "Drill - Room 2"}).status_code == 302
    assert place_of(visit) == "Drill - Room 2"
    moved |= {"starts_at": utc_text(later), "sequence": visit.sequence + 1}
    assert client.post(page, moved).status_code == 302
    assert place_of(visit) == "Drill - Room 2"


def test_with_another_doctor_the_room_goes_along_only_if_it_is_theirs(
    signed_in: SignIn, visit: Appointment
) -> None:
    [other, roomless] = doctors(2)
    give_rooms(signed_in, other, "Room 9")
    client, page = signed_in(REEM), page_of(visit, "move")
    sent = {"provider": other, "date": visit.local_date.isoformat(), "minutes": "30",
            "starts_at": utc_text(visit.starts_at), "sequence": visit.sequence}  # fmt: skip
    assert client.post(page, sent).status_code == 302
    assert place_of(visit) == "Drill - Room 9"
    sent |= {"provider": roomless, "sequence": visit.sequence + 1}
    assert client.post(page, sent).status_code == 302
    assert place_of(visit) == "Drill"


def test_with_another_doctor_a_room_of_the_clinic_is_kept(
    visit: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = replace(
        visit, scheduling_info=replace(visit.scheduling_info, location="Drill - Ultrasound")
    )
    [roomless] = doctors(1)
    assert place_with(there, known(roomless)) == "Drill"
    monkeypatch.setattr(RULES, "rooms", ("Ultrasound",))
    assert place_with(there, known(roomless)) == "Drill - Ultrasound"


def test_doctors_without_rooms_are_at_their_hospital() -> None:
    [provider_id] = doctors(1)
    doctor = known(provider_id)
    assert doctor.usual_place == "Drill"
    assert replace(doctor, professional_info=None).usual_place is None


@pytest.fixture
def neighbour(acting: Callable[..., UnitOfWork], visit: Appointment) -> Appointment:
    """A visit of a colleague at the same time, in a room of their own."""
    [other] = doctors(1)
    wanted = booking_request(fresh_patient(), visit.starts_at, provider_id=other)
    return book(acting("staff", REEM), replace(wanted, location="Drill - Room 7"))


def details_of(visit: Appointment, **typed: Any) -> dict[str, Any]:
    return {"visit_type": "CONSULTATION", "mode": "IN_PERSON", "reason": "", "preparation": "",
            "version": visit.version, **typed}  # fmt: skip


def test_a_room_a_colleague_has_then_is_told_once_and_may_be_shared(
    signed_in: SignIn, visit: Appointment, neighbour: Appointment
) -> None:
    client, page = signed_in(REEM), page_of(visit, "change")
    sent = details_of(visit, other_place="drill  - room 7", reason="Ohrensausen")
    answer = client.post(page, sent)
    told = answer.context["form"].errors["other_place"][0]
    whose = known(neighbour.provider_id).display_name
    assert f"is taken from 09:00 to 09:30 by {whose}" in told
    assert "Ohrensausen" in answer.content.decode()
    assert place_of(visit) == "Drill - Room 1"
    seen = answer.context["form"]["room_seen"].value()
    # Another room that is taken is told as well; the same press again shares this one
    assert client.post(page, sent | {"room_seen": "Room 8"}).status_code == 200
    assert client.post(page, sent | {"room_seen": seen}).status_code == 302
    assert place_of(visit) == "drill - room 7"


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ({"other_place": "Drill - Room 8"}, 0),
        ({"other_place": "Drill - Room 7", "mode": "VIDEO"}, 0),  # nobody sits there
        ({"other_place": "Drill"}, 0),  # a hospital is no room
        ({"other_place": "Drill - Room 7"}, 30),  # it is free again at half past
    ],
)
def test_where_nobody_is_in_the_way_nothing_is_asked(
    acting: Callable[..., UnitOfWork], signed_in: SignIn, neighbour: Appointment,
    typed: dict[str, str], minutes: int,
) -> None:  # fmt: skip
    [mine] = doctors(1)
    starts = neighbour.starts_at + timedelta(minutes=minutes)
    visit = book(acting("staff", REEM), booking_request(fresh_patient(), starts, provider_id=mine))
    sent = details_of(visit, **typed)
    assert signed_in(REEM).post(page_of(visit, "change"), sent).status_code == 302


def test_a_room_of_a_visit_that_was_called_off_is_free(
    acting: Callable[..., UnitOfWork], signed_in: SignIn, visit: Appointment, neighbour: Appointment
) -> None:
    cancel(acting("staff", REEM), neighbour.patient_id, neighbour.appointment_id, "ill")
    sent = details_of(visit, other_place="Drill - Room 7")
    assert signed_in(REEM).post(page_of(visit, "change"), sent).status_code == 302


def test_a_move_into_a_taken_room_is_asked_and_a_drop_on_the_board_is_told(
    acting: Callable[..., UnitOfWork], signed_in: SignIn, visit: Appointment
) -> None:
    [other] = doctors(1)
    later = visit.starts_at.replace(hour=visit.starts_at.hour + 2)
    beside = booking_request(fresh_patient(), later, provider_id=other)
    book(acting("staff", REEM), replace(beside, location="Drill - Room 1"))
    client, page = signed_in(REEM), page_of(visit, "move")
    sent = {"provider": visit.provider_id, "date": visit.local_date.isoformat(), "minutes": "30",
            "starts_at": utc_text(later), "sequence": visit.sequence}  # fmt: skip
    asked = client.post(page, sent | {"place": ""})
    assert "Room 1 is taken from 11:00 to 11:30" in asked.content.decode()
    shared = client.post(page, sent, follow=True).content.decode()
    assert "Room 1 is taken from 11:00 to 11:30" in shared


def test_a_new_visit_in_a_room_that_is_taken_says_so(
    signed_in: SignIn, neighbour: Appointment
) -> None:
    [mine] = doctors(1)
    give_rooms(signed_in, mine, "Room 7")
    sent = {"appointment_id": new_id("appointment"), "provider": mine, "mode": "IN_PERSON",
            "date": neighbour.local_date.isoformat(), "minutes": "30",
            "starts_at": utc_text(neighbour.starts_at + timedelta(minutes=15)),
            "visit_type": "CONSULTATION"}  # fmt: skip
    answer = signed_in(REEM).post(f"/patients/{fresh_patient()}/book/", sent, follow=True)
    assert "The visit is booked." in answer.content.decode()
    assert "Room 7 is taken from 09:00 to 09:30" in answer.content.decode()
