"""By whatever way a patient gets a visit or another time: the same limits, and the same guard."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from appointments.booking.patient_limits import (
    OF_THE_PATIENT,
    OVERLAPS,
    TOO_MANY_AHEAD,
    BeyondLimits,
    Guards,
)
from appointments.booking.services import book, cancel, move, swap
from appointments.series import services as series
from appointments.series.models import Shift
from appointments.series.services import seen_of
from appointments.visit_flow.services import undo, walk_in
from appointments.visits.models import WALKED_IN, Appointment
from appointments.visits.repository import Appointments
from appointments.visits.status import Status
from appointments.waitlist.answering import accept
from medisecure import wiring
from medisecure.clinic_rules import RULES
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from providers.directory.repository import Providers
from tests.appointments.series.examples import move as move_series
from tests.appointments.series.examples import repeat
from tests.appointments.waitlist.people import Scene
from tests.desk import booking_request, fresh_patient, the_clock_says
from tests.people import REEM
from tests.trail import entries
from tools.drills.cast import clinic_time, doctors

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
WORD = "Both on one trip from Al Ruwais"


@dataclass
class World:
    """A patient who has a visit at nine, and whatever else a way needs."""

    acting: As
    patient_id: str
    day: date
    nine: datetime

    def desk(self) -> UnitOfWork:
        return self.acting("staff", REEM)

    def booked(self, at: datetime, patient_id: str = "", provider_id: str = "") -> Appointment:
        doctor = provider_id or doctors(1)[0]
        asked = booking_request(patient_id or self.patient_id, at, provider_id=doctor)
        return book(self.desk(), asked)

    def wish(self, at: datetime, **more: str) -> Any:
        return booking_request(
            self.patient_id, at, **{"provider_id": doctors(1)[0], **more}
        )  # fmt: skip


Way = Callable[[World, str], list[Appointment]]


def by_booking(world: World, word: str) -> list[Appointment]:
    return [book(world.desk(), world.wish(world.nine, beyond=word))]


def by_moving(world: World, word: str) -> list[Appointment]:
    later = world.booked(world.nine + timedelta(hours=3))
    asked = world.wish(world.nine, appointment_id=later.appointment_id, beyond=word)
    return [move(world.desk(), world.patient_id, asked)]


def by_swapping(world: World, word: str) -> list[Appointment]:
    """The patient's afternoon for the morning of somebody else."""
    one, other = doctors(2)
    mine = world.booked(world.nine + timedelta(hours=5), provider_id=one)
    theirs = world.booked(world.nine, fresh_patient(), other)
    pair = swap(
        world.desk(), (mine.patient_id, mine.appointment_id),
        (theirs.patient_id, theirs.appointment_id), beyond=word,
    )  # fmt: skip
    return list(pair[:1])


def by_a_series(world: World, word: str) -> list[Appointment]:
    desk = world.desk()
    provider = Providers(desk).get(doctors(1)[0])
    asked = repeat(provider, world.nine, count=3, patient_id=world.patient_id).because(word)
    return series.book(desk, provider, asked, asked.instants(provider.zone_name))


def by_moving_a_series(world: World, word: str) -> list[Appointment]:
    desk = world.desk()
    provider = Providers(desk).get(doctors(1)[0])
    asked = repeat(provider, world.nine + timedelta(hours=4), count=2, patient_id=world.patient_id)
    series.book(desk, provider, asked, asked.instants(provider.zone_name))
    desk = world.desk()
    visits = Appointments(desk).of_series(world.patient_id, asked.series_id)
    local = clinic_time(world.day, 9).astimezone(visits[0].local_start.tzinfo)
    shift = Shift.of(visits[0], world.day, local.time(), provider.zone_name)
    chosen = {n: shift.applied(each) for n, each in enumerate(visits, start=1)}
    return move_series(
        desk, provider, visits, shift, chosen, sequences=seen_of(visits), beyond=word
    )


def by_taking_back(world: World, word: str) -> list[Appointment]:
    """One that was cancelled while the patient had no other at that time."""
    off = world.booked(world.nine + timedelta(hours=6))
    cancel(world.desk(), off.patient_id, off.appointment_id, "a slip")
    world.booked(off.starts_at + timedelta(minutes=15))
    back = undo(
        world.desk(), off.patient_id, off.appointment_id, expected=Status.CANCELLED, beyond=word
    )
    return [back]


def by_taking_a_series_back(world: World, word: str) -> list[Appointment]:
    desk = world.desk()
    provider = Providers(desk).get(doctors(1)[0])
    asked = repeat(provider, world.nine + timedelta(hours=4), count=2, patient_id=world.patient_id)
    visits = series.book(desk, provider, asked, asked.instants(provider.zone_name))
    desk = world.desk()
    found = Appointments(desk).of_series(world.patient_id, asked.series_id)
    series.cancel(desk, found, "a slip", sequences=seen_of(visits))
    world.booked(visits[1].starts_at)
    desk = world.desk()
    off = Appointments(desk).of_series(world.patient_id, asked.series_id)
    return series.take_back(desk, off, beyond=word)


def by_walking_in(world: World, word: str) -> list[Appointment]:
    """They came to see somebody else while their own visit goes on."""
    with the_clock_says(world.nine + timedelta(minutes=5)):
        desk = world.desk()
    return [walk_in(desk, world.wish(world.nine, overrule=WALKED_IN, beyond=word))]


