"""Long visits, with buffers and from the waitlist: what claims their time is never too long."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appointments.booking.booking import book
from appointments.booking.calling_off import cancel
from appointments.booking.moving import move
from appointments.booking.opened_slots import OpenedSlot
from appointments.visits.day_cells import occupied
from appointments.visits.repository import Days
from appointments.waitlist.services import WaitlistRequest, accept, join, offer_time
from medisecure import wiring
from medisecure.clock import now
from medisecure.dynamodb.calls.limits import fits
from medisecure.dynamodb.change import Cells
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from medisecure.web.input.fields import new_id
from tests.desk import at, booking_request, fresh_patient
from tests.people import REEM
from tests.providers.hours.test_hours import new_doctor

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
DAY = now().date() + timedelta(days=12)
NAMES = ("appointment_01M8JXE95SMRKAKAED4FAE9DK1", "offer_01M8JXE95SMRKAKAED4FAE9DK2")
AT = datetime(2026, 1, 1, tzinfo=UTC)
KEY = {"PK": "DAY#provider_1", "SK": "2026-01-01"}


@settings(max_examples=120, deadline=None)
@given(
    parts=st.tuples(st.integers(0, 288), st.integers(0, 288), st.integers(0, 288)),
    mine=st.integers(0, 2),
    version=st.sampled_from([0, 1, 10**9]),
)
def test_whatever_changes_hands_of_a_day_is_said_within_the_limits(
    parts: tuple[int, int, int], mine: int, version: int
) -> None:
    """By construction: up to all 288 cells of a day, in any share."""
    cells = [f"c{n}" for n in range(288)]
    first, second = sorted(parts[:2])
    take, give, swap = cells[:first], cells[first:second], cells[second : second + parts[2]]
    if not (take or give or swap):
        return
    given_back = dict.fromkeys(give, f"hold:1795932201:{NAMES[1]}")
    operation = Cells(
        key={"PK": "PROVIDER#x", "SK": "DAY#y"},
        take=dict.fromkeys(take, NAMES[0]),
        give=given_back,
        swap=dict.fromkeys(swap, (NAMES[0], NAMES[1])),
        seen=given_back | dict.fromkeys(swap, NAMES[0]),
        own_holders=NAMES[:mine],
        now=AT,
        rules_seen=3,
        claims_seen=version,
    ).operation()["Update"]
    for expression in ("ConditionExpression", "UpdateExpression"):
        assert fits(operation[expression]), (expression, len(operation[expression]))
    used = operation["ConditionExpression"] + operation["UpdateExpression"]
    assert all(name in used for name in operation["ExpressionAttributeValues"])
    assert all(name in used for name in operation["ExpressionAttributeNames"])


def doctor_with(minutes: int, before: int, after: int) -> str:
    kind = {"code": "LONG", "name": "Long", "minutes": minutes, "bufferBefore": before,
            "bufferAfter": after}  # fmt: skip
    return new_doctor(holidayCountry="NONE", visitTypes=[kind])


def test_two_hours_with_a_buffer_are_accepted_from_the_waitlist(acting: As) -> None:
    doctor, patient = doctor_with(120, 0, 5), fresh_patient()
    leaving = booking_request(fresh_patient(), at(DAY, "10:00"), 120, provider_id=doctor,
                              visit_type="LONG")  # fmt: skip
    desk = acting("staff", REEM)
    visit = book(desk, leaving)
    wanted = WaitlistRequest(patient_id=patient, whom=doctor, earliest=DAY, latest=DAY, minutes=120,
                    visit_type="LONG", visit_id=new_id("appointment"))  # fmt: skip
    entry = join(acting("patient", patient), wanted)
    cancel(desk, visit.patient_id, visit.appointment_id, "")
    [freed] = [each for each in desk.published if isinstance(each, OpenedSlot)]
    system = wiring.system_work("tests")
    offer = offer_time(system, freed)
    system.close()
    assert offer is not None
    taken = accept(acting("patient", patient), patient, doctor, offer.offer_id,
                   visit_id=entry.appointment_id)  # fmt: skip
    assert (taken.starts_at, taken.minutes) == (at(DAY, "10:00"), 120)


def test_the_longest_visit_with_the_longest_buffers_is_booked_moved_and_cancelled(
    acting: As,
) -> None:
    doctor, patient = doctor_with(480, 120, 120), fresh_patient()
    desk = acting("staff", REEM)
    asked = booking_request(patient, at(DAY, "09:00"), 480, provider_id=doctor, visit_type="LONG")
    visit = book(desk, asked)
    assert sum(map(len, occupied(visit).values())) == 144
    other = book(desk, booking_request(fresh_patient(), at(DAY + timedelta(days=1), "16:30"),
                                       provider_id=doctor))  # fmt: skip
    later = booking_request(patient, at(DAY + timedelta(days=2), "09:00"), 480,
                            provider_id=doctor, appointment_id=visit.appointment_id)  # fmt: skip
    moved = move(desk, patient, later)
    cancel(desk, patient, moved.appointment_id, "")
    assert other.is_live
    left = Days(desk).get(doctor, DAY + timedelta(days=2)).taken
    assert left == {}


def test_a_long_visit_that_met_a_change_of_its_day_looks_again_and_loses_to_a_visit(
    acting: As,
) -> None:
    """A whole day's condition fails for any change: what matters is found at the second look."""
    doctor = doctor_with(480, 120, 120)
    early = acting("staff", REEM)
    asked = booking_request(fresh_patient(), at(DAY, "09:00"), 480, provider_id=doctor,
                            visit_type="LONG")  # fmt: skip
    book(early, booking_request(fresh_patient(), at(DAY, "10:00"), provider_id=doctor))
    with pytest.raises(Conflict):
        book(acting("staff", REEM), asked)
    stale = Days(acting("staff", REEM)).get(doctor, DAY + timedelta(days=3))
    assert stale.claims == 0
    there = Days(acting("staff", REEM)).get(doctor, DAY)
    assert there.claims == 1


