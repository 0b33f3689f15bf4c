"""Moving and swapping at the desk: one visit stays one visit, and what is refused says why."""

import datetime as dt
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from ulid import ULID

from appointments.booking.changing import VisitDetails, change_details
from appointments.booking.services import book
from appointments.scheduling.availability import hold_of
from appointments.time_off import services as away
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from medisecure import wiring
from medisecure.clock import utc_text
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.importing.loading import load
from providers.directory.rules import NO_HOLIDAYS, WEEKDAYS
from tests.desk import (
    at,
    booking_request,
    fresh_patient,
    staff_reading_arabic,
    the_clock_says,
    working_day,
)
from tests.people import DR_OTHER, DR_SMITH, REEM, profile
from tests.providers.time_off.test_time_off import absence_of
from tools.drills.cast import doctors

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


def booked(acting: As, clock: str, day: object = None, minutes: int = 30) -> Appointment:
    when = at(day or working_day(), clock)  # type: ignore[arg-type]
    return book(
        acting("staff", REEM),
        booking_request(fresh_patient("Ali", "Moved"), when, minutes, reason="Ohr"),
    )


def url(visit: Appointment, name: str = "move") -> str:
    return reverse(f"appointments:{name}", args=[visit.patient_id, visit.appointment_id])


def form(visit: Appointment, **changes: object) -> dict[str, str]:
    typed = {
        "provider": visit.provider_id,
        "date": str(visit.local_date),
        "sequence": visit.sequence,
        "minutes": visit.minutes,
        "starts_at": utc_text(visit.starts_at),
    }
    return {name: str(value) for name, value in {**typed, **changes}.items()}


def doctor_open_on_one_day() -> tuple[str, dt.date]:
    """Somebody who sees patients from 10 to 11 on one day."""
    provider_id, day = f"provider_{ULID()}", working_day()
    hours = {"exceptions": [{"day": f"{day}", "start": "10:00", "end": "11:00"}]}
    uow = wiring.system_work("tests")
    load(uow, profile(provider_id, "PROVIDER", "Dr. Mona", "Fakhro", f"{provider_id}@example.com")
         | {"availability": hours})  # fmt: skip
    uow.close()
    return provider_id, day


def now_is(acting: As, visit: Appointment) -> list[Appointment]:
    return Appointments(acting("staff", REEM)).find(visit.patient_id, visit.appointment_id)


def test_a_visit_moves_and_keeps_what_it_was_for(acting: As, signed_in: SignIn) -> None:
    visit = booked(acting, "09:00")
    later = at(visit.local_date, "11:15")
    sent = form(visit, starts_at=utc_text(later))
    answer = signed_in(REEM).post(url(visit), sent)
    assert answer.status_code == 302
    (moved,) = now_is(acting, visit)
    assert (moved.starts_at, moved.reason, moved.sequence) == (later, "Ohr", 1)
    again = signed_in(REEM).post(url(visit), sent, follow=True)
    assert "The visit is moved." in again.content.decode()
    assert now_is(acting, visit) == [moved]


def test_moved_to_where_it_is_nothing_is_said_to_be_free_again(
    acting: As, signed_in: SignIn
) -> None:
    visit = booked(acting, "09:00")
    html = signed_in(REEM).post(url(visit), form(visit), follow=True).content.decode()
    assert "Nothing has changed." in html
    assert "The visit is moved" not in html
    assert now_is(acting, visit) == [visit]


def test_its_own_time_does_not_stand_in_its_way(acting: As, signed_in: SignIn) -> None:
    visit = booked(acting, "09:00")
    half_over_itself = utc_text(visit.starts_at + timedelta(minutes=15))
    html = signed_in(REEM).get(url(visit)).content.decode()
    radio = html[html.index(f'value="{half_over_itself}"') :][:80]
    assert "disabled" not in radio
    answer = signed_in(REEM).post(url(visit), form(visit, starts_at=half_over_itself))
    assert answer.status_code == 302


