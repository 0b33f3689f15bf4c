"""The whole table, read behind the application's back: is everything in it as it must be?"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from typing import Any

from django.conf import settings

from appointments.outbox.models import DAY_BEFORE, ReminderDue
from appointments.outbox.repository import REMINDER
from appointments.scheduling.availability import hold_of
from appointments.scheduling.day import is_cell
from appointments.visits.day_cells import occupied
from appointments.visits.models import REMIND_BEFORE, Appointment
from appointments.visits.repository import APPOINTMENT
from medisecure import wiring
from medisecure.clock import now
from medisecure.dynamodb.calls.wire import plain_item
from medisecure.dynamodb.sealing import codec

Raw = dict[str, Any]
Place = tuple[str, str, str]  # provider, local date, cell


class Found:
    """The visits, claims and reminders of the doctors in question, as they are stored."""

    def __init__(self, items: Iterable[Raw], provider_ids: Iterable[str] | None = None) -> None:
        self._only = None if provider_ids is None else frozenset(provider_ids)
        by_type: dict[str, list[Raw]] = defaultdict(list)
        for item in items:
            kind = item["entityType"]["S"] if "entityType" in item else _noun(item)
            by_type[kind].append(item)
        self.visits = [each for each in self._decoded(by_type) if self._is_of(each.provider_id)]
        self.cells = dict(self._cells(by_type["DAY"]))
        self.reminders = self._reminders(by_type["REMINDER"])
        self.cares = {(item["PK"]["S"], item["SK"]["S"]) for item in by_type["CARE"]}

    def problems(self) -> list[str]:
        """Everything that must not be, one line each; nothing that names a person."""
        return [
            *self._doubled(), *self._overlapping(), *self._claims(), *self._unreminded(),
            *(f"{each.appointment_id}: no care relation" for each in self.visits
              if (f"USER#{each.patient_id}", f"CARE#{each.provider_id}") not in self.cares),
        ]  # fmt: skip

    @property
    def live(self) -> list[Appointment]:
        return [each for each in self.visits if each.is_live]

    def _doubled(self) -> Iterator[str]:
        counts = Counter(each.appointment_id for each in self.visits)
        return (f"{name}: stored {n} times" for name, n in counts.items() if n > 1)

    def _overlapping(self) -> Iterator[str]:
        by_doctor: dict[str, list[Appointment]] = defaultdict(list)
        for visit in self.live:
            if visit.overruled is None:
                by_doctor[visit.provider_id].append(visit)
        for visits in by_doctor.values():
            for one, next_ in pairwise(sorted(visits, key=lambda each: each.starts_at)):
                if one.overlaps(next_):
                    yield f"{one.appointment_id} and {next_.appointment_id} overlap"

    def _claims(self) -> Iterator[str]:
        wanted: dict[Place, str] = {}
        for visit in self.live:
            if visit.overruled is None:
                for day, cells in occupied(visit).items():
                    who, when = visit.provider_id, day.isoformat()
                    wanted |= {(who, when, cell): visit.appointment_id for cell in cells}
        claimed = {place: owner for place, owner in self.cells.items() if hold_of(owner) is None}
        for place in sorted(wanted.keys() | claimed.keys()):
            if wanted.get(place) != claimed.get(place):
                yield f"{place}: claimed by {claimed.get(place)}, visited by {wanted.get(place)}"

    def _unreminded(self) -> Iterator[str]:
        for visit in self.visits:
            due_at = visit.starts_at - REMIND_BEFORE
            wanted = int(visit.status.is_reminded and due_at > now())
            planned = self.reminders.pop(visit.appointment_id, [])
            right = [each for each in planned
                     if (each.due_at, each.sequence) == (due_at, visit.sequence)]  # fmt: skip
            if (len(planned), len(right)) != (wanted, wanted):
                yield f"{visit.appointment_id}: {len(planned)} reminders, {len(right)} right"
        if self._only is None:
            yield from (f"{name}: a reminder of no visit" for name in self.reminders)

    def _is_of(self, provider_id: str) -> bool:
        return self._only is None or provider_id in self._only

    def _decoded(self, by_type: dict[str, list[Raw]]) -> list[Appointment]:
        cipher, table = wiring.cipher(), settings.TABLE_NAME
        return [codec.decode(APPOINTMENT, each, cipher, table) for each in by_type["APPOINTMENT"]]

    def _cells(self, items: Iterable[Raw]) -> Iterator[tuple[Place, str]]:
        for item in map(plain_item, items):
            provider_id, day = item["PK"].partition("#")[2], item["SK"].partition("#")[2]
            if self._is_of(provider_id):
                cells = (name for name in item if is_cell(name))
                yield from (((provider_id, day, cell), item[cell]) for cell in cells)

    def _reminders(self, items: Iterable[Raw]) -> dict[str, list[ReminderDue]]:
        found: dict[str, list[ReminderDue]] = defaultdict(list)
        for item in items:
            each = codec.decode(REMINDER, item, wiring.cipher(), settings.TABLE_NAME)
            if each.kind == DAY_BEFORE:
                found[each.appointment_id].append(each)
        return found


def places_taken_twice(items: Iterable[Raw], request_ids: Collection[str]) -> list[str]:
    """The entries of these requests that share their (writer, sequence) with another one."""
    entries = [plain_item(each) for each in items if each["PK"]["S"].startswith("AUDIT#")]
    places = Counter((each["writer"], each["sequence"]) for each in entries)
    return [
        f"{each['SK']}: its place in the trail is taken twice"
        for each in entries
        if each["requestId"] in request_ids and places[each["writer"], each["sequence"]] > 1
    ]


def _noun(item: Raw) -> str:
    return str(item["SK"]["S"].partition("#")[0])
