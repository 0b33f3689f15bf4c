"""What is free on a provider's day under all of its rules, and why everything else is not."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from types import MappingProxyType
from typing import ParamSpec
from zoneinfo import ZoneInfo

from appointments.scheduling.blocks import Audience, Block, blocks_on, goes_on
from appointments.scheduling.claims import Claims, others_spans, own_steps
from appointments.scheduling.day_times import DayTimes, Length, Why, reasons_by_step, with_claims
from appointments.scheduling.times import STEP_MINUTES, Reason, Slot, cells
from appointments.scheduling.unclaimed import unclaimed
from medisecure import clock
from medisecure.dynamodb.change import HOLD_PREFIX
from medisecure.errors import Invalid
from medisecure.errors import gettext_noop as _
from medisecure.local_day import ONE_DAY, day_bounds
from providers.directory.models import Availability
from providers.directory.rules import TimeOff, VisitType

Taken = Mapping[str, str]
Asked = ParamSpec("Asked")

WORDS: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.CLOSED: _("Outside working hours"),
        Reason.PAST: _("This time has passed"),
        Reason.HOLIDAY: _("Public holiday"),
        Reason.TIME_OFF: _("The doctor is away"),
        Reason.BREAK: _("Break"),
        Reason.TOO_FAR: _("Too far ahead to book yet"),
        Reason.TOO_SOON: _("Too soon to book online; please call the clinic"),
        Reason.BOOKED: _("Already booked"),
        Reason.HELD: _("Someone is booking this time right now"),
        Reason.TOO_SHORT: _("Not enough free time here for this visit"),
    }
)

OFFER_ID = "offer_"  # what the ids of the waitlist's offers begin with
_NOTHING: Mapping[date, "Beside"] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A time kept for one person while they fill in the form; it lapses by itself."""

    holder_id: str
    expires_at: datetime

    @property
    def owner(self) -> str:
        """The hold as a day's cell has it: `hold:<expires, epoch seconds>:<holder id>`.

        The seconds come first and have ten digits until 2286, so that a condition can tell by text
        order alone which holds have lapsed.

        >>> Hold(holder_id="visit_1", expires_at=datetime(2025, 6, 1, tzinfo=UTC)).owner
        'hold:1748736000:visit_1'
        """
        if not self.holder_id or self.expires_at.tzinfo is None:
            raise ValueError("a hold needs its holder and an instant")
        return f"{HOLD_PREFIX}{int(self.expires_at.timestamp()):010d}:{self.holder_id}"

    @property
    def is_offer(self) -> bool:
        """Whether it is kept for those who wait, and not by somebody at a form."""
        return self.holder_id.startswith(OFFER_ID)

    def is_live(self, now: datetime) -> bool:
        """Whether it still keeps its time; at the very instant it expires it does not."""
        return now < self.expires_at


def hold_of(owner: str) -> Hold | None:
    """The hold a cell's owner text tells of; None if the owner is a visit.

    Text that only looks like a hold counts as a visit: what is not understood stays taken.
    """
    if not owner.startswith(HOLD_PREFIX):
        return None
    expires, _colon, holder = owner.removeprefix(HOLD_PREFIX).partition(":")
    is_number = expires.isascii() and expires.isdigit() and len(expires) == 10  # noqa: PLR2004 - until 2286
    if not (holder and is_number):
        return None
    return Hold(holder_id=holder, expires_at=datetime.fromtimestamp(int(expires), UTC))


def claimed_cells(
    starts_at: datetime, minutes: int, zone: str | ZoneInfo, before: int = 0, after: int = 0
) -> dict[date, list[str]]:
    """The cells a visit claims, by local day, the minutes kept clear around it included.

    Raises `Invalid` unless the visit lasts some time, or for buffers below zero.
    """
    if minutes <= 0:
        raise Invalid({"duration": _("A visit must end after it starts.")})
    if before < 0 or after < 0:
        raise Invalid({"duration": _("The time kept clear cannot be negative.")})
    begins = starts_at.astimezone(UTC) - timedelta(minutes=before)
    return cells(begins, before + minutes + after, zone)


