"""A doctor is away for a day: somebody else runs their visits, that day's and no others."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.services import BookingRequest, book, cancel, move, swap
from appointments.series.services import Repeat
from appointments.series.services import book as book_series
from appointments.stand_in.services import end_stand_in, name_stand_in
from appointments.visit_flow.services import step, undo
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from appointments.visits.status import Status
from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict, NotFound
from medisecure.web.input.fields import new_id
from medisecure.wiring import system_work
from patients.results.models import LabValue, Result
from patients.results.repository import Results
from providers.directory.repository import Providers
from tests.cost import cost_of
from tests.desk import at, booking_request, fresh_patient, the_clock_says, working_day
from tests.people import DR_OTHER, JOHN, REEM
from tools.drills.cast import doctors

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


@pytest.fixture
def away() -> str:
    """A doctor of this test only, who is away."""
    (doctor,) = doctors(1)
    return doctor


@pytest.fixture
def visit(acting: As, away: str) -> Appointment:
    wanted = booking_request(fresh_patient(), at(working_day(), "09:00"), provider_id=away)
    return book(acting("staff", REEM), wanted)


def arrive(uow: UnitOfWork, visit: Appointment) -> Appointment:
    return step(
        uow, visit.patient_id, visit.appointment_id, Status.ARRIVED, expected=Status.SCHEDULED
    )


def test_the_stand_in_runs_the_visit_and_opens_the_chart(
    acting: As, signed_in: SignIn, visit: Appointment, away: str
) -> None:
    with the_clock_says(visit.starts_at):
        with pytest.raises(AccessDenied):
            arrive(acting("provider", DR_OTHER), visit)
        assert name_stand_in(acting("staff", REEM), away, visit.local_date, DR_OTHER) == 1
        assert arrive(acting("provider", DR_OTHER), visit).status is Status.ARRIVED
        doctor = signed_in(DR_OTHER)
        assert doctor.get(reverse("patients:chart", args=[visit.patient_id])).status_code == 200
        day = doctor.get(reverse("providers:day"), {"date": f"{visit.local_date:%Y-%m-%d}"})
        assert visit.appointment_id in day.content.decode()


@pytest.mark.parametrize("who", ["desk", "patient"])
def test_the_visits_pages_say_who_sees_the_patient_instead(
    acting: As, signed_in: SignIn, visit: Appointment, away: str, who: str
) -> None:
    client = signed_in(REEM if who == "desk" else visit.patient_id)
    pages = [
        reverse("appointments:detail", args=[visit.patient_id, visit.appointment_id]),
        reverse("appointments:of-patient", args=[visit.patient_id]),
    ]
    assert not any("Stand-in" in client.get(page).content.decode() for page in pages)
    name_stand_in(acting("staff", REEM), away, visit.local_date, DR_OTHER)
    assert all("Stand-in" in client.get(page).content.decode() for page in pages)


def test_the_chart_costs_a_stand_in_what_it_costs_the_doctor(
    acting: As, signed_in: SignIn, visit: Appointment, away: str
) -> None:
    with the_clock_says(visit.starts_at):
        name_stand_in(acting("staff", REEM), away, visit.local_date, DR_OTHER)
        arrive(acting("provider", DR_OTHER), visit)
        for page in ("", "note/", f"visits/{visit.appointment_id}/note/"):
            url = f"/patients/{visit.patient_id}/{page}"
            assert cost_of(signed_in(DR_OTHER), url).sequential <= 3, page


def test_the_stand_in_sees_the_new_results_of_the_patients_of_that_day(
    acting: As, signed_in: SignIn, visit: Appointment, away: str
) -> None:
    """And of no others of that doctor's: only these patients are in their care."""
    elsewhere = book(
        acting("staff", REEM),
        booking_request(fresh_patient(), visit.starts_at + timedelta(days=7), provider_id=away),
    )
    for each, name in ((visit, "Sodium"), (elsewhere, "Potassium")):
        uow = system_work("tests")
        result = Result(
            result_id=new_id("result"), patient_id=each.patient_id, provider_id=away,
            measured=LabValue(name=name, value=140, unit="mmol/L"), taken_at=uow.at,
            created_at=uow.at, updated_at=uow.at,
        )  # fmt: skip
        with uow:
            Results(uow).add(result, Action.ADD_RESULT)
    day = {"date": f"{visit.local_date:%Y-%m-%d}"}
    with the_clock_says(visit.starts_at):
        before = signed_in(DR_OTHER).get(reverse("providers:day"), day).content.decode()
        assert "Sodium" not in before
        name_stand_in(acting("staff", REEM), away, visit.local_date, DR_OTHER)
        page = signed_in(DR_OTHER).get(reverse("providers:day"), day).content.decode()
    assert "Sodium" in page
    assert "you stand in for its doctor" in page
    assert "Potassium" not in page