def test_a_taken_time_is_refused_and_the_nearest_are_offered(acting: As, signed_in: SignIn) -> None:
    visit = booked(acting, "09:00")
    other = booked(acting, "10:00", visit.local_date)
    html = (
        signed_in(REEM)
        .post(url(visit), form(visit, starts_at=utc_text(other.starts_at)))
        .content.decode()
    )
    assert "This time is taken" in html
    assert "Nearest free times" in html
    assert now_is(acting, visit) == [visit] or now_is(acting, visit)[0].starts_at == visit.starts_at


def test_where_a_visit_is_already_is_none_of_the_nearest_times(
    acting: As, signed_in: SignIn
) -> None:
    visit = booked(acting, "09:00")
    other = booked(acting, "09:30", visit.local_date)
    sent = form(visit, starts_at=utc_text(other.starts_at))
    html = signed_in(REEM).post(url(visit), sent).content.decode()
    present, quarter_before = visit.starts_at, visit.starts_at - timedelta(minutes=15)
    assert f'value="{utc_text(quarter_before)}"' in html
    assert f'value="{utc_text(present)}"' not in html
    shorter = signed_in(REEM).post(url(visit), {**sent, "minutes": "15"}).content.decode()
    assert f'value="{utc_text(present)}"' in shorter  # there it would change its length


def test_who_saw_an_older_visit_is_told(acting: As, signed_in: SignIn) -> None:
    visit = booked(acting, "09:00")
    first, second = at(visit.local_date, "12:00"), at(visit.local_date, "14:00")
    signed_in(REEM).post(url(visit), form(visit, starts_at=utc_text(first)))
    html = (
        signed_in(REEM).post(url(visit), form(visit, starts_at=utc_text(second))).content.decode()
    )
    assert "was changed meanwhile" in html
    assert now_is(acting, visit)[0].starts_at == first


def test_what_the_board_drops_leads_back_to_the_board(acting: As, signed_in: SignIn) -> None:
    visit = booked(acting, "09:00")
    board = f"{reverse('appointments:board')}?date={visit.local_date}"
    dropped = form(visit, starts_at=utc_text(at(visit.local_date, "15:00")), date="", back=board)
    answer = signed_in(REEM).post(url(visit), dropped)
    assert answer["Location"] == board


def test_a_visit_that_has_begun_is_not_moved(acting: As, signed_in: SignIn) -> None:
    visit, client = booked(acting, "09:00"), signed_in(REEM)
    with the_clock_says(visit.starts_at):
        client.post(url(visit, "step"), {"step": "SCHEDULED.ARRIVED"})
    assert "can no longer be moved" in client.get(url(visit)).content.decode()
    sent = form(visit, starts_at=utc_text(at(visit.local_date, "12:00")))
    html = client.post(url(visit), sent).content.decode()
    assert "A visit that is arrived cannot be moved" in html


@pytest.mark.parametrize("press", ["show", "other_day"])
def test_other_days_show_their_times_and_keep_the_rest(
    acting: As, signed_in: SignIn, press: str
) -> None:
    visit, day, client = booked(acting, "09:00"), working_day(), signed_in(REEM)
    typed = form(visit, minutes=45, anyway_reason="Bus", back="/board/")
    asked = {"show": "1", "date": str(day)} if press == "show" else {"other_day": str(day)}
    html = client.post(url(visit), {**typed, **asked}).content.decode()
    assert f'value="{utc_text(at(day, "11:00"))}"' in html
    assert f'name="times_of" value="{day}"' in html
    assert f'name="date" value="{day}"' in html
    assert '<option value="45" selected>' in html
    assert 'value="Bus"' in html
    assert 'name="back" value="/board/"' in html
    assert now_is(acting, visit) == [visit]


