"""The desk's booking page keeps the chosen time while the clerk still types."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.services import book
from appointments.scheduling.availability import hold_of
from appointments.visits.repository import Appointments, Days
from medisecure.clock import now, utc_text
from medisecure.dynamodb.unit_of_work import UnitOfWork
from tests.desk import booking, booking_request, fresh_patient, staff_reading_arabic
from tests.people import DR_SMITH, JOHN, REEM
from tools.drills.cast import clinic_time, doctors

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
_days = count(60)


def page(patient_id: str) -> str:
    return reverse("appointments:book", args=[patient_id])


@pytest.fixture
def doctor() -> str:
    return doctors(1)[0]


@pytest.fixture
def nine() -> datetime:
    """Nine o'clock of a day no other test looks at."""
    return clinic_time(now().date() + timedelta(days=next(_days)), 9)


def held(acting: As, doctor: str, starts_at: datetime) -> set[str]:
    """For which visits to be times are held on that day."""
    day = Days(acting("staff", REEM)).get(doctor, starts_at.date())
    holds = (hold_of(owner) for owner in day.taken.values())
    return {each.holder_id for each in holds if each and each.is_live(now())}


def keep(client: Client, patient: str, sent: dict[str, str]) -> str:
    answer = client.post(page(patient), sent | {"hold": "1"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_chosen_time_is_kept_and_shown_as_mine_with_what_is_typed(
    acting: As, signed_in: SignIn, doctor: str, nine: datetime
) -> None:
    patient, sent = fresh_patient(), booking(nine, provider=doctor, reason="Knee since Friday")
    html = keep(signed_in(REEM), patient, sent)
    assert held(acting, doctor, nine) == {sent["appointment_id"]}
    assert "09:00 is held for you until" in html
    assert "Knee since Friday" in html
    assert f'name="held" value="{doctor}@{utc_text(nine)}"' in html
    seconds = re.search(r'data-seconds="(\d+)"', html)
    assert seconds is not None
    assert 580 < int(seconds[1]) <= 600
    mine = html[: html.index("held for you")].rindex("slot-mine")
    assert f'value="{utc_text(nine)}" checked' in html[mine:]


def test_another_clerk_sees_it_as_being_booked_and_cannot_take_it(
    acting: As, signed_in: SignIn, doctor: str, nine: datetime
) -> None:
    sent = booking(nine, provider=doctor)
    patient, mine, other = fresh_patient(), signed_in(REEM), signed_in(staff_reading_arabic())
    keep(mine, patient, sent)
    looking = {"provider": doctor, "date": sent["date"]}
    html = signed_in(REEM).get(page(fresh_patient()), looking).content.decode()
    at_nine = html[html.index(f'value="{utc_text(nine)}"') :][:300]
    assert "disabled" in at_nine
    assert "being booked" in at_nine
    board = signed_in(REEM).get(
        reverse("appointments:board"), {"date": sent["date"], "doctor": doctor}
    )
    assert "Being booked right now" in board.content.decode()
    assert other.post(page(fresh_patient()), booking(nine, provider=doctor)).status_code == 200
    assert mine.post(page(patient), sent).status_code == 302
    (visit,) = Appointments(acting("staff", REEM)).find(patient, sent["appointment_id"])
    assert visit.starts_at == nine
    assert held(acting, doctor, nine) == set()


@pytest.mark.parametrize("press", ["let_go", "show", "leaving"])
def test_looking_elsewhere_leaving_or_a_press_gives_it_back(
    acting: As, signed_in: SignIn, doctor: str, nine: datetime, press: str
) -> None:
    client, patient, sent = signed_in(REEM), fresh_patient(), booking(nine, provider=doctor)
    keep(client, patient, sent)
    kept = sent | {"held": f"{doctor}@{utc_text(nine)}", "reason": "Typed"}
    answer = client.post(page(patient), kept | {press: "1"})
    assert held(acting, doctor, nine) == set()
    if press == "leaving":
        assert (answer.status_code, answer.content) == (204, b"")
    else:
        assert "Typed" in answer.content.decode()
        assert "is held for you until" not in answer.content.decode()


def test_another_time_is_kept_in_place_of_the_first_also_with_another_doctor(
    acting: As, signed_in: SignIn, doctor: str, nine: datetime
) -> None:
    client, patient, sent = signed_in(REEM), fresh_patient(), booking(nine, provider=doctor)
    keep(client, patient, sent)
    later = nine + timedelta(hours=2)
    html = keep(client, patient, sent | {"starts_at": utc_text(later)})
    assert "11:00 is held for you until" in html
    (other,) = doctors(1)
    elsewhere = {"provider": other, "held": f"{doctor}@{utc_text(later)}"}
    assert "09:00 is held for you until" in keep(client, patient, sent | elsewhere)
    assert held(acting, doctor, nine) == set()
    assert held(acting, other, nine) == {sent["appointment_id"]}


def test_a_time_that_was_just_taken_is_said_and_the_nearest_are_offered(
    acting: As, signed_in: SignIn, doctor: str, nine: datetime
) -> None:
    book(acting("staff", REEM), booking_request(fresh_patient(), nine, provider_id=doctor))
    html = keep(signed_in(REEM), fresh_patient(), booking(nine, provider=doctor, reason="Cough"))
    assert "This time is taken. The nearest free times are below." in html
    assert "Nearest free times" in html
    assert "Cough" in html


def test_booking_elsewhere_gives_a_kept_time_back(
    acting: As, signed_in: SignIn, doctor: str, nine: datetime
) -> None:
    client, patient, sent = signed_in(REEM), fresh_patient(), booking(nine, provider=doctor)
    keep(client, patient, sent)
    anyway = {"anyway": "on", "anyway_time": "20:00", "anyway_reason": "The last train"}
    kept = {"held": f"{doctor}@{utc_text(nine)}"}
    assert client.post(page(patient), sent | anyway | kept).status_code == 302
    assert held(acting, doctor, nine) == set()


def test_nothing_odd_is_kept(acting: As, signed_in: SignIn, doctor: str, nine: datetime) -> None:
    client, patient, sent = signed_in(REEM), fresh_patient(), booking(nine, provider=doctor)
    for odd in ({"starts_at": "soon"}, {"appointment_id": "mine"}, {"provider": "a b"}):
        keep(client, patient, sent | odd)
    assert held(acting, doctor, nine) == set()


def test_a_time_from_the_board_is_asked_to_be_kept_by_the_page_itself(
    signed_in: SignIn, doctor: str, nine: datetime
) -> None:
    client, patient = signed_in(REEM), fresh_patient()
    wanted = {"provider": doctor, "date": f"{nine:%Y-%m-%d}", "time": "09:00"}
    assert "delay:300ms, load" in client.get(page(patient), wanted).content.decode()
    del wanted["time"]
    html = client.get(page(patient), wanted).content.decode()
    assert "delay:300ms, load" not in html
    assert "Hold this time for 10 minutes" in html


@pytest.mark.parametrize("who", [JOHN, DR_SMITH, "compliance_omar"])
def test_only_the_desk_keeps_times_here(
    acting: As, signed_in: SignIn, doctor: str, nine: datetime, who: str
) -> None:
    for press in ("hold", "let_go", "leaving"):
        sent = booking(nine, provider=doctor) | {press: "1"}
        assert signed_in(who).post(page(JOHN), sent).status_code == 404
    assert held(acting, doctor, nine) == set()