def test_other_days_and_other_visits_stay_the_doctors_own(
    acting: As, visit: Appointment, away: str
) -> None:
    later = visit.starts_at + timedelta(days=7)
    wanted = booking_request(visit.patient_id, later, provider_id=away)
    other = book(acting("staff", REEM), wanted)
    name_stand_in(acting("staff", REEM), away, visit.local_date, DR_OTHER)
    with the_clock_says(later), pytest.raises(AccessDenied):
        arrive(acting("provider", DR_OTHER), other)


def test_a_visit_that_moves_to_another_day_leaves_the_stand_in_behind(
    acting: As, signed_in: SignIn, visit: Appointment, away: str
) -> None:
    name_stand_in(acting("staff", REEM), away, visit.local_date, DR_OTHER)
    wanted = booking_request(visit.patient_id, visit.starts_at + timedelta(days=7),
                             provider_id=away, appointment_id=visit.appointment_id)  # fmt: skip
    assert move(acting("staff", REEM), visit.patient_id, wanted).stand_in_id is None
    chart = reverse("patients:chart", args=[visit.patient_id])
    assert signed_in(DR_OTHER).get(chart).status_code == 404
    assert signed_in(away).get(chart).status_code == 200


def test_another_one_takes_over(
    acting: As, signed_in: SignIn, visit: Appointment, away: str
) -> None:
    day, desk = visit.local_date, lambda: acting("staff", REEM)
    assert name_stand_in(desk(), away, day, DR_OTHER) == 1
    book(desk(), booking_request(fresh_patient(), visit.starts_at + timedelta(hours=1),
                                 provider_id=away))  # fmt: skip
    (third,) = doctors(1)
    assert name_stand_in(desk(), away, day, third) == 2
    chart = reverse("patients:chart", args=[visit.patient_id])
    assert signed_in(DR_OTHER).get(chart).status_code == 404
    assert signed_in(third).get(chart).status_code == 200


def test_who_waits_already_is_handed_over_too(
    acting: As, signed_in: SignIn, visit: Appointment, away: str
) -> None:
    with the_clock_says(visit.starts_at):
        arrive(acting("provider", away), visit)
        assert name_stand_in(acting("staff", REEM), away, visit.local_date, DR_OTHER) == 1
        begun = step(acting("provider", DR_OTHER), visit.patient_id, visit.appointment_id,
                     Status.IN_CONSULTATION, expected=Status.ARRIVED)  # fmt: skip
        assert begun.stand_in_id == DR_OTHER
        assert end_stand_in(acting("staff", REEM), away, visit.local_date) == 0, "it has begun"
        chart = reverse("patients:chart", args=[visit.patient_id])
        assert signed_in(DR_OTHER).get(chart).status_code == 200


def test_a_stand_in_who_was_named_by_mistake_is_taken_back(
    acting: As, signed_in: SignIn, visit: Appointment, away: str
) -> None:
    day, chart = visit.local_date, reverse("patients:chart", args=[visit.patient_id])
    assert end_stand_in(acting("staff", REEM), away, day) == 0, "nobody stands in yet"
    name_stand_in(acting("staff", REEM), away, day, DR_OTHER)
    assert signed_in(DR_OTHER).get(chart).status_code == 200
    assert end_stand_in(acting("staff", REEM), away, day) == 1
    assert signed_in(DR_OTHER).get(chart).status_code == 404
    assert signed_in(away).get(chart).status_code == 200
    assert book(acting("staff", REEM), later(visit, 2)).stand_in_id is None
    with the_clock_says(visit.starts_at), pytest.raises(AccessDenied):
        arrive(acting("provider", DR_OTHER), visit)


def later(visit: Appointment, hours: int, **more: str) -> BookingRequest:
    """A time of the same doctor on the same day."""
    at_that_hour = visit.starts_at + timedelta(hours=hours)
    patient_id = more.pop("patient_id", "") or fresh_patient()
    return booking_request(patient_id, at_that_hour, provider_id=visit.provider_id, **more)


