"""What people ask of AWS: a search among many of one name, a registration, moving in by a file."""

import time
from collections.abc import Iterator
from random import Random

from medisecure.dynamodb.calls.meter import metered
from medisecure.wiring import system_work
from patients.duplicates.services import look_alikes
from patients.registration.arrival_file import FileRow
from patients.registration.arrivals import Arrival, arrivals
from patients.registration.services import NewPatient, register
from patients.search.services import find
from tools.bench.report import Cost
from tools.bench.scheduling import cost, metered_call

PEOPLE, THOUSAND = 150, 1_000
MOST_FOR_A_SEARCH, MOST_FOR_A_REGISTRATION = 2, 3
GIVEN = ("Mohamed", "محمد", "Muhammad", "Ahmed", "Fatima", "Mariam")
SYLLABLES = ("ba", "da", "fi", "gu", "ha", "ki", "la", "mu", "na", "ri", "sa", "tu", "wa", "zi")


def measure() -> list[Cost]:
    """A file of people read in, then a search and a registration among them."""
    people = [each.new for each in arriving(PEOPLE + 1) if each.new]
    *others, last = people
    started = time.perf_counter()
    with metered() as importing:
        for each in others:
            registered(each)
    seconds = (time.perf_counter() - started) * THOUSAND / len(others)
    family = others[0].personal_info.last_name
    return [
        cost("a search: mohamed 33", metered_call(lambda: _find("mohamed 33")), MOST_FOR_A_SEARCH),
        cost(
            "a search: both names", metered_call(lambda: _find(f"mohamed {family}")),
            MOST_FOR_A_SEARCH,
        ),
        cost(
            "a registration, duplicates looked for", metered_call(lambda: registered(last)),
            MOST_FOR_A_REGISTRATION,
        ),
        cost(
            f"a file of {len(others)} people, {seconds:.0f} s per {THOUSAND:,}", importing,
            MOST_FOR_A_REGISTRATION * len(others),
        ),
    ]  # fmt: skip


def _find(typed: str) -> None:
    uow = system_work("bench")
    find(uow, typed)
    uow.close()


def registered(new: NewPatient) -> str:
    """Somebody who is a patient from now on; the id."""
    uow = system_work("bench")
    look_alikes(uow, new.personal_info, besides=(new.patient_id,))
    register(uow, new)
    uow.close()
    return new.patient_id


def arriving(count: int) -> Iterator[Arrival]:
    """People of a file, the same ones each time but for their ids."""
    chance = Random(33)  # noqa: S311 - people from a seed, on purpose
    rows = [
        {
            "first_name": chance.choice(GIVEN),
            "last_name": "".join(chance.choices(SYLLABLES, k=4)).title(),
            "date_of_birth": f"{chance.randint(1, 28)}/{chance.randint(1, 12)}/"
            f"{chance.randint(1940, 2020)}",
            "phone_number": f"33{chance.randint(100_000, 999_999)}",
        }
        for _ in range(count)
    ]
    columns = {name: name for name in rows[0]}
    today = system_work("bench").today
    told = (FileRow(n, row) for n, row in enumerate(rows, start=2))
    return arrivals(told, columns, today=today, language="en")
