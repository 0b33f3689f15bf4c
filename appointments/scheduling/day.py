"""What is taken of one provider's day: five-minute cells, each with the visit that holds it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from medisecure.clock import from_utc_text
from medisecure.dynamodb.calls.wire import plain
from medisecure.dynamodb.change import CLAIMS
from providers.directory.rules import TimeOff, TimeOffKind

CELL = "c"
USUAL_CELLS = frozenset(f"{CELL}{n}" for n in range(300))  # of 25 hours, the longest day
TIME_OFF = "off_"
STAND_IN = "standIn"
IN_CONSULTATION = "inConsultation"
RULES = "rulesVersion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """`taken` maps a cell (`c108`: 9:00 to 9:05 local on an ordinary day) to its owner.

    An owner is a visit's id, or a hold's text. `time_off` are the spans in which the provider is
    away on this day, `stand_in_id` is the doctor who sees that day's patients instead: they lie in
    the same item, so free times of a day are one read, and `rules_version` counts their changes, so
    that a claim made on an older reading fails. `claims` counts the changes of its cells.
    `in_consultation` names the visit called in last,
    which may be over.
    """

    entity_type: ClassVar[str] = "DAY"

    provider_id: str
    local_date: date
    taken: Mapping[str, str] = field(default_factory=dict)
    time_off: tuple[TimeOff, ...] = ()
    time_off_ids: tuple[str, ...] = ()  # of the same, in the same order
    stand_in_id: str | None = None
    rules_version: int = 0
    claims: int = 0
    in_consultation: str = ""

    @staticmethod
    def from_wire(item: Mapping[str, Any]) -> dict[str, Any]:
        """The fields by name, out of the stored item, whose attributes are its cells and more."""
        taken = {name: value["S"] for name, value in item.items() if name in USUAL_CELLS}
        away: dict[str, TimeOff] = {}
        for name in [each for each in item if each not in taken]:
            if is_cell(name):
                taken[name] = item[name]["S"]
            elif name.startswith(TIME_OFF):
                away[name.removeprefix(TIME_OFF)] = _time_off(plain(item[name]))
        rest = {
            name: plain(item[name]) for name in (STAND_IN, RULES, CLAIMS, IN_CONSULTATION)
            if name in item
        }  # fmt: skip
        return {
            "provider_id": item["PK"]["S"].partition("#")[2],
            "local_date": date.fromisoformat(item["SK"]["S"].partition("#")[2]),
            "taken": taken,
            "time_off": tuple(away.values()),
            "time_off_ids": tuple(away),
            "stand_in_id": rest.get(STAND_IN, {}).get("providerId"),
            "rules_version": rest.get(RULES, 0),
            "claims": rest.get(CLAIMS, 0),
            "in_consultation": rest.get(IN_CONSULTATION, ""),
        }

    @property
    def resource_id(self) -> str:
        return self.local_date.isoformat()


def is_cell(name: str) -> bool:
    return name[0] == CELL and name[1:].isdigit()


def _time_off(value: Mapping[str, str]) -> TimeOff:
    """A span as the day item has it: kind and two UTC instants."""
    return TimeOff(
        kind=TimeOffKind(value["kind"]),
        starts_at=from_utc_text(value["startsAt"]),
        ends_at=from_utc_text(value["endsAt"]),
    )
