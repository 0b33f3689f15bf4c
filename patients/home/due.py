"""What matters to a patient now, worked out of the newest part of their record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from appointments.visits.models import Appointment, DayVisit, PaidVisit
from appointments.visits.status import Status as VisitStatus
from appointments.visits.wording import UNPAID
from patients.records.models import FollowUp, Record

HELD = frozenset(
    {
        VisitStatus.ARRIVED,
        VisitStatus.IN_ROOM,
        VisitStatus.IN_CONSULTATION,
        VisitStatus.COMPLETED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A follow-up to be booked; `by` is None if its timeframe names no span of time."""

    follow_up: FollowUp
    record: Record
    by: date | None
    is_late: bool

    @property
    def book_near(self) -> date | None:
        """The day around which to look for a time; None if it is late or names none: the next."""
        return None if self.is_late else self.by


def needed(entries: Sequence[Record]) -> list[Record]:
    """Of entries in clear, newest first, those a home is made of.

    Each doctor's newest says what was found and what is due; one on no list yet names medicines.
    """
    signed = [each for each in entries if each.status.is_final]
    newest: dict[str, Record] = {}
    for each in signed:
        newest.setdefault(each.provider_id, each)
    return [each for each in signed if not each.is_listed or each is newest[each.provider_id]]


def follow_ups_due(
    records: Sequence[Record], visits: Iterable[DayVisit], at: datetime, clinic: tzinfo
) -> list[Due]:
    """Follow-ups nobody has booked: asked for in a doctor's newest entry, with no visit since."""
    kept = [each for each in visits if is_kept(each, at)]
    newest: dict[str, Record] = {}
    for record in records:
        newest.setdefault(record.provider_id, record)
    open_ones = [r for r in newest.values() if r.follow_up and r.follow_up.required]
    return [
        due_of(record, at, clinic)
        for record in open_ones
        if not any(v.provider_id == record.provider_id and is_later(v, record) for v in kept)
    ]


def is_kept(visit: DayVisit, at: datetime) -> bool:
    """Whether the visit took place, is taking place or will."""
    return visit.status in HELD or (visit.is_live and visit.ends_at > at)


def is_later(visit: DayVisit, record: Record) -> bool:
    return visit.starts_at > record.seen_at and visit.appointment_id != record.appointment_id


def due_of(record: Record, at: datetime, clinic: tzinfo) -> Due:
    """The record's follow-up with the day to be back by."""
    follow_up = record.follow_up or FollowUp()
    by = follow_up.due_on(record.seen_at.astimezone(clinic).date())
    is_late = by is not None and by < at.astimezone(clinic).date()
    return Due(follow_up=follow_up, record=record, by=by, is_late=is_late)


def unpaid(visits: Iterable[PaidVisit], at: datetime) -> list[PaidVisit]:
    """Visits that have been and still wait for their fee."""
    return [
        each
        for each in visits
        if each.payment and each.payment.status == UNPAID and each.payment.fee > 0
        if each.is_live and each.starts_at <= at
    ]


def next_of(coming: Iterable[Appointment], at: datetime) -> Appointment | None:
    """The first visit that is not over: one under way stays until its end."""
    open_ones = (v for v in coming if v.is_live and v.status is not VisitStatus.COMPLETED)
    return next((v for v in open_ones if v.ends_at > at), None)
