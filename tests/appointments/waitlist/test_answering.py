"""Many accept at once: one has the time, the others keep their visit and their place."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from appointments.booking.services import cancel
from appointments.outbox.models import OFFERED
from appointments.outbox.repository import Outbox
from appointments.scheduling.day import Day
from appointments.visits.models import Appointment
from appointments.visits.repository import Days
from appointments.waitlist.answering import GONE, LOST, OVER, UNMOVABLE
from appointments.waitlist.joining import WaitlistRequest
from appointments.waitlist.models import EntryStatus, Offer, OfferAnswer, OfferStatus, WaitlistEntry
from appointments.waitlist.services import accept, decline, join, leave, look_after
from medisecure.dynamodb import change
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.change import Cells
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict, NotFound
from medisecure.web.input.fields import new_id
from tests.appointments.waitlist.people import Scene, clinic_today
from tests.appointments.waitlist.test_offering import be_ill
from tests.desk import fresh_patient
from tests.people import JOHN
from tools.drills.booking.oracle import Found

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
Raw = Callable[..., list[dict[str, Any]]]
Patch = pytest.MonkeyPatch
MANY = 8


def taking(scene: Scene, entry: WaitlistEntry, offer: Offer) -> Appointment:
    patient = scene.acting("patient", entry.patient_id)
    return accept(patient, entry.patient_id, offer.provider_id, offer.offer_id)


def all_at_once(scene: Scene, entries: list[WaitlistEntry], offer: Offer) -> list[object]:
    """What each of them is told who press at the same moment."""
    gate = Barrier(len(entries))

    def press(entry: WaitlistEntry) -> object:
        gate.wait(timeout=10)
        try:
            return taking(scene, entry, offer)
        except Conflict as refusal:
            return refusal.message

    with ThreadPoolExecutor(len(entries)) as pool:
        return list(pool.map(press, entries))


def problems(scene: Scene, raw: Raw) -> list[str]:
    return Found(raw(providers=[scene.doctor]), [scene.doctor]).problems()


def test_one_of_many_has_it_and_the_rest_keep_their_visit_and_their_place(
    scene: Scene, raw: Raw
) -> None:
    entries = [scene.waiting() for _ in range(MANY - 1)] + [scene.without_visit()]
    before = {each.entry_id: scene.visit(each) for each in entries if each.moves}
    offer = scene.offered(at_most=MANY)
    assert len(offer.asked) == MANY
    told = all_at_once(scene, entries, offer)
    assert told.count(LOST) == MANY - 1, told
    winners = [each for each, said in zip(entries, told, strict=True) if said != LOST]
    assert len(winners) == 1
    assert scene.visit(winners[0]).starts_at == offer.starts_at
    assert scene.entry(winners[0]).status is EntryStatus.SERVED
    look_after(scene.system(), offer.provider_id, offer.offer_id)
    for loser in (each for each in entries if each is not winners[0]):
        assert scene.entry(loser).status is EntryStatus.WAITING
        assert scene.entry(loser).joined_at == loser.joined_at
        if loser.moves:
            assert scene.visit(loser) == before[loser.entry_id]
    assert problems(scene, raw) == []
    cells = set(scene.cells(offer.starts_at).values())
    assert cells == {winners[0].appointment_id}


def test_the_condition_on_the_offer_alone_lets_one_have_it(
    scene: Scene, raw: Raw, monkeypatch: Patch
) -> None:
    """The days' cells are given to anybody here: only the offer's own condition is left."""
    entries = [scene.waiting() for _ in range(MANY)]
    offer = scene.offered(at_most=MANY)
    with monkeypatch.context() as blind:
        blind.setattr(Cells, "_free", lambda *_: "attribute_exists(PK)")
        told = all_at_once(scene, entries, offer)
    assert told.count(LOST) == MANY - 1
    assert problems(scene, raw) == []


def test_the_hold_in_the_doctors_day_alone_lets_one_have_it(
    scene: Scene, raw: Raw, monkeypatch: Patch
) -> None:
    """Every stored thing may be overwritten here: only the cells' condition is left."""
    entries = [scene.waiting() for _ in range(MANY)]
    offer = scene.offered(at_most=MANY)
    whole = change.unchanged

    def on_offers_blind(seen: int, values: Any) -> dict[str, Any]:
        found = whole(seen, values)
        if "OFFER#" in str(values) or any("TAKEN" in str(each) for each in values.values()):
            found["ConditionExpression"] = "attribute_exists(PK)"
            found["ExpressionAttributeValues"].pop(":seen", None)
        return found

    with monkeypatch.context() as blind:
        blind.setattr(change, "unchanged", on_offers_blind)
        told = all_at_once(scene, entries, offer)
    assert sum(isinstance(each, Appointment) for each in told) == 1
    assert problems(scene, raw) == []