@pytest.mark.parametrize("seen", [0, 1])
def test_a_claim_of_the_whole_day_fails_if_anything_of_it_changed_since(
    acting: As, seen: int
) -> None:
    doctor = new_doctor(holidayCountry="NONE")
    desk = acting("staff", REEM)
    one = book(desk, booking_request(fresh_patient(), at(DAY, "09:00"), provider_id=doctor))
    before = Days(desk).get(doctor, DAY)
    if seen:  # another change meanwhile, of a cell that is not wanted
        book(desk, booking_request(fresh_patient(), at(DAY, "16:00"), provider_id=doctor))
    wanted = {f"c{n}": one.appointment_id for n in range(120, 280) if f"c{n}" not in before.taken}

    def claimed() -> None:
        uow = wiring.system_work("tests")
        with uow:
            key = Days.item_type.key.key(provider_id=doctor, local_date=DAY)
            cells = Cells(key=key, take=wanted, seen=before.taken, claims_seen=before.claims,
                          now=uow.at)  # fmt: skip
            uow.stage("day", cells.operation())
            uow.record_change("TEST", one.appointment_id)

    if not seen:
        claimed()
        return
    with pytest.raises(Conflict):
        claimed()


def test_a_claim_of_the_whole_day_takes_nothing_that_was_anybodys_when_it_was_read() -> None:
    """The day has not changed, and still the visit that was there then stays."""
    take = {f"c{n}": NAMES[0] for n in range(200)}
    for owner in ("appointment_2", f"hold:9999999999:{NAMES[1]}"):
        with pytest.raises(Conflict):
            Cells(key=KEY, take=take, seen={"c7": owner}, now=AT).operation()
    for owner in (f"hold:9999999999:{NAMES[0]}", f"hold:1000000000:{NAMES[1]}"):  # own, lapsed
        taken = Cells(
            key=KEY, take=take, seen={"c7": owner}, own_holders=NAMES[:1], now=AT
        ).operation()
        assert taken["Update"]["ConditionExpression"] == "attribute_not_exists(claims)"
