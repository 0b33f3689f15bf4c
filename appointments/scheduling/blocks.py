"""A provider's rules laid out over one local day: the spans in which no visit can be, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from appointments.scheduling.holidays import holiday_on
from appointments.scheduling.times import Reason
from medisecure.local_day import MIDNIGHT_ENDS, ONE_DAY, day_bounds, span_on
from providers.directory.models import MIDNIGHT, Availability
from providers.directory.rules import TimeOff

Audience = Literal["patient", "staff"]


@dataclass(frozen=True, slots=True)
class Block:
    """A span of instants in which no visit can be, and why; `note` says more."""

    starts_at: datetime
    ends_at: datetime
    reason: Reason
    note: str = ""


def blocks_on(
    rules: Availability,
    day: date,
    tz: ZoneInfo,
    *,
    now: datetime | None,
    audience: Audience,
    time_off: Sequence[TimeOff],
    language: str,
) -> tuple[Block, ...]:
    """What blocks that local day, the reason that is told first coming first; none is empty.

    Notice and window bind patients only; only staff read why a doctor is away or closed. Without
    `now` it is the day as it is before the present has a say in it (`is_untouched`).
    """
    midnight, _ = day_bounds(day, tz)
    for_staff = audience == "staff"
    blocks = [
        *_closed(rules, day, tz, for_staff=for_staff),
        *((Block(midnight, now, Reason.PAST),) if now else ()),
        *_holiday(rules, day, tz, language),
        *_away(time_off, for_staff=for_staff),
        *_breaks(rules, day, tz),
        *(_not_for_patients(rules, day, tz, now) if now and not for_staff else ()),
    ]
    # A break inside a skipped hour never happens, and must not cut a visit in two.
    return tuple(each for each in blocks if each.starts_at < each.ends_at)


def is_untouched(
    rules: Availability, day: date, tz: ZoneInfo, *, now: datetime, audience: Audience
) -> bool:
    """Whether nothing of that local day is over, too soon, or too far ahead for who asks."""
    midnight, _ = day_bounds(day, tz)
    if audience == "staff":
        return now <= midnight
    window, notice = rules.booking_window, timedelta(minutes=rules.minimum_notice or 0)
    last = None if window is None else now.astimezone(tz).date() + timedelta(days=window)
    return now + notice <= midnight and (last is None or day <= last)


def goes_on(rules: Availability, day: date) -> bool:
    """Whether the day is open to its end and the next one from its begin: a visit may cross."""
    return any(end == MIDNIGHT_ENDS for _, end in rules.spans_on(day)) and any(
        start == MIDNIGHT for start, _ in rules.spans_on(day + ONE_DAY)
    )


def _closed(rules: Availability, day: date, tz: ZoneInfo, *, for_staff: bool) -> Iterator[Block]:
    """The parts of the day outside its hours."""
    reasons = [each.reason for each in rules.exceptions_on(day) if each.reason]
    note = " · ".join(reasons) if for_staff else ""
    closed_from, day_ends = day_bounds(day, tz)
    for start, end in rules.spans_on(day):
        opens, closes = span_on(day, start, end, tz)
        yield Block(closed_from, opens, Reason.CLOSED, note)
        closed_from = max(closed_from, closes)
    yield Block(closed_from, day_ends, Reason.CLOSED, note)


def _holiday(rules: Availability, day: date, tz: ZoneInfo, language: str) -> Iterator[Block]:
    """What a holiday takes of the day: an evening goes on into it by the day it began on."""
    begins, ends = day_bounds(day, tz)
    night = rules.night_end(day)
    begins_own = span_on(day, MIDNIGHT, night, tz)[1] if night else begins
    for when, span in ((day - ONE_DAY, (begins, begins_own)), (day, (begins_own, ends))):
        # Decided already by an exception, or closed: spares a look-up.
        if span[0] == span[1] or rules.exceptions_on(when) or not rules.sessions_on(when):
            continue
        name = holiday_on(when, rules.holiday_country, language)
        if name is not None:
            yield Block(*span, Reason.HOLIDAY, name)


def _away(time_off: Sequence[TimeOff], *, for_staff: bool) -> Iterator[Block]:
    for each in time_off:
        span = each.starts_at.astimezone(UTC), each.ends_at.astimezone(UTC)
        yield Block(*span, Reason.TIME_OFF, each.in_words if for_staff else "")


def _breaks(rules: Availability, day: date, tz: ZoneInfo) -> Iterator[Block]:
    for each in rules.breaks_on(day):
        yield Block(*span_on(day, each.start, each.end, tz), Reason.BREAK)


def _not_for_patients(
    rules: Availability, day: date, tz: ZoneInfo, now: datetime
) -> Iterator[Block]:
    midnight, next_midnight = day_bounds(day, tz)
    window = rules.booking_window
    if window is not None and day > now.astimezone(tz).date() + timedelta(days=window):
        yield Block(midnight, next_midnight, Reason.TOO_FAR)
    if rules.minimum_notice is not None:
        yield Block(midnight, now + timedelta(minutes=rules.minimum_notice), Reason.TOO_SOON)
