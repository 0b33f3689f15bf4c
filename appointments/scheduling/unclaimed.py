"""A local day by a doctor's rules alone: where a visit could start if nobody had claimed any of it.

Worked out once for equal rules, day, zone and length, and for all who ask alike: it says nothing of
anybody's visits, and hours that were changed are other hours. Claims are laid over it by
`day_times.with_claims`. What the present has a say in (today, days within a doctor's notice or
beyond their window) and days with an absence are not kept. See
docs/adr/0142-a-frame-of-few-questions.md.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from appointments.scheduling.blocks import Audience, blocks_on, goes_on, is_untouched
from appointments.scheduling.day_times import Length, Why, reasons_by_step
from appointments.scheduling.rules_key import RulesKey
from medisecure.local_day import day_bounds
from providers.directory.models import Availability

MOST = 1_024  # days by their rules: a fortnight of seventy doctors


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """`whys` has the day's steps in order; `goes_on`: a visit may go on into the next day."""

    whys: tuple[Why, ...]
    goes_on: bool


def unclaimed(
    rules: Availability,
    day: date,
    tz: ZoneInfo,
    *,
    now: datetime,
    audience: Audience,
    language: str,
    length: Length,
    step: timedelta,
) -> Unclaimed | None:
    """The day without claims; None for a day in which the present has a say."""
    if not is_untouched(rules, day, tz, now=now, audience=audience):
        return None
    return _known(_Asked(RulesKey(rules), day, tz, audience, language, length, step))


class _Asked(NamedTuple):
    rules: RulesKey
    day: date
    tz: ZoneInfo
    audience: Audience
    language: str
    length: Length
    step: timedelta


@lru_cache(MOST)
def _known(asked: _Asked) -> Unclaimed:
    rules, day = asked.rules.rules, asked.day
    bounds = day_bounds(day, asked.tz)
    blocks = blocks_on(
        rules, day, asked.tz,
        now=None, audience=asked.audience, time_off=(), language=asked.language,
    )  # fmt: skip
    whys = reasons_by_step(
        bounds, asked.step, asked.length, blocks=blocks, claimed=(), latest=bounds[1]
    )
    return Unclaimed(tuple(whys), goes_on(rules, day))
