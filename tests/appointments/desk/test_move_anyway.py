"""Moving where there is no room: the desk may, with a reason, and everybody sees that it did."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.services import BookingRequest, book, move
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from medisecure import wiring
from medisecure.clock import now, utc_text
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict
from medisecure.identity.person import AccountStatus
from providers.directory.repository import Providers
from tests.desk import CLINIC, booking_request, fresh_patient
from tests.people import REEM
from tools.drills.cast import clinic_time, doctors

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
WHY = "The surgeon is here at nine only"
_days = count(90)


@pytest.fixture
def doctor() -> str:
    return doctors(1)[0]


@pytest.fixture
def nine() -> datetime:
    return clinic_time(now().date() + timedelta(days=next(_days)), 9)


@pytest.fixture
def in_the_way(acting: As, doctor: str, nine: datetime) -> Appointment:
    return book(acting("staff", REEM), booking_request(fresh_patient(), nine, provider_id=doctor))


@pytest.fixture
def visit(acting: As, doctor: str, nine: datetime) -> Appointment:
    """A visit at eleven."""
    later = nine + timedelta(hours=2)
    return book(acting("staff", REEM), booking_request(fresh_patient(), later, provider_id=doctor))


def to(visit: Appointment, starts_at: datetime, **more: str) -> BookingRequest:
    return booking_request(visit.patient_id, starts_at, provider_id=visit.provider_id,
                appointment_id=visit.appointment_id, **more)  # fmt: skip


def owners(acting: As, visit: Appointment) -> set[str]:
    day = Days(acting("staff", REEM)).get(visit.provider_id, visit.local_date)
    return set(day.taken.values())


def known(acting: As, visit: Appointment) -> list[Appointment]:
    return Appointments(acting("staff", REEM)).find(visit.patient_id, visit.appointment_id)


def test_the_desk_moves_onto_a_taken_time_and_the_visit_is_marked_and_holds_none(
    acting: As, visit: Appointment, in_the_way: Appointment, nine: datetime
) -> None:
    moved = move(acting("staff", REEM), visit.patient_id, to(visit, nine, overrule=WHY))
    assert moved.overruled is not None
    assert (moved.overruled.by, moved.overruled.reason) == (REEM, WHY)
    assert (moved.starts_at, moved.sequence) == (nine, visit.sequence + 1)
    assert owners(acting, visit) == {in_the_way.appointment_id}
    again = move(acting("staff", REEM), visit.patient_id, to(visit, nine, overrule=WHY))
    assert known(acting, visit) == [again] == [moved]


def test_where_there_is_room_after_all_nothing_is_marked(
    acting: As, visit: Appointment, nine: datetime
) -> None:
    moved = move(acting("staff", REEM), visit.patient_id, to(visit, nine, overrule=WHY))
    assert moved.overruled is None
    assert owners(acting, visit) == {visit.appointment_id}


def test_a_marked_visit_that_moves_to_a_free_time_is_one_like_any_other(
    acting: As, visit: Appointment, in_the_way: Appointment, nine: datetime
) -> None:
    move(acting("staff", REEM), visit.patient_id, to(visit, nine, overrule=WHY))
    back = move(acting("staff", REEM), visit.patient_id, to(visit, visit.starts_at))
    assert back.overruled is None
    assert owners(acting, visit) == {visit.appointment_id, in_the_way.appointment_id}


def test_a_patient_overrules_nothing(
    acting: As, visit: Appointment, in_the_way: Appointment, nine: datetime
) -> None:
    patient = acting("patient", visit.patient_id)
    with pytest.raises(AccessDenied):
        move(patient, visit.patient_id, to(visit, nine, overrule=WHY))
    assert known(acting, visit) == [visit]


def test_a_doctor_who_has_left_takes_nobody_overruled_or_not(
    acting: As, visit: Appointment, nine: datetime
) -> None:
    (left,) = doctors(1)
    uow = wiring.system_work("tests")
    provider = Providers(uow).get(left)
    with uow:
        Providers(uow).save(replace(provider, status=AccountStatus.DISABLED), "LEAVE")
    for overrule in ("", WHY):
        there = replace(to(visit, nine, overrule=overrule), provider_id=left)
        with pytest.raises(Conflict, match="no longer sees patients"):
            move(acting("staff", REEM), visit.patient_id, there)
    assert known(acting, visit) == [visit]


def test_after_a_refusal_the_page_offers_it_and_asks_why(
    acting: As, signed_in: SignIn, visit: Appointment, in_the_way: Appointment, nine: datetime
) -> None:
    client = signed_in(REEM)
    url = reverse("appointments:move", args=[visit.patient_id, visit.appointment_id])
    sent = {
        "provider": visit.provider_id,
        "date": str(visit.local_date),
        "minutes": "30",
        "sequence": "0",
        "starts_at": utc_text(nine),
    }
    html = client.post(url, sent).content.decode()
    assert "This time is taken." in html
    assert 'value="09:00"' in html[html.index('name="anyway_time"') :][:120]
    anyway = sent | {"anyway": "on", "anyway_time": "09:00", "anyway_reason": ""}
    assert "Say why, in a few words." in client.post(url, anyway).content.decode()
    no_day = anyway | {"date": "", "anyway_reason": WHY}
    assert client.post(url, no_day).status_code == 200
    assert known(acting, visit) == [visit]
    answer = client.post(url, anyway | {"anyway_reason": WHY}, follow=True)
    assert "it is marked as overbooked" in answer.content.decode()
    assert WHY in answer.content.decode()
    local = nine.astimezone(CLINIC).date()
    board = client.get(
        reverse("appointments:board"), {"date": str(local), "doctor": visit.provider_id}
    )
    assert "overbooked" in board.content.decode()
    (moved,) = known(acting, visit)
    assert moved.starts_at.astimezone(UTC) == nine
