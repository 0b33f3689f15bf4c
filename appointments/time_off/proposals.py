"""Another time for each visit that a time off meets: found, held for a day, and proposed.

The held time belongs to the visit itself, so that moving it there takes it. Nothing is moved or
cancelled here.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta

from appointments.booking.moving import move, reschedule_request
from appointments.booking.patient_limits import PatientSchedule, schedule_of
from appointments.booking.patient_times import VisitTime
from appointments.booking.requests import free_on, sees_patients
from appointments.outbox.models import PROPOSAL, ReminderDue, ReminderStatus
from appointments.outbox.repository import Outbox
from appointments.scheduling.availability import Hold
from appointments.scheduling.day import Day
from appointments.scheduling.times import Slot, nearest
from appointments.visits.day_cells import occupied
from appointments.visits.models import Appointment
from appointments.visits.repository import Days
from medisecure.audit.actions import Action
from medisecure.clock import zone
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, gettext_noop
from providers.directory.models import Provider
from providers.directory.repository import Providers

HELD_FOR = timedelta(hours=24)
AROUND = timedelta(days=7)  # within a week the own doctor is better than a sooner colleague
MOST_COLLEAGUES = 8
MOST_LOOKED_AT = 12  # free times of one doctor, until one suits the patient as well
AT_ONCE = 40  # a press of the button; the next one goes on with the rest
LAPSED = gettext_noop("The held time has lapsed. Look for other times, or move the visit.")
OPEN = frozenset({ReminderStatus.DRAFT, ReminderStatus.PENDING})
TOLD = frozenset({ReminderStatus.SENDING, ReminderStatus.SENT})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A free time with a doctor."""

    provider: Provider
    slot: Slot


def hold_others(uow: UnitOfWork, provider: Provider, visits: Sequence[Appointment]) -> int:
    """Hold the nearest equivalent time for each visit that has none; how many now have one.

    Equivalent is the same length and kind with the same doctor within a week, else with a
    colleague of the department or specialty. Patients' own rules hold, as they are to take it
    themselves.
    """
    known = Outbox(uow).of_visits(visits, PROPOSAL)
    open_visits = [v for v in visits if not _has_time(known.get(v.appointment_id), v, uow)]
    if not open_visits:
        return 0
    diary = _Diary.read(uow, provider, open_visits)
    return sum(
        _hold(uow, visit, diary, known.get(visit.appointment_id)) for visit in open_visits[:AT_ONCE]
    )


def propose(uow: UnitOfWork, visits: Sequence[Appointment]) -> int:
    """Have each patient told, once, with the time that is held for them if there is one.

    How many patients that are.
    """
    known = Outbox(uow).of_visits(visits, PROPOSAL)
    untold = [each for each in visits if _untold(known.get(each.appointment_id), each)]
    with uow:
        for visit in untold[:AT_ONCE]:
            draft = known.get(visit.appointment_id)
            fresh = _with_calls(Outbox(uow).planned(visit, uow.at, PROPOSAL), draft)
            if draft is not None and _has_time(draft, visit, uow):
                fresh = replace(fresh, proposed_at=draft.proposed_at, held_until=draft.held_until,
                                proposed_provider=draft.proposed_provider)  # fmt: skip
            Outbox(uow).put(fresh)
            uow.record_change(Action.PROPOSE_TIME, visit.appointment_id, visit.patient_id)
    return len({each.patient_id for each in untold[:AT_ONCE]})


def accept(uow: UnitOfWork, visit: Appointment) -> Appointment:
    """Move the visit to the time that is held for it: the patient has said yes on the phone.

    Raises `Conflict` if nothing is held any more, or the visit was changed meanwhile.
    """
    message = Outbox(uow).of_visits([visit], PROPOSAL).get(visit.appointment_id)
    if message is None or not _has_time(message, visit, uow):
        raise Conflict(LAPSED)
    if message.proposed_at is None or message.proposed_provider is None:
        raise Conflict(LAPSED)
    wanted = replace(
        reschedule_request(visit, message.proposed_at), provider_id=message.proposed_provider
    )
    moved: Appointment = move(uow, visit.patient_id, wanted, sequence=visit.sequence)
    return moved


