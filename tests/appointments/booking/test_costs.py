"""What scheduling may cost: round trips one after another, whatever has been booked before."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from appointments.booking.services import book, free_on, hold, known_provider, move
from appointments.portal.free_times import DAYS_SHOWN, days_of
from appointments.visits.repository import Appointments
from medisecure.clock import now
from medisecure.dynamodb.calls.meter import Meter, metered
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from tests.desk import booking_request, fresh_patient
from tests.people import DR_SMITH, REEM
from tools.drills.cast import clinic_time, doctors

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
FIRST = now().date() + timedelta(days=40)


def busy(acting: As, visits: int) -> str:
    """A doctor with so many visits on two weeks of days; the id."""
    (doctor,) = doctors(1)
    for n in range(visits):
        starts = clinic_time(FIRST + timedelta(days=n % DAYS_SHOWN), 8 + n // DAYS_SHOWN)
        book(acting("staff", REEM), booking_request(fresh_patient(), starts, provider_id=doctor))
    return doctor


def cost_of_free_times(uow: UnitOfWork, doctor: str) -> tuple[Meter, int]:
    """What it costs to see the free times of two weeks, and how many there are."""
    with metered() as meter:
        provider, days = in_parallel(
            lambda: known_provider(uow, doctor), lambda: days_of(uow, [doctor], FIRST)
        )
        free = [slot for day in days.values() for slot in free_on(provider, day, 30, uow.at).free]
        uow.close()
    return meter, len(free)


def test_two_weeks_of_free_times_cost_at_most_two_round_trips_however_full_they_are(
    acting: As,
) -> None:
    empty, full = busy(acting, 0), busy(acting, 20)
    few, many_free = cost_of_free_times(acting("staff", REEM), empty)
    many, few_free = cost_of_free_times(acting("staff", REEM), full)
    assert few.sequential <= 2
    assert (few.sequential, few.total) == (many.sequential, many.total)
    assert few_free < many_free


def test_booking_is_one_transaction_after_at_most_two_reads(acting: As) -> None:
    doctor, patient = busy(acting, 0), fresh_patient()
    wanted = booking_request(patient, clinic_time(FIRST, 9), provider_id=doctor)
    with metered() as fresh:
        book(acting("staff", REEM), wanted)
    again = booking_request(patient, clinic_time(FIRST, 10), provider_id=doctor)
    hold(acting("staff", REEM), again)
    with metered() as held:
        book(acting("staff", REEM), again)
    for cost in (fresh, held):
        writes = [call for call in cost.calls if call.writes]
        assert [call.operation for call in writes] == ["transact_write_items"]
        assert max(call.depth for call in cost.calls if not call.writes) <= 2
        assert cost.sequential <= 3


def test_moving_is_one_transaction_after_at_most_two_reads(acting: As) -> None:
    doctor, patient = busy(acting, 0), fresh_patient()
    visit = book(
        acting("staff", REEM), booking_request(patient, clinic_time(FIRST, 9), provider_id=doctor)
    )
    other = booking_request(
        patient, clinic_time(FIRST, 14), provider_id=doctor, appointment_id=visit.appointment_id
    )
    with metered() as cost:
        move(acting("staff", REEM), patient, other)
    assert [call.operation for call in cost.calls if call.writes] == ["transact_write_items"]
    assert max(call.depth for call in cost.calls if not call.writes) <= 2
    assert Appointments(acting("staff", REEM)).find(patient, visit.appointment_id)


def test_free_times_come_with_the_visits_ahead_in_one_call(
    signed_in: Callable[[str], Client],
) -> None:
    client, address = signed_in(fresh_patient()), f"/my/visits/book/?whom={DR_SMITH}"
    client.get(address)  # the list of doctors is kept from here on
    with metered() as page:
        answer = client.get(address)
    assert answer.status_code == 200
    reads = [call.operation for call in page.calls if not call.writes]
    # session and person; days and guard; what changed of the doctors, and the visits ahead
    assert sorted(reads) == ["batch_get_item", "batch_get_item", "query", "query"]
