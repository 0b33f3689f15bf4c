"""What is taken of one provider's day: five-minute cells, each with the visit that holds it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Self

CELL = "c"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """`taken` maps a cell (`c108`: 9:00 to 9:05 local on an ordinary day) to a visit's id."""

    entity_type: ClassVar[str] = "DAY"

    provider_id: str
    local_date: date
    taken: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_attributes(cls, item: Mapping[str, Any]) -> Self:
        """The day out of its stored item, whose attributes are its cells."""
        return cls(
            provider_id=item["PK"].partition("#")[2],
            local_date=date.fromisoformat(item["SK"].partition("#")[2]),
            taken={name: owner for name, owner in item.items() if is_cell(name)},
        )

    @property
    def resource_id(self) -> str:
        return self.local_date.isoformat()


def is_cell(name: str) -> bool:
    return name.startswith(CELL) and name[1:].isdigit()