def day_times(
    rules: Availability,
    day: date,
    zone: str | ZoneInfo,
    taken: Taken,
    *,
    minutes: int,
    visit_type: VisitType | None = None,
    now: datetime,
    own_ids: str | frozenset[str] | None = None,
    audience: Audience = "patient",
    time_off: Sequence[TimeOff] = (),
    neighbours: Mapping[date, "Beside"] = _NOTHING,
    step: int = STEP_MINUTES,
    language: str = "en",
) -> DayTimes:
    """Every `step` minutes of the local day, in order; unavailable ones say why.

    `taken` maps that day's claimed cells to their owners: a visit's id or a hold's text. `own_ids`
    names owners whose cells are free to the asker: their id as a holder, the visit being moved.
    A visit stays within its working time, which may go on over midnight: with the next day among
    the `neighbours`, so may the visit. The buffers of its type only keep clear of other visits, and
    past midnight of those in `neighbours`, if given (the claim checks them in any case).
    Notice and window bind patients only; only staff read why a doctor is away or closed.
    Raises `Invalid` unless the visit and the step last some time.
    """
    if minutes <= 0 or step <= 0:
        raise Invalid({"duration": _("A visit must end after it starts.")})
    tz = clock.zone(zone) if isinstance(zone, str) else zone
    now = now.astimezone(UTC)  # on a zone's own wall clock, "an hour later" may be two
    midnight = day_bounds(day, tz)[0]
    read = {each: beside.taken for each, beside in neighbours.items()} | {day: taken}
    claims = {each: _claims(cells, now, own_ids) for each, cells in read.items()}
    visit, every = timedelta(minutes=minutes), timedelta(minutes=step)
    length, after = _length(visit, visit_type), neighbours.get(day + ONE_DAY)
    known = None if time_off else unclaimed(
        rules, day, tz, now=now, audience=audience, language=language, length=length, step=every
    )  # fmt: skip
    claimed = others_spans(claims, tz)
    if known is not None and (after is None or not known.goes_on):
        whys = with_claims(known.whys, midnight, every, length, claimed)
    else:
        whys = _laid_out(
            rules, day, tz, after, claimed,
            now=now, audience=audience, time_off=time_off, language=language, length=length,
            every=every,
        )  # fmt: skip
    return DayTimes(
        midnight=midnight,
        step=every,
        zone=tz,
        minutes=minutes,
        whys=whys,
        own=own_steps(claims, day, tz, visit, every),
    )


def _laid_out(
    rules: Availability,
    day: date,
    tz: ZoneInfo,
    after: "Beside | None",
    claimed: Iterable[Block],
    *,
    now: datetime,
    audience: Audience,
    time_off: Sequence[TimeOff],
    language: str,
    length: Length,
    every: timedelta,
) -> list[Why]:
    """The day's steps of a day that is laid out for this moment; `after` is the next day."""

    def blocks_of(each: date, away: Sequence[TimeOff]) -> tuple[Block, ...]:
        return blocks_on(
            rules, each, tz, now=now, audience=audience, time_off=away, language=language
        )

    bounds = day_bounds(day, tz)
    blocks, latest = blocks_of(day, time_off), bounds[1]
    if after is not None and goes_on(rules, day):
        blocks += blocks_of(day + ONE_DAY, after.time_off)
        latest = day_bounds(day + ONE_DAY, tz)[1]
    return reasons_by_step(bounds, every, length, blocks=blocks, claimed=claimed, latest=latest)


def _listed(times: Callable[Asked, DayTimes]) -> Callable[Asked, list[Slot]]:
    @wraps(times)
    def slots(*args: Asked.args, **kwargs: Asked.kwargs) -> list[Slot]:
        return times(*args, **kwargs).slots

    return slots


day_slots = _listed(day_times)  # in order; tests hold each of them against single minutes


@dataclass(frozen=True, slots=True)
class Beside:
    """What is taken of a day before or after, and when the provider is away on it."""

    taken: Taken
    time_off: Sequence[TimeOff] = ()


def _length(visit: timedelta, of: VisitType | None) -> Length:
    if of is None:
        return Length(visit=visit)
    before, after = timedelta(minutes=of.buffer_before), timedelta(minutes=of.buffer_after)
    return Length(visit=visit, before=before, after=after)


def _claims(taken: Taken, now: datetime, own_ids: str | frozenset[str] | None) -> Claims:
    """A day's cells sorted by whose they are; those of lapsed holds are nobody's."""
    own_names = {own_ids} if isinstance(own_ids, str) else own_ids or frozenset()
    others: dict[str, Reason] = {}
    own: dict[str, datetime | None] = {}
    for name, owner in taken.items():
        hold = hold_of(owner) if owner.startswith(HOLD_PREFIX) else None  # nearly all are visits
        if hold and not hold.is_live(now):
            continue
        if (hold.holder_id if hold else owner) in own_names:
            own[name] = hold.expires_at if hold else None
        else:
            others[name] = Reason.HELD if hold else Reason.BOOKED
    return Claims(others, own)
