"""What is free on a provider's day under all of its rules, and why everything else is not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from appointments.scheduling.blocks import Audience, Block, blocks_on, goes_on
from appointments.scheduling.times import CELL, STEP_MINUTES, Reason, Slot, cells, cells_between
from medisecure import clock
from medisecure.dynamodb.change import HOLD_PREFIX
from medisecure.errors import Invalid
from medisecure.errors import gettext_noop as _
from medisecure.local_day import ONE_DAY, day_bounds
from providers.directory.models import Availability
from providers.directory.rules import TimeOff, VisitType

Taken = Mapping[str, str]

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


def day_slots(
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
) -> list[Slot]:
    """Every `step` minutes of the local day as a slot, in order; unavailable ones say why.

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
    bounds = day_bounds(day, tz)

    def blocks_of(each: date, away: Sequence[TimeOff]) -> tuple[Block, ...]:
        return blocks_on(
            rules, each, tz, now=now, audience=audience, time_off=away, language=language
        )

    blocks, latest, after = blocks_of(day, time_off), bounds[1], neighbours.get(day + ONE_DAY)
    if after is not None and goes_on(rules, day):
        blocks += blocks_of(day + ONE_DAY, after.time_off)
        latest = day_bounds(day + ONE_DAY, tz)[1]
    read = {each: beside.taken for each, beside in neighbours.items()} | {day: taken}
    claims = {each: _claims(own, now, own_ids) for each, own in read.items()}
    plan = _Day(
        day=day,
        zone=tz,
        bounds=bounds,
        latest=latest,
        blocks=blocks,
        claims=claims,
        is_busy=any(each.others for each in claims.values()),
        minutes=minutes,
        buffers=(visit_type.buffer_before, visit_type.buffer_after) if visit_type else (0, 0),
    )
    return plan.slots(timedelta(minutes=step))


@dataclass(frozen=True, slots=True)
class Beside:
    """What is taken of a day before or after, and when the provider is away on it."""

    taken: Taken
    time_off: Sequence[TimeOff] = ()


@dataclass(frozen=True, slots=True)
class _Claims:
    """The cells of one day: which are others', and which are the asker's, held until when."""

    others: Mapping[str, Reason]
    own: Mapping[str, datetime | None]


_UNCLAIMED = _Claims({}, {})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """One local day with all that stands in the way of a visit of some length."""

    day: date
    zone: ZoneInfo
    bounds: tuple[datetime, datetime]
    latest: datetime  # no visit that starts on it goes on past this
    blocks: tuple[Block, ...]
    claims: Mapping[date, _Claims]
    is_busy: bool  # whether anything of these days is somebody else's
    minutes: int
    buffers: tuple[int, int]

    def slots(self, step: timedelta) -> list[Slot]:
        """The visits that might start on the day, one a step."""
        midnight, has_own = self.bounds[0], bool(self.claims[self.day].own)
        length, found = timedelta(minutes=self.minutes), list[Slot]()
        for n, block in enumerate(self._blocked(step)):
            start = midnight + n * step
            why = (block.reason, block.note) if block else self._why_not(start, start + length)
            own = self._own(start, start + length) if has_own else (False, None)
            found.append(Slot(start, self.zone, self.minutes, *why, *own))
        return found

    def _blocked(self, step: timedelta) -> list[Block | None]:
        """For each step of the day the block it begins in, the one that is told first."""
        midnight, day_ends = self.bounds
        found: list[Block | None] = [None] * -((midnight - day_ends) // step)
        for block in reversed(self.blocks):
            first = max(-((midnight - block.starts_at) // step), 0)
            after = min(-((midnight - block.ends_at) // step), len(found))
            for n in range(first, after):
                found[n] = block
        return found

    def _own(self, start: datetime, end: datetime) -> tuple[bool, datetime | None]:
        """Whether the whole visit's time is the asker's, and when the first of its holds lapses."""
        parts = [(self.day, cells_between(start, min(end, self.bounds[1]), self.bounds[0]))]
        if end > self.bounds[1]:
            parts.append((self.day + ONE_DAY, cells_between(self.bounds[1], end, self.bounds[1])))
        found = [(self.claims.get(day, _UNCLAIMED).own, names) for day, names in parts]
        if not all(name in own for own, names in found for name in names):
            return False, None
        held = (until for own, names in found for name in names if (until := own[name]))
        return True, min(held, default=None)

    def _why_not(self, start: datetime, end: datetime) -> tuple[Reason | None, str]:
        """Why it cannot be then, but for the blocks it would begin in."""
        others = self.claims[self.day].others
        if others and (first := f"c{(start - self.bounds[0]) // CELL}") in others:
            return others[first], ""
        # None holds the start, so that one it runs into lies between start and end.
        runs_in = any(start < each.starts_at < end for each in self.blocks)
        if runs_in or end > self.latest or self._meets_others(start, end):
            return Reason.TOO_SHORT, ""
        return None, ""

    def _meets_others(self, start: datetime, end: datetime) -> bool:
        if not self.is_busy:
            return False
        before, after = self.buffers
        from_, until = start - timedelta(minutes=before), end + timedelta(minutes=after)
        if self.bounds[0] <= from_ and until <= self.bounds[1]:  # the usual case, and a fast one
            claimed = {self.day: cells_between(from_, until, self.bounds[0])}
        else:
            claimed = claimed_cells(start, self.minutes, self.zone, before, after)
        return any(
            name in self.claims.get(day, _UNCLAIMED).others
            for day, names in claimed.items()
            for name in names
        )


def _claims(taken: Taken, now: datetime, own_ids: str | frozenset[str] | None) -> _Claims:
    """A day's cells sorted by whose they are; those of lapsed holds are nobody's."""
    own_names = {own_ids} if isinstance(own_ids, str) else own_ids or frozenset()
    others: dict[str, Reason] = {}
    own: dict[str, datetime | None] = {}
    for name, owner in taken.items():
        hold = hold_of(owner)
        if hold and not hold.is_live(now):
            continue
        if (hold.holder_id if hold else owner) in own_names:
            own[name] = hold.expires_at if hold else None
        else:
            others[name] = Reason.HELD if hold else Reason.BOOKED
    return _Claims(others, own)
