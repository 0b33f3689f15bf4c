"""How long a document is kept, and what became of it: pure rules, with dates and ids only.

The schema says `retentionPeriod: "7_YEARS"`. It counts from the last day of care, and for whoever
was a child from the day they came of age: the longer of both holds. A legal hold outlasts all.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

OF_AGE = 18
USUAL_YEARS = 7  # where a document says nothing we understand
MOST_YEARS = 100
_PERIOD = re.compile(r"(\d{1,3})_YEARS?")


class Queue(StrEnum):
    """What a document waits for, as it is listed for those who watch over its end."""

    HELD = "HELD"
    DUE = "DUE"
    PROPOSED = "PROPOSED"
    AGREED = "AGREED"


class LifeEvent(StrEnum):
    """What was done to a document after it was filed."""

    EDITED = "EDITED"
    ARCHIVED = "ARCHIVED"
    RESTORED = "RESTORED"
    MOVED = "MOVED"
    HELD = "HELD"
    RELEASED = "RELEASED"
    PROPOSED = "PROPOSED"
    DECLINED = "DECLINED"
    AGREED = "AGREED"
    DISPOSED = "DISPOSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Who did what about its end, and since when: user ids and instants, no words.

    `due_on` is the day its time was over, noted by the review of what is due.
    """

    held_by: str | None = None
    held_at: datetime | None = None
    due_on: date | None = None
    proposed_by: str | None = None
    proposed_at: datetime | None = None
    agreed_by: str | None = None
    agreed_at: datetime | None = None

    @property
    def is_held(self) -> bool:
        """Whether a legal hold keeps it, whatever else was said."""
        return self.held_at is not None

    @property
    def queue(self) -> Queue | None:
        """Under what it is listed; a hold comes before everything."""
        if self.is_held:
            return Queue.HELD
        if self.agreed_at:
            return Queue.AGREED
        if self.proposed_at:
            return Queue.PROPOSED
        return Queue.DUE if self.due_on else None


NOTHING = Keeping()


def years_of(period: str | None) -> int:
    """How many years the schema's text means; what is not understood is kept the usual time.

    >>> years_of("7_YEARS"), years_of("25_YEARS"), years_of("0_YEARS"), years_of("for ever")
    (7, 25, 7, 7)
    """
    found = _PERIOD.fullmatch(period or "")
    years = int(found[1]) if found else USUAL_YEARS
    return years if 0 < years <= MOST_YEARS else USUAL_YEARS


def kept_until(period: str | None, last_care: date, born_on: date | None) -> date:
    """The day until which it is kept at least.

    >>> kept_until("7_YEARS", date(2025, 6, 1), date(1985, 6, 15))
    datetime.date(2032, 6, 1)
    >>> kept_until("7_YEARS", date(2025, 6, 1), date(2020, 2, 29))  # a child: 18 + 7 years
    datetime.date(2045, 3, 1)
    """
    years = years_of(period)
    until = later(last_care, years)
    return max(until, later(born_on, OF_AGE + years)) if born_on else until


def later(day: date, years: int) -> date:
    """The same day that many years later; 29 February becomes 1 March.

    >>> later(date(2024, 2, 29), 1)
    datetime.date(2025, 3, 1)
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
