"""The rules beside a provider's weekly hours: breaks, kinds of visit, other dates, time off."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum

from medisecure.errors import Invalid
from medisecure.errors import gettext_noop as _
from medisecure.fields import QUIET

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NO_HOLIDAYS = "NONE"  # for a provider who works through them
NAME_LENGTH = 100
ROOM_LENGTH = 60
REASON_LENGTH = 200
MAX_VISIT_MINUTES = 480
MAX_BUFFER_MINUTES = 120
MAX_NOTICE_MINUTES = 90 * 24 * 60
MAX_WINDOW_DAYS = 730
OLDEST = 130  # years
DAY_MINUTES, LONGEST_NIGHT = 24 * 60, 12 * 60
MAX_SEASONS = 20
MAX_RULES = 400  # of one sort: more than a year of single dates, and far below an item's 400 KB

NOT_BACKWARDS = _(
    "Working hours must end after they start. Over midnight they last twelve hours at most."
)
_WALL_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")
_CODE = re.compile(r"[A-Z0-9_]{1,40}")
_COUNTRY = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?|" + NO_HOLIDAYS)


def check_span(start: str, end: str, backwards: str) -> None:
    """`Invalid` unless both are wall times `HH:MM` in order; `backwards` is said if they are not.

    24:00 is the end of the day and may only end a span.
    """
    for name, value in (("start", start), ("end", end)):
        if not _WALL_TIME.fullmatch(value):
            raise Invalid({name: _("Write the time as HH:MM, such as 08:00.")})
    if end <= start:
        raise Invalid({"end": backwards})


def check_session(start: str, end: str, backwards: str) -> None:
    """The same for working hours, which may end on the next day: 20:00 to 01:00.

    Over midnight they last no longer than `LONGEST_NIGHT`, so that two times typed the wrong way
    round are still told from a night.
    """
    if end >= start or not (_WALL_TIME.fullmatch(start) and _WALL_TIME.fullmatch(end)):
        return check_span(start, end, backwards)
    if _minutes(end) + DAY_MINUTES - _minutes(start) > LONGEST_NIGHT:
        raise Invalid({"end": backwards})
    return None


def _minutes(wall: str) -> int:
    hours, _colon, minutes = wall.partition(":")
    return int(hours) * 60 + int(minutes)


def check_number(name: str, value: int, lowest: int, highest: int) -> None:
    """`Invalid`, naming the field, unless the number is within both limits."""
    if not lowest <= value <= highest:
        raise Invalid({name: _("This number is too small or too large.")})


def check_country(country: str) -> None:
    """`Invalid` unless the text has the form of a country's code: `QA`, `GB-ENG`, or `NONE`."""
    if not _COUNTRY.fullmatch(country):
        raise Invalid({"holiday_country": _("Write the country as its code, such as QA.")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A pause on one weekday, or on every working day, by the provider's own wall clock."""

    start: str
    end: str
    weekday: str | None = None

    def __post_init__(self) -> None:
        check_span(self.start, self.end, _("A break must end after it starts."))
        if self.weekday is not None and self.weekday not in WEEKDAYS:
            raise Invalid({"weekday": _("This is no day of the week.")})

    def is_on(self, day: date) -> bool:
        """Whether it falls on that local day."""
        return self.weekday is None or self.weekday == WEEKDAYS[day.weekday()]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitType:
    """A kind of visit: its usual length, and the minutes kept clear before and after it."""

    code: str
    name: str
    minutes: int
    buffer_before: int = field(default=0, metadata=QUIET)
    buffer_after: int = field(default=0, metadata=QUIET)
    mode: str | None = None

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise Invalid({"code": _("Use capital letters, digits and _ only.")})
        if not 0 < len(self.name.strip()) <= NAME_LENGTH:
            raise Invalid({"name": _("A kind of visit needs a short name.")})
        check_number("minutes", self.minutes, 1, MAX_VISIT_MINUTES)
        check_number("buffer_before", self.buffer_before, 0, MAX_BUFFER_MINUTES)
        check_number("buffer_after", self.buffer_after, 0, MAX_BUFFER_MINUTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayException:
    """One date that is not as its weekday: other hours, or closed where it has none.

    Several for one date add up (08:00 to 11:00 and 16:00 to 19:00). They also overrule a holiday.
    The usual breaks stay unless `keeps_breaks` is False.
    """

    day: date
    start: str | None = None
    end: str | None = None
    reason: str | None = None
    keeps_breaks: bool = field(default=True, metadata=QUIET)

    def __post_init__(self) -> None:
        if self.reason is not None and len(self.reason) > REASON_LENGTH:
            raise Invalid({"reason": _("This reason is too long.")})
        if self.start is None and self.end is None:
            return
        check_session(self.start or "", self.end or "", NOT_BACKWARDS)

    @property
    def hours(self) -> tuple[str, str] | None:
        """From when to when; None if the day is closed."""
        return (self.start, self.end) if self.start and self.end else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientAges:
    """Whom a doctor sees, in completed years: from an age on, and below another; None: any."""

    at_least: int | None = None
    below: int | None = None

    def __post_init__(self) -> None:
        check_number("at_least", self.at_least or 0, 0, OLDEST)
        check_number("below", OLDEST if self.below is None else self.below, 1, OLDEST)
        if self.below is not None and self.below <= (self.at_least or 0):
            raise Invalid({"below": _("The second age must be higher than the first.")})

    def include(self, age: int) -> bool:
        """Whether somebody of that age is seen."""
        return (self.at_least or 0) <= age and (self.below is None or age < self.below)


class TimeOffKind(StrEnum):
    """Why a provider is away; for staff only."""

    LEAVE = "LEAVE"
    SICK = "SICK"
    TRAINING = "TRAINING"
    DUTY = "DUTY"
    OTHER = "OTHER"


KIND_WORDS = {
    TimeOffKind.LEAVE: _("On leave"),
    TimeOffKind.SICK: _("Ill"),
    TimeOffKind.TRAINING: _("At a training"),
    TimeOffKind.DUTY: _("On other duty"),
    TimeOffKind.OTHER: _("Away"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOff:
    """A time away, from one instant to another."""

    kind: TimeOffKind = TimeOffKind.OTHER
    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise Invalid({"starts_at": _("Time off needs its time zone.")})
        # In UTC: two times of one zone compare by wall clock, which runs twice in autumn.
        if self.ends_at.astimezone(UTC) <= self.starts_at.astimezone(UTC):
            raise Invalid({"ends_at": _("Time off must end after it starts.")})

    @property
    def in_words(self) -> str:
        """Why, as staff say it; untranslated."""
        return KIND_WORDS[self.kind]
