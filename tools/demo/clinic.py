"""The whole demo clinic around one day, item by item, ready for the same loader as any import."""

from collections.abc import Iterator
from datetime import date

from appointments.visits.status import Status
from tools.demo.choosing import by_doctor_and_day, visits_around
from tools.demo.clinic_time import demo_now
from tools.demo.colleagues import colleague_items
from tools.demo.doctors import doctor_items
from tools.demo.papers import document_items
from tools.demo.patients import invented_patients, john_doe
from tools.demo.records import record_item
from tools.demo.schedule import Register
from tools.demo.schema_items import Item
from tools.demo.statuses import with_status
from tools.demo.visits import appointment_item


def demo_clinic(*, patients: int = 400, seed: int = 1, today: date) -> Iterator[Item]:
    """Profiles first, then each visit with its record and documents; equal arguments, equal items.

    `today` is the date in Doha the clinic is shown on, at 10:30. The five items the schema prints
    are not repeated here: load `schema_items()` first, for John Doe and Dr. Smith have visits.
    Care relations are left to the loader. Raises ValueError for less than one patient.
    """
    if patients < 1:
        raise ValueError("a clinic needs at least one patient")
    yield from doctor_items()
    yield from colleague_items()
    people = invented_patients(patients, seed=seed)
    yield from (patient.item for patient in people)
    register = Register([*people, john_doe()])
    now = demo_now(today)
    for visits in by_doctor_and_day(visits_around(register, seed=seed, today=today)):
        for visit, status in with_status(visits, now):
            yield appointment_item(visit, status, seed=seed, now=now)
            if status == Status.COMPLETED:
                papers = list(document_items(visit, seed=seed))
                yield record_item(visit, papers, seed=seed)
                yield from papers