def test_another_doctor_shows_that_doctors_times(acting: As, signed_in: SignIn) -> None:
    visit, (doctor, day) = booked(acting, "09:00"), doctor_open_on_one_day()
    asked = form(visit, provider=doctor, date=day, show="1")
    html = signed_in(REEM).post(url(visit), asked).content.decode()
    assert f'<option value="{doctor}" selected>' in html
    assert f'value="{utc_text(at(day, "10:15"))}"' in html
    assert f'value="{utc_text(at(day, "12:00"))}"' not in html  # Dr. Smith's hours, not these


def test_a_time_of_the_day_shown_before_is_refused_for_the_day_chosen_now(
    acting: As, signed_in: SignIn
) -> None:
    """Without scripts the list still shows the old day when the new one is typed and sent."""
    visit, day, client = booked(acting, "09:00"), working_day(), signed_in(REEM)
    old = utc_text(at(visit.local_date, "11:00"))
    for shown in ({"times_of": str(visit.local_date)}, {}):
        sent = form(visit, date=day, starts_at=old, **shown)
        html = client.post(url(visit), sent).content.decode()
        assert "Choose one of the free times on the day you selected." in html
        assert f'value="{utc_text(at(day, "11:00"))}"' in html
        assert f'value="{old}"' not in html
        assert now_is(acting, visit) == [visit]
    chosen = form(visit, date=day, starts_at=utc_text(at(day, "11:00")), times_of=day)
    assert client.post(url(visit), chosen).status_code == 302
    (moved,) = now_is(acting, visit)
    assert moved.starts_at == at(day, "11:00")


def test_one_of_the_nearest_free_times_may_lie_on_another_day(
    acting: As, signed_in: SignIn
) -> None:
    visit, day = booked(acting, "09:00"), working_day()
    near = form(visit, starts_at=utc_text(at(day, "11:00")), times_of=visit.local_date)
    assert signed_in(REEM).post(url(visit), near).status_code == 302
    (moved,) = now_is(acting, visit)
    assert moved.starts_at == at(day, "11:00")


def test_two_visits_change_places_once(acting: As, signed_in: SignIn) -> None:
    a = booked(acting, "09:00")
    b = booked(acting, "10:00", a.local_date)
    client = signed_in(REEM)
    choice = f"{b.patient_id}/{b.appointment_id}/0"
    assert choice in client.get(url(a, "swap")).content.decode()
    for _ in range(2):
        client.post(url(a, "swap"), {"sequence": "0", "other": choice})
        assert now_is(acting, a)[0].starts_at == b.starts_at
        assert now_is(acting, b)[0].starts_at == a.starts_at


def test_a_swap_shows_both_sides_takes_the_new_fee_and_is_undone_in_one_press(
    acting: As, signed_in: SignIn
) -> None:
    here, there = paid_doctor("Cardiology", 150), paid_doctor("Cardiology", 300)
    day = working_day()
    a, b = (visit_with(acting, who, at(day, clock)) for who, clock in ((here, "09:00"),
            (there, "10:00")))  # fmt: skip
    other = visit_with(acting, paid_doctor("Dermatology", 99), at(day, "11:00"))
    client = signed_in(REEM)
    html = client.get(url(a, "swap")).content.decode()
    assert b.appointment_id in html
    assert other.appointment_id not in html  # nobody is swapped to a doctor of another specialty
    assert html.count("instead of") == 2
    sent = {"sequence": "0", "other": f"{b.patient_id}/{b.appointment_id}/0"}
    html = client.post(url(a, "swap"), sent, follow=True).content.decode()
    assert fee_of(acting, a) == 300
    assert fee_of(acting, b) == 150
    assert "Undo the swap" in html
    back = {"sequence": "1", "other": f"{b.patient_id}/{b.appointment_id}/1"}
    assert f'value="{back["other"]}"' in html
    html = client.post(url(a, "swap"), {**back, "undo": "1"}, follow=True).content.decode()
    assert "The swap is undone." in html
    assert "The two visits are swapped." not in html
    assert now_is(acting, a)[0].starts_at == a.starts_at
    assert fee_of(acting, a) == 150


