"""Bookings per second: every client at a doctor of its own, then all of them at one doctor's times.

Use cases and storage over the local cloud, without pages; all clients are threads of one process.
In the end the table is looked at: whatever is faster by booking twice is no measurement.
"""

import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import chain, islice
from threading import Barrier
from unittest.mock import patch

from appointments.booking.services import BookingRequest, book
from medisecure.clinic_rules import RULES
from medisecure.web.input.fields import new_id
from tools.bench.report import Bookings
from tools.drills.booking.oracle import Found
from tools.drills.cast import QUARTERS, contested_times, doctors, patients
from tools.drills.clients import Client, patient
from tools.drills.history import Outcome
from tools.drills.stage import Scan

CLIENTS = 8
SPREAD, CONTESTED = 40, 25  # bookings of each client; times that all of them want
MINUTES, PATIENCE = 15, 30.0
Place = tuple[str, datetime]  # a doctor and when
SPREAD_OUT, ALL_AT_ONCE = "spread", "contested"


def measure(
    endpoint: str, scan: Scan, *, clients: int = CLIENTS, spread: int = SPREAD,
    contested: int = CONTESTED,
) -> tuple[list[Bookings], list[str]]:  # fmt: skip
    """Both rows, and what is wrong with what was booked."""
    own, wanted = doctors(clients), doctors(1)
    apart = run(SPREAD_OUT, endpoint, [places(each, spread) for each in own])
    crowded = run(ALL_AT_ONCE, endpoint, [places(wanted[0], contested)] * clients)
    problems = [
        *miscounted(apart, clients * spread, 0),
        *miscounted(crowded, contested, contested * (clients - 1)),
        *Found(scan(), [*own, *wanted]).problems(),
    ]
    return [apart, crowded], problems


def run(name: str, endpoint: str, courses: Sequence[Sequence[Place]]) -> Bookings:
    """Each client books its course, one after another; where all have the same, all at once."""
    people = patients(len(courses))
    browsers = [Client(endpoint, patient(each)) for each in people]
    start = Barrier(len(courses), timeout=PATIENCE)

    def course(n: int) -> Counter[Outcome]:
        told: Counter[Outcome] = Counter()
        for where in courses[n]:
            if name == ALL_AT_ONCE:
                start.wait()
            told[outcome(browsers[n], people[n], where)] += 1
        return told

    began = time.monotonic()
    # One patient of the bench books as many visits as the course is long.
    with (
        patch.object(RULES, "most_ahead", 10**6),
        patch.object(RULES, "most_a_day", 10**6),
        ThreadPoolExecutor(len(courses)) as pool,
    ):
        told = sum(pool.map(course, range(len(courses))), Counter[Outcome]())
    seconds = time.monotonic() - began
    return Bookings(
        name=name, clients=len(courses), booked=told[Outcome.DONE], refused=told[Outcome.REFUSED],
        seconds=round(seconds, 2), per_second=round(told[Outcome.DONE] / seconds, 1),
    )  # fmt: skip


def outcome(browser: Client, patient_id: str, where: Place) -> Outcome:
    """What this patient is told who wants this time."""
    booking_request = BookingRequest(
        appointment_id=new_id("appointment"), patient_id=patient_id,
        provider_id=where[0], starts_at=where[1], minutes=MINUTES,
    )  # fmt: skip
    return browser.press(lambda uow: book(uow, booking_request), seconds=PATIENCE).outcome


def places(provider_id: str, count: int) -> list[Place]:
    """So many quarters of an hour of a doctor."""
    hours = contested_times([provider_id])
    quarters = chain.from_iterable((each.at(n) for n in range(QUARTERS)) for each in hours)
    return [(provider_id, at) for at in islice(quarters, count)]


def miscounted(row: Bookings, booked: int, refused: int) -> list[str]:
    """What is wrong unless so many were booked and refused, and nobody was left in doubt."""
    if (row.booked, row.refused) == (booked, refused):
        return []
    return [f"{row.name}: {row.booked} booked, {row.refused} refused; "
            f"it should be {booked} and {refused}"]  # fmt: skip