def test_accepting_moves_the_visit_and_frees_its_old_time(scene: Scene, raw: Raw) -> None:
    entry = scene.waiting()
    old = scene.visit(entry)
    offer = scene.offered()
    patient = scene.acting("patient", entry.patient_id)
    moved = accept(patient, entry.patient_id, offer.provider_id, offer.offer_id)
    assert (moved.starts_at, moved.sequence) == (offer.starts_at, old.sequence + 1)
    assert not scene.cells(old.starts_at)
    assert old.starts_at in [getattr(each, "starts_at", None) for each in patient.published]
    assert scene.offer(offer).asked[0].answer is OfferAnswer.TOOK
    assert problems(scene, raw) == []


def test_accepting_twice_is_accepting_once(scene: Scene) -> None:
    entry = scene.waiting()
    offer = scene.offered()
    first, again = taking(scene, entry, offer), taking(scene, entry, offer)
    assert first == again
    assert scene.visit(entry).sequence == 1


def test_the_same_person_pressing_many_times_at_once_has_it_once(scene: Scene, raw: Raw) -> None:
    entry = scene.waiting()
    offer = scene.offered()
    told = all_at_once(scene, [entry] * MANY, offer)
    assert {getattr(each, "starts_at", each) for each in told} == {offer.starts_at}
    assert scene.visit(entry).sequence == 1
    assert problems(scene, raw) == []


def test_somebody_without_a_visit_has_one_booked(scene: Scene, raw: Raw) -> None:
    entry = scene.without_visit(note="A rash that itches")
    offer = scene.offered()
    visit = taking(scene, entry, offer)
    assert (visit.appointment_id, visit.reason) == (entry.appointment_id, "A rash that itches")
    assert problems(scene, raw) == []


def test_a_shorter_visit_gives_the_rest_of_the_time_back(scene: Scene, raw: Raw) -> None:
    entry = scene.waiting(scene.booked("09:00", days=7, minutes=15))
    offer = scene.offered(scene.freed(minutes=60))
    assert len(scene.cells(offer.starts_at)) == 12
    taking(scene, entry, offer)
    assert list(scene.cells(offer.starts_at).values()) == [entry.appointment_id] * 3
    assert problems(scene, raw) == []


def test_the_very_instant_it_lapses_it_cannot_be_accepted_any_more(scene: Scene) -> None:
    """Nobody else has the time: only the offer's own clock can tell."""
    entry = scene.waiting()
    offer = scene.offered()
    patient = scene.acting("patient", entry.patient_id)
    patient.at = offer.held_until
    with pytest.raises(Conflict, match="no longer held"):
        accept(patient, entry.patient_id, offer.provider_id, offer.offer_id)
    assert scene.visit(entry).sequence == 0


@pytest.mark.parametrize(("deed", "said"), [("cancel", UNMOVABLE), ("ill", GONE), ("leave", OVER)])
def test_what_changed_meanwhile_is_said_and_nothing_is_moved(
    scene: Scene, deed: str, said: str
) -> None:
    entry, other = scene.waiting(), scene.waiting()
    offer = scene.offered()
    if deed == "cancel":
        cancel(scene.desk(), entry.patient_id, entry.appointment_id, "")
    elif deed == "ill":
        be_ill(scene)
    else:
        leave(scene.desk(), other.patient_id, other.entry_id)
        look_after(scene.system(after=offer), offer.provider_id, offer.offer_id)
    with pytest.raises(Conflict) as refusal:
        taking(scene, entry, offer)
    assert refusal.value.message == said
    assert scene.visit(entry).starts_at != offer.starts_at


