"""What scheduling asks of AWS: two weeks of free times, a booking, the board of thirty doctors."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from appointments.booking.services import BookingRequest, book, free_on, known_provider
from appointments.portal.free_times import DAYS_SHOWN, days_of
from medisecure.clock import now
from medisecure.dynamodb.calls.meter import Meter, metered
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.web.input.fields import new_id
from medisecure.wiring import system_work
from providers.directory.repository import Providers
from tools.bench.pages import Page
from tools.bench.report import Cost
from tools.bench.visitor import Visitor
from tools.drills.cast import clinic_time, doctors, patients

DOCTORS, VISITS, MINUTES = 30, 28, 30
MOST_FOR_FREE_TIMES, MOST_FOR_A_BOOKING, MOST_FOR_THE_BOARD = 2, 3, 3
BOARD = Page("the board of 30 doctors", "staff", "/board/")


def measure(visitor: Visitor) -> list[Cost]:
    """All of it, on doctors of its own; the board last, for they stay on it."""
    empty, full = doctors(2)
    first = now().date() + timedelta(days=40)
    (patient_id,) = patients(1)
    for n in range(VISITS):
        day = first + timedelta(days=n % DAYS_SHOWN)
        book(
            system_work("bench"),
            booking_request(patient_id, full, clinic_time(day, 8 + n // DAYS_SHOWN)),
        )
    days = f"free times of {DAYS_SHOWN} days"
    return [
        cost(days, free_times(empty, first), MOST_FOR_FREE_TIMES),
        cost(f"{days}, {VISITS} visits in them", free_times(full, first), MOST_FOR_FREE_TIMES),
        cost("a booking", booking(patient_id, full, clinic_time(first, 12)), MOST_FOR_A_BOOKING),
        board(visitor),
    ]


def free_times(provider_id: str, first: date) -> Meter:
    """Seeing which times of a doctor are free from a day on."""
    uow = system_work("bench")

    def look() -> None:
        provider, days = in_parallel(
            lambda: known_provider(uow, provider_id), lambda: days_of(uow, [provider_id], first)
        )
        for day in days.values():
            free_on(provider, day, MINUTES, uow.at)
        uow.close()

    return metered_call(look)


def booking(patient_id: str, provider_id: str, starts_at: datetime) -> Meter:
    """Booking a time that was free."""
    wanted = booking_request(patient_id, provider_id, starts_at)
    return metered_call(lambda: book(system_work("bench"), wanted))


def board(visitor: Visitor) -> Cost:
    """The page, once thirty doctors work here."""
    known = sum(each.availability is not None for each in Providers(system_work("bench")).all())
    doctors(DOCTORS - known)
    counts = visitor.counts(BOARD)
    return Cost(
        what=BOARD.name, round_trips_sequential=counts.sequential,
        round_trips_total=counts.total, read_units=counts.read_units,
        write_units=counts.write_units, transactions=0, most_sequential=MOST_FOR_THE_BOARD,
    )  # fmt: skip


def booking_request(patient_id: str, provider_id: str, starts_at: datetime) -> BookingRequest:
    """A visit nobody has booked before."""
    return BookingRequest(
        appointment_id=new_id("appointment"), patient_id=patient_id, provider_id=provider_id,
        starts_at=starts_at, minutes=MINUTES, beyond="bench",
    )  # fmt: skip


def metered_call(call: Callable[[], object]) -> Meter:
    """The calls to AWS that `call` makes."""
    with metered() as meter:
        call()
    return meter


def cost(what: str, meter: Meter, most_sequential: int) -> Cost:
    """A row of the table."""
    return Cost(
        what=what,
        round_trips_sequential=meter.sequential,
        round_trips_total=meter.total,
        read_units=meter.read_units,
        write_units=meter.write_units,
        transactions=sum(call.operation == "transact_write_items" for call in meter.calls),
        most_sequential=most_sequential,
    )