WAYS: dict[str, Way] = {
    "booking": by_booking, "moving": by_moving, "moving a series": by_moving_a_series,
    "series": by_a_series, "swapping": by_swapping, "taking back": by_taking_back,
    "taking a series back": by_taking_a_series_back, "walking in": by_walking_in,
}  # fmt: skip


@pytest.fixture
def world(acting: As) -> World:
    day = now().date() + timedelta(days=24)
    found = World(acting, fresh_patient(), day, clinic_time(day, 9))
    found.booked(found.nine)
    return found


def live(patient_id: str) -> list[Appointment]:
    uow = wiring.system_work("tests")
    return [each for each in Appointments(uow).coming(patient_id, uow.at, 100) if each.is_live]


@pytest.mark.parametrize("way", WAYS)
def test_a_visit_that_overlaps_is_refused_and_nothing_is_stored(world: World, way: str) -> None:
    with pytest.raises(BeyondLimits) as refused:
        WAYS[way](world, "")
    assert refused.value.message == OF_THE_PATIENT[OVERLAPS]
    times = sorted((each.starts_at, each.ends_at) for each in live(world.patient_id))
    assert all(end <= start for (_, end), (start, _) in pairwise(times))


@pytest.mark.parametrize("way", WAYS)
def test_the_desk_goes_on_with_a_word_that_stays_with_the_visit(world: World, way: str) -> None:
    visits = WAYS[way](world, WORD)
    [mark] = [each.beyond_limits for each in visits if each.beyond_limits]
    assert (mark.by, mark.reason) == (REEM, WORD)


@pytest.mark.parametrize("way", WAYS)
def test_the_guard_is_changed_in_the_same_transaction(world: World, way: str) -> None:
    """Whatever two sessions do at once, one of them looks again."""
    visits = WAYS[way](world, WORD)
    known = Guards(wiring.system_work("tests")).of(world.patient_id).recent
    noted = {(each.appointment_id, each.starts_at, each.at) for each in known}
    changed_at = {each.appointment_id: each.updated_at for each in visits}
    if way == "walking in":  # its arrival is another step
        changed_at = {each.appointment_id: each.created_at for each in visits}
    for each in visits:
        assert (each.appointment_id, each.starts_at, changed_at[each.appointment_id]) in noted


def test_a_patient_who_takes_an_offered_time_has_no_other_visit_then(acting: As) -> None:
    scene = Scene(acting)
    entry = scene.waiting()
    offer = scene.offered()
    patient = acting("patient", entry.patient_id)
    other = book(
        scene.desk(),
        booking_request(entry.patient_id, offer.starts_at, provider_id=doctors(1)[0]),
    )
    about = entry.patient_id, offer.provider_id, offer.offer_id
    with pytest.raises(BeyondLimits) as refused:
        accept(patient, *about)
    assert refused.value.message == OVERLAPS
    assert scene.entry(entry).waits
    cancel(scene.desk(), other.patient_id, other.appointment_id, "")
    visit = accept(acting("patient", entry.patient_id), *about)
    known = Guards(scene.system()).of(entry.patient_id).recent
    assert (known[0].appointment_id, known[0].starts_at) == (visit.appointment_id, offer.starts_at)


def test_a_doctor_does_not_take_a_visit_back_onto_one_they_may_not_see(world: World) -> None:
    doctor = doctors(1)[0]
    off = world.booked(world.nine + timedelta(hours=6), provider_id=doctor)
    cancel(world.desk(), off.patient_id, off.appointment_id, "a slip")
    world.booked(off.starts_at)
    with pytest.raises(BeyondLimits):
        undo(
            world.acting("provider", doctor), off.patient_id, off.appointment_id,
            expected=Status.CANCELLED, beyond="it fits me",
        )  # fmt: skip


def test_visits_of_a_series_count_among_themselves(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RULES, "most_ahead", 3)
    desk = world.desk()
    provider = Providers(desk).get(doctors(1)[0])
    asked = repeat(
        provider, world.nine + timedelta(hours=4), count=4, patient_id=world.patient_id
    ).because("")
    with pytest.raises(BeyondLimits) as refused:
        series.book(desk, provider, asked, asked.instants(provider.zone_name))
    assert refused.value.message == OF_THE_PATIENT[TOO_MANY_AHEAD]
    assert [each[-2:] for each in refused.value.visit_ids] == ["03", "04"]


def test_a_visit_that_is_moved_is_none_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    [visit] = live(world.patient_id)
    world.booked(world.nine + timedelta(hours=4))
    monkeypatch.setattr(RULES, "most_ahead", 1)
    later = world.wish(
        world.nine + timedelta(hours=2), appointment_id=visit.appointment_id,
        provider_id=visit.provider_id,
    )  # fmt: skip
    assert move(world.acting("patient", world.patient_id), world.patient_id, later)


def test_looking_whether_another_visit_is_too_much_is_no_look_at_it(
    world: World, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    desk = world.desk()
    book(desk, world.wish(world.nine + timedelta(hours=2)))
    desk.close()
    told = {each["action"]["S"] for each in entries(raw(patient=world.patient_id))}
    assert "BOOK_APPOINTMENT" in told
    assert told & {"READ_APPOINTMENT", "LIST_APPOINTMENT"} == set()