def test_time_off_between_the_look_and_the_write_refuses_it(
    scene: Scene, monkeypatch: Patch
) -> None:
    entry = scene.waiting()
    offer = scene.offered()
    real, once = Days.several, [True]

    def read_then_ill(self: Days, wanted: Any) -> dict[tuple[str, Any], Day]:
        found = real(self, list(wanted))
        if once:
            once.clear()
            be_ill(scene)
        return found

    with monkeypatch.context() as slow:
        slow.setattr(Days, "several", read_then_ill)
        with pytest.raises(Conflict, match="can no longer see you"):
            taking(scene, entry, offer)


def test_whoever_declines_is_back_in_line_and_the_others_may_still_take_it(scene: Scene) -> None:
    no, yes = scene.waiting(), scene.waiting()
    offer = scene.offered()
    patient = scene.acting("patient", no.patient_id)
    for _ in range(2):
        decline(patient, no.patient_id, offer.provider_id, offer.offer_id)
    assert scene.entry(no).status is EntryStatus.WAITING
    with pytest.raises(Conflict, match="already declined"):
        taking(scene, no, offer)
    assert taking(scene, yes, offer).starts_at == offer.starts_at


def test_the_message_dies_with_the_offer(scene: Scene) -> None:
    entries = [scene.waiting(), scene.waiting()]
    offer = scene.offered()
    for each in entries:
        message = Outbox(scene.system()).get(each.patient_id, each.appointment_id, OFFERED)
        assert (message.held_until, message.offer_id) == (offer.held_until, offer.offer_id)
    taking(scene, entries[0], offer)
    look_after(scene.system(), offer.provider_id, offer.offer_id)
    for each in entries:
        with pytest.raises(NotFound):
            Outbox(scene.system()).get(each.patient_id, each.appointment_id, OFFERED)


def test_nobody_answers_for_another_and_nobody_else_sees_the_offer(scene: Scene) -> None:
    entry = scene.waiting()
    offer = scene.offered()
    john = scene.acting("patient", JOHN)
    for who in (JOHN, entry.patient_id):
        for answer in (accept, decline):
            with pytest.raises((AccessDenied, NotFound)):
                answer(john, who, offer.provider_id, offer.offer_id)
    assert scene.offer(offer).status is OfferStatus.OPEN


def test_accepting_costs_two_rounds_of_reading_and_one_write(scene: Scene) -> None:
    entry = scene.waiting()
    offer = scene.offered()
    patient = scene.acting("patient", entry.patient_id)
    about = (entry.patient_id, offer.provider_id, offer.offer_id)
    with metered() as cost:
        accept(patient, *about, visit_id=entry.appointment_id)
    assert cost.sequential == 3


def test_the_same_wish_stands_on_the_list_once_and_keeps_its_turn(scene: Scene) -> None:
    entry = scene.waiting()
    again = scene.waiting(scene.visit(entry), latest=scene.day)
    assert (again.entry_id, again.joined_at) == (entry.entry_id, entry.joined_at)
    assert scene.entry(entry).latest == scene.day
    leave(scene.desk(), entry.patient_id, entry.entry_id)
    assert scene.entry(entry).status is EntryStatus.WITHDRAWN
    assert scene.waiting(scene.visit(entry)).joined_at > entry.joined_at


def test_nobody_joins_for_another_or_with_anothers_visit(scene: Scene) -> None:
    entry = scene.waiting()
    wanted = WaitlistRequest(patient_id=entry.patient_id, whom="any", earliest=clinic_today(),
                    latest=scene.day, minutes=30, visit_id=new_id("appointment"))  # fmt: skip
    with pytest.raises((AccessDenied, NotFound)):
        join(scene.acting("patient", JOHN), wanted)
    stranger = fresh_patient()
    wanted = WaitlistRequest(
        patient_id=stranger,
        whom="any",
        earliest=clinic_today(),
        latest=scene.day,
        minutes=30,
        moving=entry.appointment_id,
    )
    with pytest.raises((AccessDenied, NotFound)):
        join(scene.acting("patient", stranger), wanted)


def test_what_the_patient_wrote_is_stored_sealed(scene: Scene, raw: Raw) -> None:
    entry = scene.without_visit(note="A rash that itches")
    stored = [item for item in raw(partitions=[f"USER#{entry.patient_id}"])
              if item["SK"]["S"] == f"WAITLIST#{entry.entry_id}"]  # fmt: skip
    assert "B" in stored[0]["note"]
    assert "rash" not in str(stored)
    assert "rash" not in repr(entry)