def test_of_a_visit_whose_doctor_is_away_nothing_is_swapped_and_the_page_leads_to_moving_it(
    acting: As, signed_in: SignIn
) -> None:
    doctor, day = paid_doctor("Cardiology", 150), working_day()
    a, b = (visit_with(acting, doctor, at(day, clock)) for clock in ("09:00", "10:00"))
    away.add(acting("staff", REEM), absence_of(doctor, at(day, "00:00")))
    html = signed_in(REEM).get(url(a, "swap")).content.decode()
    assert b.appointment_id not in html
    assert "The doctor is away at this time." in html
    assert f'href="{url(a)}"' in html.partition("empty-state")[2]


def test_a_move_keeps_room_preparation_and_kind_and_takes_the_new_doctors_fee(
    acting: As, signed_in: SignIn
) -> None:
    here, there = paid_doctor("Cardiology", 150), paid_doctor("Cardiology", 300)
    visit = visit_with(acting, here, at(working_day(), "09:00"))
    details = VisitDetails(visit_type="FOLLOW_UP", mode="IN_PERSON", location="Clinic - Room 207",
                      reason="Ohr", preparation=["Fasting"])  # fmt: skip
    names = visit.patient_id, visit.appointment_id
    change_details(acting("staff", REEM), *names, details, version=visit.version)
    sent = form(visit, starts_at=utc_text(at(visit.local_date, "10:00")), provider=here, sequence=1)
    told = signed_in(REEM).post(url(visit), sent, follow=True).content.decode()
    assert "It costs" not in told
    (moved,) = now_is(acting, visit)
    assert moved.scheduling_info.location == "Clinic - Room 207"
    assert (moved.preparation, moved.scheduling_info.type) == (["Fasting"], "FOLLOW_UP")
    sent = form(
        visit, starts_at=utc_text(at(visit.local_date, "11:00")), provider=there, sequence=2
    )
    told = signed_in(REEM).post(url(visit), sent, follow=True).content.decode()
    assert fee_of(acting, visit) == 300
    # And whoever moved it can tell the patient
    said = re.search(r"It costs (.*?) now instead of (.*?)\.", told)
    assert said
    assert ("300" in said[1], "150" in said[2]) == (True, True)


def test_a_chosen_time_is_kept_while_the_visit_is_moved_and_given_back(
    acting: As, signed_in: SignIn
) -> None:
    visit = booked(acting, "09:00")
    wanted, client = at(visit.local_date, "12:00"), signed_in(REEM)
    sent = form(visit, starts_at=utc_text(wanted))
    html = client.post(url(visit), {**sent, "hold": "1"}).content.decode()
    assert "12:00 is held for you until" in html
    assert hold_on(acting, visit) == {visit.appointment_id}
    value = re.search(r'name="held" value="([^"]+)"', html)
    assert value
    client.post(url(visit), {**sent, "held": value[1], "let_go": "1"})
    assert hold_on(acting, visit) == set()
    client.post(url(visit), {**sent, "hold": "1"})
    assert client.post(url(visit), sent).status_code == 302
    assert now_is(acting, visit)[0].starts_at == wanted
    assert hold_on(acting, visit) == set()


def hold_on(acting: As, visit: Appointment) -> set[str]:
    """For whom something of the visit's day is held."""
    day = Days(acting("staff", REEM)).get(visit.provider_id, visit.local_date)
    return {kept.holder_id for owner in day.taken.values() if (kept := hold_of(owner))}


def paid_doctor(specialty: str, fee: int) -> str:
    """A doctor of that specialty who works every day and costs so much; the id."""
    provider_id, uow = f"provider_{ULID()}", wiring.system_work("tests")
    hours = {day: {"start": "08:00", "end": "17:00"} for day in WEEKDAYS}
    load(uow, profile(provider_id, "PROVIDER", "Dr. Fee", specialty, f"{provider_id}@example.com")
         | {"availability": {"workingHours": hours, "holidayCountry": NO_HOLIDAYS,
                             "consultationFee": fee, "currency": "QAR"},
            "professionalInfo": {"specialization": specialty, "hospital": "Clinic"}})  # fmt: skip
    uow.close()
    return provider_id


