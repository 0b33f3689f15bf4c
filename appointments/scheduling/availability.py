"""What is free on a provider's day under all of its rules, and why everything else is not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from appointments.scheduling.blocks import Audience, Block, blocks_on
from appointments.scheduling.times import CELL, STEP_MINUTES, Reason, Slot, cells, cells_between
from medisecure import clock
from medisecure.dynamodb.change import HOLD_PREFIX
from medisecure.errors import Invalid
from medisecure.errors import gettext_noop as _
from medisecure.local_day import day_bounds
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
        Reason.HELD: _("Someone is booking this time just now"),
        Reason.TOO_SHORT: _("Not enough free time here for this visit"),
    }
)

OFFER_ID = "offer_"  # what the ids of the waitlist's offers begin with
_NOTHING: Mapping[date, Taken] = MappingProxyType({})


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
    expires, _colon, holder = owner.removeprefix(HOLD_PREFIX).partition(":")
    is_number = expires.isascii() and expires.isdigit() and len(expires) == 10  # noqa: PLR2004 - until 2286
    if not (owner.startswith(HOLD_PREFIX) and holder and is_number):
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
    mine: str | frozenset[str] | None = None,
    audience: Audience = "patient",
    time_off: Sequence[TimeOff] = (),
    neighbours: Mapping[date, Taken] = _NOTHING,
    step: int = STEP_MINUTES,
    language: str = "en",
) -> list[Slot]:
    """Every `step` minutes of the local day as a slot, in order; unavailable ones say why.

    `taken` maps that day's claimed cells to their owners: a visit's id or a hold's text. `mine`
    names owners whose cells are free to the asker: their id as a holder, the visit being moved.
    A visit stays within its working time; the buffers of its type only keep clear of other visits,
    and past midnight of those in `neighbours`, if given (the claim checks them in any case).
    Notice and window bind patients only; only staff read why a doctor is away or closed.
    Raises `Invalid` unless the visit and the step last some time.
    """
    if minutes <= 0 or step <= 0:
        raise Invalid({"duration": _("A visit must end after it starts.")})
    tz = clock.zone(zone) if isinstance(zone, str) else zone
    now = now.astimezone(UTC)  # on a zone's own wall clock, "an hour later" may be two
    bounds = day_bounds(day, tz)
    plan = _Day(
        day=day,
        zone=tz,
        bounds=bounds,
        blocks=blocks_on(
            rules, day, tz, now=now, audience=audience, time_off=time_off, language=language
        ),
        claims={each: _claims(own, now, mine) for each, own in {**neighbours, day: taken}.items()},
        minutes=minutes,
        buffers=(visit_type.buffer_before, visit_type.buffer_after) if visit_type else (0, 0),
    )
    count = -((bounds[0] - bounds[1]) // timedelta(minutes=step))
    return [plan.slot(bounds[0] + timedelta(minutes=step * n)) for n in range(count)]


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
    blocks: tuple[Block, ...]
    claims: Mapping[date, _Claims]
    minutes: int
    buffers: tuple[int, int]

    def slot(self, start: datetime) -> Slot:
        """The visit that might start at that instant of the day."""
        end = start + timedelta(minutes=self.minutes)
        reason, note = self._why_not(start, end)
        is_mine, held_until = self._own(start, end) if self.claims[self.day].own else (False, None)
        return Slot(
            starts_at=start,
            local=start.astimezone(self.zone),
            minutes=self.minutes,
            reason=reason,
            note=note,
            is_mine=is_mine,
            held_until=held_until,
        )

    def _own(self, start: datetime, end: datetime) -> tuple[bool, datetime | None]:
        """Whether the whole visit's time is the asker's, and when the first of its holds lapses."""
        own = self.claims[self.day].own
        names = cells_between(start, min(end, self.bounds[1]), self.bounds[0])
        if not all(name in own for name in names):
            return False, None
        return True, min((until for name in names if (until := own[name])), default=None)

    def _why_not(self, start: datetime, end: datetime) -> tuple[Reason | None, str]:
        for block in self.blocks:
            if block.starts_at <= start < block.ends_at:
                return block.reason, block.note
        others = self.claims[self.day].others
        if others and (first := cells_between(start, start + CELL, self.bounds[0])[0]) in others:
            return others[first], ""
        runs_in = any(each.starts_at < end and start < each.ends_at for each in self.blocks)
        if runs_in or end > self.bounds[1] or self._meets_others(start, end):
            return Reason.TOO_SHORT, ""
        return None, ""

    def _meets_others(self, start: datetime, end: datetime) -> bool:
        if not any(each.others for each in self.claims.values()):
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


def _claims(taken: Taken, now: datetime, mine: str | frozenset[str] | None) -> _Claims:
    """A day's cells sorted by whose they are; those of lapsed holds are nobody's."""
    own_names = {mine} if isinstance(mine, str) else mine or frozenset()
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