def test_what_comes_onto_the_day_afterwards_is_theirs_too(
    acting: As, signed_in: SignIn, visit: Appointment, away: str
) -> None:
    def desk() -> UnitOfWork:
        return acting("staff", REEM)

    week, (other,) = timedelta(days=7), doctors(1)
    fresh = [fresh_patient() for _ in range(3)]
    elsewhere = book(desk(), booking_request(fresh[0], visit.starts_at + week, provider_id=other))
    swapped = book(desk(), booking_request(fresh[1], visit.starts_at + week + timedelta(hours=2),
                                           provider_id=other))  # fmt: skip
    off = book(desk(), later(visit, 5))
    cancel(desk(), off.patient_id, off.appointment_id, "a slip")
    name_stand_in(desk(), away, visit.local_date, DR_OTHER)

    booked = book(acting("patient", fresh[2]), later(visit, 2, patient_id=fresh[2]))
    there = later(visit, 3, patient_id=fresh[0], appointment_id=elsewhere.appointment_id)
    moved = move(desk(), fresh[0], there)
    given, _ = swap(desk(), (fresh[1], swapped.appointment_id),
                    (visit.patient_id, visit.appointment_id))  # fmt: skip
    back = undo(desk(), off.patient_id, off.appointment_id, expected=Status.CANCELLED)
    anyway = book(desk(), later(visit, 3, overrule="Cannot wait"))
    assert anyway.overruled is not None
    for each in (booked, moved, given, back, anyway):
        assert each.stand_in_id == DR_OTHER
        chart = reverse("patients:chart", args=[each.patient_id])
        assert signed_in(DR_OTHER).get(chart).status_code == 200


def test_a_series_has_them_on_their_day_alone(acting: As, visit: Appointment, away: str) -> None:
    name_stand_in(acting("staff", REEM), away, visit.local_date, DR_OTHER)
    uow = acting("staff", REEM)
    asked = Repeat(booking_request=later(visit, 4), every=7, count=2)
    provider = Providers(uow).get(away)
    visits = book_series(uow, provider, asked, asked.instants(provider.zone_name))
    assert [each.stand_in_id for each in visits] == [DR_OTHER, None]


def test_a_booking_made_on_the_day_as_it_was_before_they_were_named_looks_again(
    acting: As, visit: Appointment, away: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    named: list[int] = []
    whole = Days.claim

    def named_meanwhile(days: Days, *args: Any, **more: Any) -> None:
        if not named:
            named.append(name_stand_in(acting("staff", REEM), away, visit.local_date, DR_OTHER))
        whole(days, *args, **more)

    monkeypatch.setattr(Days, "claim", named_meanwhile)
    assert book(acting("staff", REEM), later(visit, 2)).stand_in_id == DR_OTHER


def test_their_doctor_takes_a_no_show_back_though_somebody_stands_in(
    acting: As, visit: Appointment, away: str
) -> None:
    name_stand_in(acting("staff", REEM), away, visit.local_date, DR_OTHER)
    with the_clock_says(visit.starts_at):
        doctor = acting("provider", away)
        step(
            doctor,
            visit.patient_id,
            visit.appointment_id,
            Status.NO_SHOW,
            expected=Status.SCHEDULED,
        )
        back = undo(acting("provider", away), visit.patient_id, visit.appointment_id,
                    expected=Status.NO_SHOW)  # fmt: skip
    assert back.is_live


def test_the_desk_names_them_on_a_page(
    acting: As, signed_in: SignIn, visit: Appointment, away: str
) -> None:
    url, desk = reverse("appointments:stand-in", args=[away]), signed_in(REEM)
    date = f"{visit.local_date:%Y-%m-%d}"
    assert "no stand-in yet" in desk.get(url, {"date": date}).content.decode()
    said = desk.post(url, {"date": date, "stand_in": DR_OTHER}, follow=True).content.decode()
    assert "Stand-in assigned. Visits: 1." in said
    assert "Yousef Haddad" in said
    stored = Appointments(acting("staff", REEM)).get(visit.patient_id, visit.appointment_id)
    assert stored.stand_in_id == DR_OTHER
    shown = desk.get(url, {"date": date}).content.decode()
    assert f">{visit.patient_id}<" not in shown, "people are known by their names"
    back = desk.post(f"{url}?date={date}", {"take_back": "1"}, follow=True).content.decode()
    assert "Visits returned to their doctor: 1." in back
    assert "stands in on this day" not in back
    for odd in ({"date": date, "stand_in": away}, {"date": "x", "stand_in": DR_OTHER}, {}):
        assert desk.post(url, odd).status_code == 200


@pytest.mark.parametrize("who", ["patient_nobody", JOHN, REEM])
def test_nobody_but_a_doctor_stands_in(acting: As, visit: Appointment, away: str, who: str) -> None:
    with pytest.raises(NotFound):
        name_stand_in(acting("staff", REEM), away, visit.local_date, who)
    with pytest.raises(Conflict, match="themselves"):
        name_stand_in(acting("staff", REEM), away, visit.local_date, away)


@pytest.mark.parametrize("role", ["provider", "patient", "compliance"])
def test_nobody_but_the_desk_names_them(
    acting: As, visit: Appointment, away: str, role: str
) -> None:
    with pytest.raises(AccessDenied):
        name_stand_in(acting(role, away), away, visit.local_date, DR_OTHER)
    name_stand_in(acting("staff", REEM), away, visit.local_date, DR_OTHER)
    with pytest.raises(AccessDenied):
        end_stand_in(acting(role, away), away, visit.local_date)