def visit_with(acting: As, provider_id: str, starts_at: datetime) -> Appointment:
    wanted = booking_request(fresh_patient(), starts_at, provider_id=provider_id)
    return book(acting("staff", REEM), wanted)


def fee_of(acting: As, visit: Appointment) -> Any:
    pay = now_is(acting, visit)[0].payment
    return pay and pay.fee


def test_only_visits_of_equal_length_are_offered_and_none_must_be_made_up(
    acting: As, signed_in: SignIn
) -> None:
    a = booked(acting, "09:00")
    b = booked(acting, "10:00", a.local_date, 45)
    assert b.appointment_id not in signed_in(REEM).get(url(a, "swap")).content.decode()
    for other in ("", "nonsense", "x/y/z", f"{b.patient_id}/{b.appointment_id}/0"):
        html = signed_in(REEM).post(url(a, "swap"), {"sequence": "0", "other": other})
        assert html.status_code == 200
    assert now_is(acting, a)[0].starts_at == a.starts_at


@pytest.mark.parametrize("name", ["move", "swap"])
def test_moving_is_the_desks_alone(acting: As, signed_in: SignIn, name: str) -> None:
    visit = booked(acting, "09:00")
    for who in (visit.patient_id, DR_SMITH, DR_OTHER, "compliance_omar"):
        assert signed_in(who).get(url(visit, name)).status_code == 404
        assert signed_in(who).post(url(visit, name), form(visit)).status_code == 404


@pytest.mark.parametrize("name", ["move", "swap"])
def test_the_pages_cost_four_round_trips_and_read_in_arabic(
    acting: As, signed_in: SignIn, name: str
) -> None:
    visit, client = booked(acting, "09:00"), signed_in(staff_reading_arabic())
    client.get(url(visit, name))
    with metered() as meter:
        assert 'dir="rtl"' in client.get(url(visit, name)).content.decode()
    assert meter.sequential <= 4


def test_a_swap_onto_another_visit_of_a_patient_asks_why_and_keeps_what_was_chosen(
    acting: As, signed_in: SignIn
) -> None:
    a = booked(acting, "09:00")
    b = booked(acting, "10:00", a.local_date)
    (other,) = doctors(1)
    book(acting("staff", REEM), booking_request(a.patient_id, b.starts_at, provider_id=other))
    sent = {"sequence": "0", "other": f"{b.patient_id}/{b.appointment_id}/0"}
    asked = signed_in(REEM).post(url(a, "swap"), sent).content.decode()
    assert "another visit at this time" in asked
    assert 'name="beyond"' in asked
    assert f'value="{sent["other"]}" checked' in asked
    assert now_is(acting, a)[0].starts_at == a.starts_at
    said = signed_in(REEM).post(url(a, "swap"), sent | {"beyond": "Both agreed"})
    assert said.status_code == 302
    (moved,) = now_is(acting, a)
    assert moved.starts_at == b.starts_at
    assert moved.beyond_limits is not None


def test_a_move_onto_another_visit_of_the_patient_is_refused_with_the_reason(
    acting: As, signed_in: SignIn
) -> None:
    visit = booked(acting, "09:00")
    (other,) = doctors(1)
    onto = booking_request(visit.patient_id, at(visit.local_date, "11:00"), provider_id=other)
    book(acting("staff", REEM), onto)
    sent = form(visit, starts_at=utc_text(onto.starts_at))
    answer = signed_in(REEM).post(url(visit), sent)
    assert "another visit at this time" in answer.content.decode()
    assert now_is(acting, visit)[0].starts_at == visit.starts_at
    assert signed_in(REEM).post(url(visit), sent | {"beyond": "Both"}).status_code == 302
    [moved] = now_is(acting, visit)
    assert moved.beyond_limits is not None
    assert moved.overruled is None
