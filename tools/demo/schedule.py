"""Who sees whom and when: each day has one plan, and the demo shows more of it the nearer it is."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tools.demo.clinic_time import DOHA, GRID_MINUTES, local, local_date
from tools.demo.dice import dice
from tools.demo.doctors import DOCTORS, SMITH, Doctor
from tools.demo.patients import MARIAM, Patient
from tools.demo.schema_items import JOHN_DOE, schema_items

_LENGTHS = (1, 2, 2, 2, 3)
_LEAVE_FREE = 0.55
_SMITH_FULL_UNTIL = time(11)
_LONGEST_GAP = 3
_DAY_START, _DAY_END = time(8), time(17)
_TRIES = 8
_WEDNESDAY, _MONDAY = 2, 0
STANDING = {
    (SMITH.provider_id, _WEDNESDAY): (time(11), JOHN_DOE),
    ("provider_00001", _MONDAY): (time(9, 30), MARIAM),
}
"""Times kept every week for the two patients who can sign in."""
_STANDING_CELLS = 2
_STANDING_FATE = 0.85
"""Those two keep their visits: the worst throws do not happen to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit of the plan; `chance` and `fate` (0 to 1) decide whether and how it happens."""

    doctor: Doctor
    patient: Patient
    starts_at: datetime
    minutes: int
    chance: float
    fate: float
    standing: bool = False
    extra: bool = False

    @property
    def ends_at(self) -> datetime:
        """The instant (UTC) the visit ends."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def day(self) -> date:
        """The date in Doha."""
        return local_date(self.starts_at)

    @property
    def number(self) -> str:
        """Ten digits, the same for ever: date, doctor, quarter of an hour."""
        here = self.starts_at.astimezone(DOHA)
        cell = _cell(here.time())
        return f"{here:%y%m%d}{DOCTORS.index(self.doctor):02}{cell:02}"


class Register:
    """The patients by doctor and by department, and everybody by id."""

    def __init__(self, patients: Iterable[Patient]) -> None:
        self.by_id = {patient.patient_id: patient for patient in patients}
        self.of_doctor: dict[str, list[Patient]] = defaultdict(list)
        self.of_department: dict[str, list[Patient]] = defaultdict(list)
        for patient in self.by_id.values():
            if patient.patient_id not in (JOHN_DOE, MARIAM):
                self.of_doctor[patient.doctor_id].append(patient)
                self.of_department[patient.department].append(patient)

    def pick(self, source: random.Random, doctor: Doctor, seen: set[str]) -> Patient | None:
        """A patient of the doctor, else of the department, not yet seen that day; or nobody."""
        own, all_here = self.of_doctor[doctor.provider_id], self.of_department[doctor.department]
        for pool in (own, all_here):
            for _ in range(_TRIES if pool else 0):
                patient = source.choice(pool)
                if patient.patient_id not in seen:
                    return patient
        return None


def day_plan(day: date, *, seed: int, register: Register) -> Iterator[Visit]:
    """Every visit that could happen on `day`: nobody twice, no doctor in two rooms at once."""
    source = dice(seed, "day", day)
    seen: set[str] = set()
    for doctor in DOCTORS:
        hours = doctor.hours.get(day.weekday())
        if hours:
            yield from _standing(source, day, doctor, register)
        if hours or doctor == SMITH:
            yield from _doctor_day(source, day, doctor, seen, register)


def _doctor_day(
    source: random.Random, day: date, doctor: Doctor, seen: set[str], register: Register
) -> Iterator[Visit]:
    hours = doctor.hours.get(day.weekday())
    start, end = hours or (_DAY_START, _DAY_END)
    full_until = _cell(_SMITH_FULL_UNTIL if doctor == SMITH else start)
    busy = _kept_cells(day, doctor)
    cell, last = _cell(start), _cell(end)
    while cell < last:
        cells = source.choice(_LENGTHS)
        if cell + cells > last or busy.intersection(range(cell, cell + cells)):
            cell += 1
            continue
        patient = register.pick(source, doctor, seen)
        if patient is None:
            return
        seen.add(patient.patient_id)
        yield _visit(source, day, doctor, patient, (cell, cells), extra=not hours)
        cell += cells
        if cell >= full_until and source.random() < _LEAVE_FREE:
            cell += source.randint(1, _LONGEST_GAP)


def _standing(
    source: random.Random, day: date, doctor: Doctor, register: Register
) -> Iterator[Visit]:
    clock, patient_id = STANDING.get((doctor.provider_id, day.weekday()), (time(), ""))
    patient = register.by_id.get(patient_id)
    if patient:
        yield _visit(source, day, doctor, patient, (_cell(clock), _STANDING_CELLS), standing=True)


def _visit(
    source: random.Random,
    day: date,
    doctor: Doctor,
    patient: Patient,
    place: tuple[int, int],
    *,
    standing: bool = False,
    extra: bool = False,
) -> Visit:
    cell, cells = place
    return Visit(
        doctor=doctor,
        patient=patient,
        starts_at=local(day, time()) + timedelta(minutes=cell * GRID_MINUTES),
        minutes=cells * GRID_MINUTES,
        chance=source.random(),
        fate=source.random() * (_STANDING_FATE if standing else 1),
        standing=standing,
        extra=extra,
    )


def _kept_cells(day: date, doctor: Doctor) -> set[int]:
    """Quarters of an hour nobody else may take: standing visits and those the schema prints."""
    starts = [time_of_day for at, time_of_day in _PRINTED if doctor == SMITH and at == day]
    standing = STANDING.get((doctor.provider_id, day.weekday()))
    if standing:
        starts.append(standing[0])
    return {_cell(start) + more for start in starts for more in range(_STANDING_CELLS)}


def _cell(clock: time) -> int:
    return (clock.hour * 60 + clock.minute) // GRID_MINUTES


def _printed_times() -> list[tuple[date, time]]:
    """Dr. Smith's time (in Doha) in the visit and in the record the schema prints."""
    _, _, record, appointment, _ = schema_items()
    texts = record["visitInfo"]["date"], appointment["schedulingInfo"]["appointmentDate"]
    starts = [datetime.fromisoformat(text).astimezone(DOHA) for text in texts]
    return [(start.date(), start.time()) for start in starts]


_PRINTED = _printed_times()