def withdraw(uow: UnitOfWork, visits: Sequence[Appointment]) -> None:
    """Give back what is held and call off what is not sent yet: the doctor is there after all."""
    known = Outbox(uow).of_visits(visits, PROPOSAL)
    for visit in visits:
        message = known.get(visit.appointment_id)
        if message is None or message.status not in OPEN:
            continue
        with suppress(Conflict), uow:  # being sent or taken just now: the patient decides
            Outbox(uow).remove(message, Action.WITHDRAW_PROPOSAL)
            _give_back(uow, message)


def _give_back(uow: UnitOfWork, message: ReminderDue) -> None:
    if message.proposed_at is None or message.proposed_provider is None:
        return
    first = message.proposed_at.date()
    wanted = [(message.proposed_provider, first + timedelta(days=n)) for n in (-1, 0, 1)]
    Days(uow).release_holds(Days(uow).several(wanted).values(), message.appointment_id)


def _has_time(message: ReminderDue | None, visit: Appointment, uow: UnitOfWork) -> bool:
    """Whether a time is held for the visit as it stands."""
    return (
        message is not None
        and message.sequence == visit.sequence
        and message.held_until is not None
        and message.held_until > uow.at
    )


def _untold(message: ReminderDue | None, visit: Appointment) -> bool:
    if message is None or message.sequence != visit.sequence:
        return True
    return message.status is ReminderStatus.DRAFT


def _with_calls(fresh: ReminderDue, earlier: ReminderDue | None) -> ReminderDue:
    """The message with what was noted of calls about the same visit."""
    if earlier is None or earlier.sequence != fresh.sequence:
        return fresh
    return replace(
        fresh, called_at=earlier.called_at, outcome=earlier.outcome,
        note=earlier.note, note_at=earlier.note_at, note_outcome=earlier.note_outcome,
    )  # fmt: skip


def _hold(
    uow: UnitOfWork, visit: Appointment, diary: "_Diary", earlier: ReminderDue | None
) -> bool:
    """Hold the nearest time for one visit and note it as a draft; False if there is none."""
    offer = diary.nearest(visit, uow)
    if offer is None:
        return False
    until = min(uow.at + HELD_FOR, offer.slot.starts_at)
    hold = Hold(holder_id=visit.appointment_id, expires_at=until)
    there = _at(visit, offer)
    provider_id, cells = offer.provider.provider_id, occupied(there)
    draft = replace(
        _with_calls(Outbox(uow).planned(visit, uow.at, PROPOSAL), earlier),
        status=ReminderStatus.DRAFT,
        held_until=until,
        proposed_at=offer.slot.starts_at,
        proposed_provider=offer.provider.provider_id,
    )
    try:
        with uow:
            Days(uow).hold(
                provider_id, cells, hold,
                read=diary.days_read(provider_id, cells), own_ids=(visit.appointment_id,),
            )  # fmt: skip
            Outbox(uow).put(draft)
            uow.record_change(Action.HOLD_TIME, visit.appointment_id, visit.patient_id)
    except Conflict:  # somebody was quicker; the next press looks again
        return False
    diary.note(there, hold)
    return True


def _at(visit: Appointment, offer: Proposal) -> Appointment:
    """The visit as it would be at the offered time."""
    terms = offer.provider.availability
    info = replace(
        visit.scheduling_info, appointment_date=offer.slot.starts_at,
        time_zone=terms.time_zone if terms else None,
    )  # fmt: skip
    return replace(visit, scheduling_info=info, provider_id=offer.provider.provider_id)


