"""Visits as appointment items: time, place, reason, preparation, reminder, payment, state."""

import random
from datetime import datetime, time, timedelta

from appointments.visits.status import Status
from tools.demo.clinic_time import local, stamp
from tools.demo.colleagues import FRONT_DESK_IDS
from tools.demo.dice import dice
from tools.demo.problems import problem_of
from tools.demo.schedule import Visit
from tools.demo.schema_items import Item
from tools.demo.words.places import CANCEL_REASONS

_TYPES = ("FOLLOW_UP", "FOLLOW_UP", "REGULAR_CHECKUP", "CONSULTATION")
_BY_VIDEO = 0.08
_BOOKED_DAYS_BEFORE = (31, 52)
_DAY = timedelta(days=1)
_PAID = (Status.COMPLETED,)
_NOT_DUE = (Status.CANCELLED, Status.NO_SHOW)
_METHODS = ("INSURANCE", "CARD", "CASH")


def appointment_id(visit: Visit) -> str:
    """`appointment_` and the visit's lasting number."""
    return f"appointment_{visit.number}"


def visit_type(visit: Visit) -> str:
    """FOLLOW_UP, REGULAR_CHECKUP or CONSULTATION, the same in the visit and its record."""
    return dice("type", visit.number).choice(_TYPES)


def appointment_item(visit: Visit, status: Status, *, seed: int, now: datetime) -> Item:
    """The visit as it stands at `now` (aware, UTC), in the schema's shape."""
    source = dice(seed, "appointment", visit.number)
    problem = problem_of(visit)
    starts = stamp(visit.starts_at)
    name = appointment_id(visit)
    booked_at = _booked_at(source, visit)
    changed_at = _changed_at(visit, status, booked_at, now)
    by_video = source.random() < _BY_VIDEO and visit.starts_at.date() != now.date()
    arabic = visit.patient.language == "ar" and status != Status.COMPLETED
    item: Item = {
        "PK": f"USER#{visit.patient.patient_id}",
        "SK": f"APPOINTMENT#{name}#{starts}",
        "GSI1PK": f"PROVIDER#{visit.doctor.provider_id}",
        "GSI1SK": f"APPOINTMENT#{starts}",
        "GSI2PK": f"APPOINTMENT_DATE#{visit.day}",
        "GSI2SK": f"{starts[11:]}#{name}",
        "entityType": "APPOINTMENT",
        "appointmentId": name,
        "patientId": visit.patient.patient_id,
        "providerId": visit.doctor.provider_id,
        "schedulingInfo": {
            "appointmentDate": starts,
            "duration": visit.minutes,
            "type": visit_type(visit),
            "location": "Video visit" if by_video else visit.doctor.location,
            "mode": "VIDEO" if by_video else "IN_PERSON",
        },
        "reason": problem.reason_ar if arabic else problem.complaint,
        "preparation": list(problem.preparation),
        "reminder": _reminder(visit, status, now),
        "payment": _payment(visit, status),
        "createdAt": stamp(booked_at),
        "updatedAt": stamp(changed_at),
        "status": status.value,
    }
    if status == Status.CANCELLED:
        item["cancellation"] = _cancellation(source, visit, changed_at)
    return item


def _booked_at(source: random.Random, visit: Visit) -> datetime:
    """Far enough before the visit to lie in the past of any day the demo shows."""
    day = visit.day - timedelta(days=source.randint(*_BOOKED_DAYS_BEFORE))
    return local(day, time(source.randint(8, 15), source.randrange(60)))


def _changed_at(visit: Visit, status: Status, booked_at: datetime, now: datetime) -> datetime:
    """When the visit came to its status; never later than `now`."""
    moments = {
        Status.SCHEDULED: booked_at,
        Status.CONFIRMED: booked_at + _DAY,
        Status.CANCELLED: booked_at + 2 * _DAY,
        Status.ARRIVED: now - timedelta(minutes=5 + int(visit.fate * 20)),
        Status.IN_ROOM: now - timedelta(minutes=1 + int(visit.fate * 8)),
        Status.IN_CONSULTATION: visit.starts_at,
        Status.NO_SHOW: visit.starts_at + timedelta(minutes=15),
        Status.COMPLETED: visit.ends_at,
    }
    return moments[status]


def _reminder(visit: Visit, status: Status, now: datetime) -> Item:
    """A day ahead; a visit called off before that day is not reminded of."""
    due = visit.starts_at - _DAY
    return {"sent": due <= now and status != Status.CANCELLED, "scheduledFor": stamp(due)}


def _payment(visit: Visit, status: Status) -> Item:
    insured = "insuranceProvider" in visit.patient.item["medicalInfo"]
    state = "PAID" if status in _PAID else "WAIVED" if status in _NOT_DUE else "PENDING"
    method = _METHODS[0] if insured else dice("pays", visit.number).choice(_METHODS[1:])
    return {"fee": visit.doctor.fee, "currency": "QAR", "status": state, "method": method}


def _cancellation(source: random.Random, visit: Visit, at: datetime) -> Item:
    """Who called it off (the patient or a front-desk id), when and why."""
    by = source.choice((visit.patient.patient_id, source.choice(FRONT_DESK_IDS)))
    return {"by": by, "at": stamp(at), "reason": source.choice(CANCEL_REASONS)}
