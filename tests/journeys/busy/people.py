"""Who is in the busy clinic beside the twelve doctors of its full day."""

from collections.abc import Iterator
from datetime import date, timedelta

from medisecure.clock import now
from tests.journeys.busy_day import DEPARTMENTS, STARTS, name_of_doctor
from tests.journeys.guests import Item, at, day_to_come, doctor, patient, visit
from tests.journeys.pages import CLINIC, DR_SMITH
from tests.journeys.tries import FIRST, Try

DAY = day_to_come(3)
TWELVE = f"/board/?date={DAY}&department=Busy"
OPEN, LEFT = 90, "Patient17"  # the one who came, and was not seen
LEFTOVER, CHECKS_IN = "Leftover", "patient_checks_in"
THIRTY = 30


def many_departments(day: date) -> Iterator[Item]:
    """Thirty doctors in five departments, each with a visit."""
    for n in range(THIRTY):
        who, sick = f"provider_thirty_{n:02}", f"patient_thirty_{n:02}"
        yield doctor(who, f"{name_of_doctor(n)}{n}", DEPARTMENTS[n % len(DEPARTMENTS)],
                     {day: ("08:00", "17:00")})  # fmt: skip
        yield patient(sick, f"Thirtieth Patient{n:02}", f"+9745566{n:04}")
        yield visit(f"appointment_thirty_{n:02}", sick, who, at(day, STARTS[n % len(STARTS)]))


def phoning() -> Iterator[Item]:
    """Somebody who phones and has no visit yet."""
    yield patient("patient_phones", "Zahra Phones Phones", "+97455667799")


def arriving(this: Try) -> Iterator[Item]:
    """Somebody who has a visit this very hour."""
    yield patient(this.of(CHECKS_IN), "Zahra Checksin Checks", "+97455667788")
    starts = now().replace(minute=0, second=0, microsecond=0)
    whose = DR_SMITH if this == FIRST else f"provider_busy_{this.number:02}"
    yield visit(this.of("appointment_checks_in"), this.of(CHECKS_IN), whose, starts)


def left_open(this: Try) -> Iterator[Item]:
    """Ninety visits of yesterday, or the days before, whose end nobody said."""
    day = now().astimezone(CLINIC).date() - timedelta(days=1 + this.number)
    for n in range(OPEN):
        who = this.of(f"patient_open_{n:02}")
        yield patient(who, f"{this.named(LEFTOVER)} Patient{n:02}", f"+9745577{n:04}")
        starts = at(day, "08:00") + timedelta(minutes=30 * (n % len(STARTS)))
        status = "ARRIVED" if f"Patient{n:02}" == LEFT else "SCHEDULED"
        whose = f"provider_busy_{n // len(STARTS):02}"
        yield visit(this.of(f"appointment_open_{n:02}"), who, whose, starts, status)