class _Diary:
    """The days of the doctors a visit might go to, with what is held in them meanwhile."""

    def __init__(
        self,
        own: Provider,
        others: list[Provider],
        days: Iterable[Day],
        schedules: Mapping[str, PatientSchedule],
    ) -> None:
        self._own, self._others = own, others
        self._schedules = dict(schedules)  # of the visits' patients
        self._days = {(day.provider_id, day.local_date): day for day in days}

    @classmethod
    def read(cls, uow: UnitOfWork, own: Provider, visits: Sequence[Appointment]) -> "_Diary":
        """The days a week around the visits, of the doctor and of the department's others."""
        wanted = sorted({day for each in visits[:AT_ONCE] for day in _days_around(each, uow)})
        others = [
            each
            for each in Providers(uow).all()
            if _is_colleague(each, own)
            and sees_patients(each) and each.availability
        ][:MOST_COLLEAGUES]  # fmt: skip
        patients = sorted({each.patient_id for each in visits[:AT_ONCE]})
        parts, schedules = in_parallel(
            lambda: in_parallel(*(
                lambda who=who: Days(uow).several((who.provider_id, day) for day in wanted)
                for who in [own, *others]
            )),
            lambda: in_parallel(*(lambda who=who: schedule_of(uow, who) for who in patients)),
        )  # fmt: skip
        days = (day for part in parts for day in part.values())
        return cls(own, others, days, dict(zip(patients, schedules, strict=True)))

    def nearest(self, visit: Appointment, uow: UnitOfWork) -> Proposal | None:
        """The best free time: the own doctor's nearest, else the nearest of the others."""
        own = self._offers([self._own], visit, uow)
        return own or self._offers(self._others, visit, uow)

    def days_read(self, provider_id: str, days: Iterable[date]) -> list[Day]:
        """Those of a doctor's days that were read."""
        return [self._days[provider_id, day] for day in days if (provider_id, day) in self._days]

    def note(self, there: Appointment, hold: Hold) -> None:
        """Remember what was just held for a visit, so that the next one is offered another time."""
        before = self._schedules[there.patient_id]
        others = [v for v in before.visits if v.appointment_id != there.appointment_id]
        visits = [*others, VisitTime.of(there)]
        self._schedules[there.patient_id] = replace(before, visits=visits)
        provider_id, cells = there.provider_id, occupied(there)
        for day in self.days_read(provider_id, cells):
            taken = {**day.taken, **dict.fromkeys(cells[day.local_date], hold.owner)}
            self._days[provider_id, day.local_date] = replace(day, taken=taken)

    def _offers(
        self, doctors: Iterable[Provider], visit: Appointment, uow: UnitOfWork
    ) -> Proposal | None:
        """The nearest that suits the patient, too: none too many, no other visit then."""
        schedule = self._schedules[visit.patient_id]
        found = [
            offer
            for doctor in doctors
            for slot in nearest(self._slots(doctor, visit, uow), visit.starts_at, MOST_LOOKED_AT)
            if not schedule.refusals([_at(visit, offer := Proposal(doctor, slot))])
        ]
        return min(found, key=lambda each: abs(each.slot.starts_at - visit.starts_at), default=None)

    def _slots(self, doctor: Provider, visit: Appointment, uow: UnitOfWork) -> list[Slot]:
        """What is free around the visit; before it only what leaves a day to hear of it."""
        earliest = min(visit.starts_at, uow.at + HELD_FOR)
        days = [
            day
            for (who, local), day in self._days.items()
            if who == doctor.provider_id and abs(local - visit.local_date) <= AROUND
        ]
        return [
            slot
            for day in days
            for slot in free_on(
                doctor, day, visit.minutes, uow.at, audience="patient",
                visit_type=visit.scheduling_info.type or "", beside=days,
            ).slots
            if slot.starts_at >= earliest
        ]  # fmt: skip


def _is_colleague(other: Provider, own: Provider) -> bool:
    """Of the same department or the same specialty."""
    if other.provider_id == own.provider_id:
        return False
    return other.department == own.department or (
        other.specialty == own.specialty and own.specialty != ""
    )


def _days_around(visit: Appointment, uow: UnitOfWork) -> Iterable[date]:
    """The local days within a week of the visit that are not over."""
    today = uow.at.astimezone(zone(visit.zone_name)).date()
    around = (visit.local_date + timedelta(days=n) for n in range(-AROUND.days, AROUND.days + 1))
    return (day for day in around if day >= today)
