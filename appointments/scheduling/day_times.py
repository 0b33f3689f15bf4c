"""A local day in steps: where a visit of some length may start, and why not elsewhere.

Whatever stands in the way is a span of steps and is painted over the day, the reason that is told
first coming last; no step is looked at by itself. Slots are made only of the steps that somebody
asks for: a fortnight has 1,344 of them, and the page of its free times shows a few hundred.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from appointments.scheduling.blocks import Block
from appointments.scheduling.times import Reason, Slot

Why = tuple[Reason | None, str]  # the reason, and what says more about it
FREE: Why = (None, "")
TOO_SHORT: Why = (Reason.TOO_SHORT, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """How long a visit is, and for how long before and after it nobody else's may be."""

    visit: timedelta
    before: timedelta = timedelta()
    after: timedelta = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTimes:
    """The times of a day, each made into a slot when it is asked for.

    `whys` has a day's steps in order; the first starts at `midnight`. `own` has those whose whole
    time is the asker's, by number, and when the first hold on it lapses. Of those `left_out`
    nothing is said.
    """

    midnight: datetime
    step: timedelta
    zone: ZoneInfo
    minutes: int
    whys: Sequence[Why]
    own: Mapping[int, datetime | None] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()

    @property
    def slots(self) -> list[Slot]:
        """All of them, in order."""
        return self.made(self._steps(range(len(self.whys))))

    @property
    def free(self) -> list[Slot]:
        """Those that can be booked."""
        return self.made(self.free_steps)

    @property
    def free_steps(self) -> list[int]:
        """The same by number."""
        return self._steps([n for n, why in enumerate(self.whys) if why[0] is None])

    def at(self, instant: datetime) -> Slot | None:
        """The one that starts at this instant; None where no time of the day does."""
        number, beside = divmod(instant - self.midnight, self.step)
        there = not beside and 0 <= number < len(self.whys) and number not in self.left_out
        return self.made([number])[0] if there else None

    def why(self, reason: Reason) -> list[Slot]:
        """Those that cannot be booked for this reason."""
        return self.made(self._steps([n for n, why in enumerate(self.whys) if why[0] is reason]))

    @property
    def reasons(self) -> dict[Reason, str]:
        """Each reason met on the day, with what its last slot says more about it."""
        met = self.whys if not self.left_out else [self.whys[n] for n in self._steps(
            range(len(self.whys)))]  # fmt: skip
        return {reason: note for reason, note in dict(met).items() if reason}

    def clear_of(self, taken: Iterable[tuple[datetime, datetime]]) -> "DayTimes":
        """The day without the times at which a visit would meet one of these spans of instants."""
        visit, left_out = timedelta(minutes=self.minutes), set[int]()
        ends = visit + max(len(self.whys) - 1, 0) * self.step
        for starts_at, ends_at in taken:
            first, after = starts_at - self.midnight, ends_at - self.midnight
            if first < ends and after > timedelta():
                left_out.update(range((first - visit) // self.step + 1, -(-after // self.step)))
        return replace(self, left_out=self.left_out | left_out) if left_out else self

    def made(self, steps: Iterable[int]) -> list[Slot]:
        """The slots of these steps."""
        midnight, step, zone, minutes = self.midnight, self.step, self.zone, self.minutes
        whys, own = self.whys, self.own
        if not own:
            return [Slot(midnight + n * step, zone, minutes, *whys[n]) for n in steps]
        return [
            Slot(midnight + n * step, zone, minutes, *whys[n], n in own, own.get(n)) for n in steps
        ]

    def _steps(self, steps: Iterable[int]) -> list[int]:
        """Those of them that are not left out."""
        left_out = self.left_out
        return [each for each in steps if each not in left_out] if left_out else list(steps)


def reasons_by_step(
    bounds: tuple[datetime, datetime],
    step: timedelta,
    length: Length,
    *,
    blocks: Sequence[Block],
    claimed: Iterable[Block],
    latest: datetime,
) -> list[Why]:
    """For each step between these bounds, why no visit of that length starts then, or `FREE`.

    `blocks` come with the reason that is told first in front; a visit neither begins in one nor
    runs into one, and does not go on past `latest`.
    """
    steps, visit = (
        _Steps(bounds[0], step, [FREE] * -((bounds[0] - bounds[1]) // step)),
        length.visit,
    )
    steps.paint(steps.beyond(latest - visit), len(steps.whys), TOO_SHORT)
    for block in blocks:
        steps.paint(steps.beyond(block.starts_at - visit), steps.onward(block.starts_at), TOO_SHORT)
    spans, until = list(claimed), visit + length.after
    for each in spans:
        first, after = each.starts_at - until, each.ends_at + length.before
        steps.paint(steps.beyond(first), steps.onward(after), TOO_SHORT)
    for told in (*spans, *reversed(blocks)):
        why = told.reason, told.note
        steps.paint(steps.onward(told.starts_at), steps.onward(told.ends_at), why)
    return steps.whys


def with_claims(
    whys: Sequence[Why],
    midnight: datetime,
    step: timedelta,
    length: Length,
    claimed: Iterable[Block],
) -> list[Why]:
    """The same steps once these spans are claimed, of a day that nobody had claimed.

    What `reasons_by_step` says of both: hours and absences are told before a claim, and a claim
    before what runs into something.
    """
    steps, until = _Steps(midnight, step, list(whys)), length.visit + length.after
    spans = list(claimed)
    for each in spans:
        first, after = each.starts_at - until, each.ends_at + length.before
        steps.paint_over((FREE,), steps.beyond(first), steps.onward(after), TOO_SHORT)
    for each in spans:
        why = each.reason, each.note
        first_step, after_step = steps.onward(each.starts_at), steps.onward(each.ends_at)
        steps.paint_over((FREE, TOO_SHORT), first_step, after_step, why)
    return steps.whys


@dataclass(frozen=True, slots=True)
class _Steps:
    """The steps of a day from `midnight` on, by number, to paint on."""

    midnight: datetime
    step: timedelta
    whys: list[Why]

    def onward(self, instant: datetime) -> int:
        """The first step at the instant or later."""
        return -((self.midnight - instant) // self.step)

    def beyond(self, instant: datetime) -> int:
        """The first step later than the instant."""
        return (instant - self.midnight) // self.step + 1

    def paint(self, first: int, after: int, why: Why) -> None:
        """Say this of the steps from `first` to before `after`, as far as the day has them."""
        first, after = max(first, 0), min(after, len(self.whys))
        if first < after:
            self.whys[first:after] = [why] * (after - first)

    def paint_over(self, those: tuple[Why, ...], first: int, after: int, why: Why) -> None:
        """The same, but only where one of those is said so far."""
        whys = self.whys
        for n in range(max(first, 0), min(after, len(whys))):
            if whys[n] in those:
                whys[n] = why
