"""What people ask of AWS: a search among many of one name, a registration, moving in by a file."""

import csv
import io
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from django.core.management import call_command

from medisecure.dynamodb.calls.meter import Meter, metered
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
Row = dict[str, str]


def measure() -> tuple[list[Cost], list[str]]:
    """A file of people read in, then a search and a registration among them; what went wrong."""
    *others, last = rows_of(PEOPLE + 1)
    importing, problems = imported(others)
    [arrival] = arriving_by([last])
    if arrival.new is None:
        raise ValueError(f"nobody could be registered: {arrival.problems}")
    new, family = arrival.new, others[0]["last_name"]
    return [
        cost("a search: mohamed 33", metered_call(lambda: _find("mohamed 33")), MOST_FOR_A_SEARCH),
        cost(
            "a search: both names", metered_call(lambda: _find(f"mohamed {family}")),
            MOST_FOR_A_SEARCH,
        ),
        cost(
            "a registration, duplicates looked for", metered_call(lambda: registered(new)),
            MOST_FOR_A_REGISTRATION,
        ),
        importing,
    ], problems  # fmt: skip


def imported(people: list[Row]) -> tuple[Cost, list[str]]:
    """`manage.py import_people` with a file of them, told for a thousand; the lines left out."""
    said = io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            table = csv.DictWriter(out, people[0])
            table.writeheader()
            table.writerows(people)
        began, computed = time.perf_counter(), time.process_time()
        with metered() as meter:
            call_command("import_people", str(file), stdout=said, stderr=said)
        seconds, computed = time.perf_counter() - began, time.process_time() - computed
    told = said.getvalue().strip()
    problems = [] if told.startswith(f"{len(people)} registered") else [f"the import: {told}"]
    return for_a_thousand(meter, len(people), seconds, computed), problems


def for_a_thousand(meter: Meter, count: int, seconds: float, computed: float) -> Cost:
    """What so many people took, as a thousand would have; `computed` are seconds of processor."""
    times = THOUSAND / count
    return Cost(
        what=f"import per {THOUSAND:,} people: {seconds * times:.0f} s, "
        f"{computed * times:.0f} of them CPU",
        round_trips_sequential=round(meter.sequential * times),
        round_trips_total=round(meter.total * times),
        read_units=round(meter.read_units * times, 1),
        write_units=round(meter.write_units * times, 1),
        transactions=round(
            sum(call.operation == "transact_write_items" for call in meter.calls) * times
        ),
        most_sequential=MOST_FOR_A_REGISTRATION * THOUSAND,
    )


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
    return arriving_by(rows_of(count))


def arriving_by(rows: list[Row]) -> Iterator[Arrival]:
    """These lines of a file as people."""
    columns = {name: name for name in rows[0]}
    today = system_work("bench").today
    told = (FileRow(n, row) for n, row in enumerate(rows, start=2))
    return arrivals(told, columns, today=today, language="en")


def rows_of(count: int) -> list[Row]:
    """What stands in the file."""
    chance = Random(33)  # noqa: S311 - people from a seed, on purpose
    return [
        {
            "first_name": chance.choice(GIVEN),
            "last_name": "".join(chance.choices(SYLLABLES, k=4)).title(),
            "date_of_birth": f"{chance.randint(1, 28)}/{chance.randint(1, 12)}/"
            f"{chance.randint(1940, 2020)}",
            "phone_number": f"33{chance.randint(100_000, 999_999)}",
        }
        for _ in range(count)
    ]
