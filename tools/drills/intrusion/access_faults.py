"""The faults the access drill must see, each in the relation and as the viewer where it shows."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unittest.mock import patch

from medisecure.access import policy, rules
from medisecure.access.actor import Role
from medisecure.access.care import Ground, Opening
from medisecure.wiring import system_work
from patients.chart.summary import read_summary
from patients.profile.banner import Banner
from patients.profile.repository import DemographicsOf

Plant = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is planted, and where it must show."""

    name: str
    plant: Plant
    relation: str
    address: str
    viewer: str = "doctor"


@contextmanager
def endless_care() -> Iterator[None]:
    """A relation once made opens the chart for ever."""

    def always(self: Ground, instant: datetime) -> Opening:
        return Opening.WHOLE if instant >= self.since else Opening.CLOSED

    with patch.object(Ground, "opening_at", always):
        yield


@contextmanager
def whole_before_the_visit() -> Iterator[None]:
    """A booked visit opens all of the chart at once."""
    real = Ground.opening_at

    def early(self: Ground, instant: datetime) -> Opening:
        opening = real(self, instant)
        return Opening.WHOLE if opening is Opening.PREPARING else opening

    with patch.object(Ground, "opening_at", early):
        yield


def _rule(role: Role, action: str, rule: rules.Rule) -> Plant:
    @contextmanager
    def plant() -> Iterator[None]:
        with patch.dict(policy.POLICY[role], {action: rule}):
            yield

    return plant


@contextmanager
def fragment_without_guard() -> Iterator[None]:
    """The patient beside the doctor's day is read by a job, as if it had no gate."""

    def unguarded(_request: Any, patient_id: str) -> Any:
        patient = DemographicsOf(system_work("drill")).get(patient_id)
        return Banner(
            patient_id=patient_id, name=patient.display_name, born_on=None, allergies=None,
            hide_allergies=False, is_own=False, url="",
        )  # fmt: skip

    def summary(_uow: Any, patient_id: str) -> Any:
        return read_summary(system_work("drill"), patient_id)

    with (
        patch("providers.day.views.open_beside", unguarded),
        patch("providers.day.views.read_summary", summary),
    ):
        yield


CHART, DAY, STEP = "patients:chart", "providers:day", "appointments:step"
FAULTS = (
    Fault("the care relation that never ends", endless_care, "visit long over", CHART),
    Fault("a cancelled visit leaves the chart open", endless_care, "visit cancelled", CHART),
    Fault("a booked visit opens all at once", whole_before_the_visit, "visit coming", CHART),
    Fault("in_care that allows writing",
          _rule(Role.PROVIDER, "appointment:write", rules.in_care), "visit begun", STEP),
    Fault("one fragment without a guard", fragment_without_guard, "none", DAY),
    Fault("a profile is anybody's", _rule(Role.PATIENT, "patient:read", rules.anyone), "none",
          CHART, "patient"),
    Fault("the desk reads charts", _rule(Role.STAFF, "patient:read", rules.anyone), "none",
          CHART, "staff"),
)  # fmt: skip
