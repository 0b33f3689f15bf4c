"""My day: a doctor's visits, how the day runs, and the patient beside it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from appointments.visit_flow.progress import minutes_waiting, overbooked, progress_of
from appointments.visits.models import Appointment, Overruling, SchedulingInfo
from appointments.visits.status import Status
from tests.cost import cost_of
from tests.desk import by_dohas_clock, the_clock_says
from tests.people import DR_OTHER, DR_SMITH, JOHN, LAYLA, OMAR, REEM, VISIT
from tests.trail import entries

NOON = datetime(2025, 6, 15, 9, 0, tzinfo=UTC)
THE_DAY = "/day/?date=2025-06-15"
SignIn = Callable[[str], Client]


def visit(number: int, *, starts: int, status: str, arrived: int | None = None) -> Appointment:
    """A visit of half an hour that starts so many minutes before noon."""
    return Appointment(
        appointment_id=f"visit_{number}",
        patient_id=f"patient_{number}",
        provider_id=DR_SMITH,
        scheduling_info=SchedulingInfo(
            appointment_date=NOON - timedelta(minutes=starts), duration=30
        ),
        arrived_at=None if arrived is None else NOON - timedelta(minutes=arrived),
        status=Status(status),
        created_at=NOON,
        updated_at=NOON,
    )


@by_dohas_clock
def test_the_schemas_visit_is_on_its_clinic_day_with_time_reason_and_patient(
    signed_in: SignIn,
) -> None:
    page = signed_in(DR_SMITH).get(THE_DAY).content.decode()
    assert "17:00" in page
    assert "John Doe" in page
    assert "Follow-up cardiac consultation" in page


def test_the_chosen_patients_essentials_stand_beside_the_visits(signed_in: SignIn) -> None:
    page = signed_in(DR_SMITH).get(f"{THE_DAY}&patient={JOHN}").content.decode()
    for told in ("Penicillin", "I25.9", "12-Lead ECG Report", "Blood pressure"):
        assert told in page
    assert f'href="/patients/{JOHN}/"' in page


def test_a_visit_in_the_address_opens_its_patient(signed_in: SignIn) -> None:
    page = signed_in(DR_SMITH).get(f"{THE_DAY}&visit={VISIT}").content.decode()
    assert "Penicillin" in page


def test_no_patient_is_opened_before_one_is_chosen(signed_in: SignIn) -> None:
    page = signed_in(DR_SMITH).get(THE_DAY).content.decode()
    assert "Choose a visit" in page
    assert "I25.9" not in page


def test_a_day_costs_four_round_trips_one_after_another(signed_in: SignIn) -> None:
    cost = cost_of(signed_in(DR_SMITH), f"{THE_DAY}&patient={JOHN}")
    assert cost.sequential <= 4
    assert cost.sequential_writes <= 1


@pytest.mark.parametrize("who", [JOHN, REEM, OMAR])
def test_the_page_is_for_doctors_only_and_the_refusal_is_remembered(
    who: str, signed_in: SignIn, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    assert signed_in(who).get("/day/").status_code == 404
    assert entries(
        raw(actor=who), userId=who, action="OPEN_PAGE", resourceId="worklist:read", result="DENIED"
    )


def test_a_patient_not_in_care_cannot_be_chosen(signed_in: SignIn) -> None:
    assert signed_in(DR_SMITH).get(f"{THE_DAY}&patient={LAYLA}").status_code == 404
    assert signed_in(DR_OTHER).get(f"{THE_DAY}&patient={JOHN}").status_code == 404


@pytest.mark.parametrize("patient", ["USER%23x", "a" * 65, "%00", "../x", "مريض"])
def test_what_cannot_be_an_id_is_no_page(patient: str, signed_in: SignIn) -> None:
    assert signed_in(DR_SMITH).get(f"{THE_DAY}&patient={patient}").status_code == 404


@pytest.mark.parametrize("day", ["tomorrow", "2025-02-30", "0001-01-01", "9999-12-31", "%00"])
def test_a_day_that_does_not_exist_is_explained_and_today_is_shown(
    day: str, signed_in: SignIn
) -> None:
    response = signed_in(DR_SMITH).get(f"/day/?date={day}")
    assert response.status_code == 200
    assert "notice-warning" in response.content.decode()


def test_arabic_digits_name_the_same_day(signed_in: SignIn) -> None:
    page = signed_in(DR_SMITH).get("/day/", {"date": "٢٠٢٥-٠٦-١٥"}).content.decode()
    assert "John Doe" in page


def test_an_empty_day_says_so(signed_in: SignIn) -> None:
    assert "No visits on this day" in signed_in(DR_OTHER).get(THE_DAY).content.decode()


def test_each_visit_offers_its_next_step_from_the_status_that_is_shown(signed_in: SignIn) -> None:
    with the_clock_says(datetime(2025, 6, 15, 13, 30, tzinfo=UTC)):
        page = signed_in(DR_SMITH).get(f"{THE_DAY}&patient={JOHN}").content.decode()
    step = reverse("appointments:step", args=[JOHN, VISIT])
    assert f'formaction="{step}" name="step" value="SCHEDULED.ARRIVED"' in page


def test_the_day_is_behind_by_its_longest_kept_patient() -> None:
    visits = [
        visit(1, starts=90, status="COMPLETED"),
        visit(2, starts=40, status="IN_CONSULTATION"),
        visit(3, starts=25, status="ARRIVED", arrived=35),
        visit(4, starts=20, status="SCHEDULED"),
        visit(5, starts=15, status="CANCELLED"),
    ]
    progress = progress_of(visits, NOON)
    assert (progress.waiting, progress.behind, progress.seen, progress.planned) == (1, 25, 1, 4)


def test_who_comes_late_or_waits_at_home_puts_nobody_behind() -> None:
    assert progress_of([visit(1, starts=20, status="CONFIRMED")], NOON).behind == 0
    assert progress_of([visit(1, starts=40, status="ARRIVED", arrived=5)], NOON).behind == 5
    at_home = visit(1, starts=40, status="ARRIVED", arrived=40)
    by_video = replace(at_home.scheduling_info, mode="VIDEO")
    assert progress_of([replace(at_home, scheduling_info=by_video)], NOON).behind == 0


def test_waiting_is_counted_from_the_later_of_arrival_and_appointment() -> None:
    assert minutes_waiting(visit(1, starts=20, status="ARRIVED", arrived=12), NOON) == 12
    assert minutes_waiting(visit(1, starts=5, status="ARRIVED", arrived=12), NOON) == 5
    assert minutes_waiting(visit(1, starts=-10, status="ARRIVED", arrived=12), NOON) == 0
    assert minutes_waiting(visit(1, starts=0, status="IN_ROOM"), NOON) is None
    assert minutes_waiting(visit(1, starts=0, status="COMPLETED", arrived=12), NOON) is None


def test_visits_that_share_time_are_overbooked_and_cancelled_ones_are_not() -> None:
    visits = [
        visit(1, starts=60, status="CONFIRMED"),
        visit(2, starts=45, status="CONFIRMED"),
        visit(3, starts=0, status="CONFIRMED"),
        visit(4, starts=0, status="CANCELLED"),
    ]
    assert overbooked(visits) == {"visit_1", "visit_2"}


@given(
    st.lists(
        st.tuples(st.integers(0, 8), st.sampled_from(["CONFIRMED", "CANCELLED"]), st.booleans()),
        max_size=8,
    )
)
def test_who_is_overbooked_is_what_comparing_each_with_each_says(
    planned: list[tuple[int, str, bool]],
) -> None:
    put_in = Overruling(by="staff_1", at=NOON, reason="urgent")
    visits = [
        replace(visit(n, starts=15 * at, status=status), overruled=put_in if is_put_in else None)
        for n, (at, status, is_put_in) in enumerate(planned)
    ]
    expected = set()
    for one in visits:
        beside = [each for each in visits if each is not one and one.overlaps(each)]
        if beside and (one.overruled or all(each.overruled is None for each in beside)):
            expected.add(one.appointment_id)
    assert overbooked(visits) == expected
