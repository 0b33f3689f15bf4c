"""The first time on a day that somebody sees a patient in a list: told once, however often."""

from dataclasses import dataclass, field
from datetime import date

from medisecure.audit.actions import Action

MOST_KNOWN = 200_000  # some tens of megabytes; beyond it the memory begins anew


@dataclass(frozen=True, slots=True)
class FirstLook:
    """Who saw which patient in what kind of list, on which day of the clinic."""

    user_id: str
    action: Action
    patient_id: str
    day: date


@dataclass(slots=True)
class FirstLooks:
    """Those this process knows to be stored, so that a page that polls asks nobody about them.

    It only saves writes: what it has forgotten, or what another process stored, the condition of
    the write itself keeps from being stored twice.
    """

    _known: set[FirstLook] = field(default_factory=set)
    _day: date = date.min

    def __contains__(self, look: FirstLook) -> bool:
        return look in self._known

    def add(self, look: FirstLook) -> None:
        """It is stored, by us or by others. Yesterday's are forgotten with today's first."""
        if look.day != self._day or len(self._known) >= MOST_KNOWN:
            self._known, self._day = set(), look.day
        self._known.add(look)
