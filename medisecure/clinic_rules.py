"""What each clinic decides for itself, for code that does not know Django; the settings fill it."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(slots=True)
class ClinicRules:
    """How long a visit keeps a chart open, when its steps may be taken, how many there are.

    And what parents may do.
    """

    care_days: int = 90  # after the last visit that took place or is booked
    prepare_days: int = 365  # how far back a chart opens before the visit begins
    near_minutes: int = 60  # how long before its time a visit may begin, or be missed
    most_ahead: int = 10  # visits that are still to come, of one patient
    most_a_day: int = 2  # visits of one patient with one doctor on one local day
    proxy_limited_from: int = 13  # from this age of a child on, a parent may do less
    proxy_limited_may: tuple[str, ...] = ("VISITS", "BOOK", "MESSAGES")
    proxy_ends_at: int = 18  # from this age on, the child agrees or it is over

    @property
    def care(self) -> timedelta:
        return timedelta(days=self.care_days)

    @property
    def prepare(self) -> timedelta:
        return timedelta(days=self.prepare_days)

    @property
    def near(self) -> timedelta:
        return timedelta(minutes=self.near_minutes)


RULES = ClinicRules()
