"""What each clinic decides for itself, for code that does not know Django; the settings fill it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

AT_ONCE = datetime.min.replace(tzinfo=UTC)  # whatever anybody's clock says
BY_HAND = -1  # no hours: a doctor decides on each


@dataclass(slots=True)
class ClinicRules:
    """How long a visit keeps a chart open, when its steps may be taken, how many there are.

    When patients read what was written, what parents may do, which doctors patients are offered,
    and who opens files nobody looked through for malware.
    """

    care_days: int = 90  # after the last visit that took place or is booked
    prepare_days: int = 365  # how far back a chart opens before the visit begins
    near_minutes: int = 60  # how long before its time a visit may begin
    quiet_from: int = 22  # o'clock: nobody is offered a time from then
    quiet_until: int = 7  # to then, nor has to answer; the same hour twice: at any time
    most_ahead: int = 10  # visits that are still to come, of one patient
    most_a_day: int = 2  # visits of one patient with one doctor on one local day
    children_below: int = 18  # whom a paediatrician sees who has no ages of their own
    general_specialties: frozenset[str] = frozenset(  # whom "any doctor" means
        {"family medicine", "general practice", "general medicine", "internal medicine",
         "general pediatrics", "general paediatrics", "pediatrics", "paediatrics"}
    )  # fmt: skip
    rooms: tuple[str, ...] = ()  # of the clinic, beside each doctor's own
    proxy_limited_from: int = 13  # from this age of a child on, a parent may do less
    proxy_limited_may: tuple[str, ...] = ("VISITS", "BOOK", "MESSAGES")
    proxy_ends_at: int = 18  # from this age on, the child agrees or it is over
    entries_after: int = 0  # hours after signing, until its patient reads an entry
    results_after: int = BY_HAND  # after it was entered, until its patient reads a result
    unscanned: str = "everybody"  # who opens a file not looked through for malware; clinic, nobody

    @property
    def care(self) -> timedelta:
        return timedelta(days=self.care_days)

    @property
    def prepare(self) -> timedelta:
        return timedelta(days=self.prepare_days)

    @property
    def near(self) -> timedelta:
        return timedelta(minutes=self.near_minutes)

    def opens_unscanned(self, *, to_patient: bool) -> bool:
        """Whether a reader may open a file that nobody looked through for malware."""
        return self.unscanned == "everybody" or (self.unscanned == "clinic" and not to_patient)

    def entry_opens(self, signed_at: datetime) -> datetime:
        """When an entry that was signed then opens to its patient."""
        hours = self.entries_after
        return signed_at + timedelta(hours=hours) if hours else AT_ONCE

    def result_opens(self, entered_at: datetime) -> datetime | None:
        """When a result no doctor has released opens to its patient; None: never by itself."""
        hours = self.results_after
        if hours == BY_HAND:
            return None
        return entered_at + timedelta(hours=hours) if hours else AT_ONCE


RULES = ClinicRules()
