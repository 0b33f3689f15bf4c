"""Offers nobody took go on to the next in line; what a dead process left undone is made up for."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from appointments.booking.services import cancel
from appointments.notifications.sending import send_due
from appointments.outbox.models import OFFERED
from appointments.outbox.repository import Outbox
from appointments.waitlist.models import EntryStatus, Offer, OfferStatus
from appointments.waitlist.repository import Offers
from appointments.waitlist.services import accept, decline, look_after, offer_time, tend, withdraw
from medisecure import wiring
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from tests.appointments.notifications.messages import clock_at
from tests.appointments.waitlist.people import Scene
from tools.local_cloud import mail
from tools.local_cloud.supervisor import RunningCloud

pytestmark = pytest.mark.usefixtures("left_over_messages_stay")
As = Callable[..., UnitOfWork]
MINUTE = timedelta(minutes=1)


def begin() -> UnitOfWork:
    return wiring.system_work("send_reminders")


def next_of(scene: Scene, offer: Offer) -> Offer:
    """The one offer that stands of this doctor."""
    [found] = [each for each in Offers(scene.system()).due() if each.provider_id == scene.doctor]
    assert found.offer_id != offer.offer_id
    return found


def test_a_lapsed_offer_goes_on_to_the_next_in_line_and_to_nobody_twice(scene: Scene) -> None:
    entries = [scene.waiting() for _ in range(4)]
    offer = scene.offered()
    with clock_at(offer.held_until + MINUTE):
        tend(begin)
    assert scene.offer(offer).status is OfferStatus.LAPSED
    assert [scene.entry(each).status.value for each in entries] == ["WAITING"] * 3 + ["OFFERED"]
    second = next_of(scene, offer)
    assert [each.entry_id for each in second.asked] == [entries[3].entry_id]
    assert {owner.partition(":")[2].partition(":")[2] for owner in
            scene.cells(offer.starts_at).values()} == {second.offer_id}  # fmt: skip
    with clock_at(second.held_until + MINUTE):
        tend(begin)
    assert not scene.cells(offer.starts_at)
    assert {scene.entry(each).status for each in entries} == {EntryStatus.WAITING}


def test_an_offer_everybody_declined_goes_on_at_once(scene: Scene) -> None:
    waiting = {each.entry_id: each for each in (scene.waiting() for _ in range(4))}
    offer = scene.offered()
    for each in offer.asked:  # who began to wait in the same instant may stand in any order
        del waiting[each.entry_id]
        assert look_after(scene.system(), offer.provider_id, offer.offer_id) is None
        patient = scene.acting("patient", each.patient_id)
        decline(patient, each.patient_id, offer.provider_id, offer.offer_id)
    passed = look_after(scene.system(), offer.provider_id, offer.offer_id)
    assert passed is not None
    [left] = waiting.values()
    assert [each.entry_id for each in passed.asked] == [left.entry_id]
    assert accept(scene.acting("patient", left.patient_id), left.patient_id,
                  passed.provider_id, passed.offer_id).starts_at == offer.starts_at  # fmt: skip


def test_looking_after_an_offer_that_stands_or_again_changes_nothing(scene: Scene) -> None:
    scene.waiting()
    offer = scene.offered()
    for after in (None, offer, offer):
        look_after(scene.system(after), offer.provider_id, offer.offer_id)
    assert scene.offer(offer).status is OfferStatus.LAPSED
    assert scene.offer(offer).settled


def test_what_a_process_that_died_did_not_offer_is_offered_by_the_next_run(scene: Scene) -> None:
    """The note was stored with the cancellation itself."""
    entry, freed = scene.waiting(), scene.freed()
    assert scene.is_noted(freed)
    out = StringIO()
    call_command("send_reminders", stdout=out)
    assert "waitlist: " in out.getvalue()
    assert "offered" in out.getvalue()
    assert scene.entry(entry).status is EntryStatus.OFFERED
    assert not scene.is_noted(freed)


def test_a_time_that_has_come_too_near_is_no_longer_offered(scene: Scene) -> None:
    scene.waiting()
    freed = scene.freed()
    uow = scene.system()
    uow.at = freed.starts_at - 59 * MINUTE
    assert offer_time(uow, freed) is None
    assert not scene.is_noted(freed)


def test_those_who_cannot_be_served_any_more_leave_the_list(scene: Scene) -> None:
    gone, stays, past = scene.waiting(), scene.waiting(), scene.waiting(latest=scene.day)
    cancel(scene.desk(), gone.patient_id, gone.appointment_id, "")
    with clock_at(now() + timedelta(days=12)):
        tend(begin)
    assert scene.entry(gone).status is EntryStatus.LAPSED
    assert scene.entry(past).status is EntryStatus.LAPSED
    assert scene.entry(stays).waits


def test_the_desk_takes_an_offer_back_and_its_time_is_free(scene: Scene) -> None:
    entry = scene.waiting()
    offer = scene.offered()
    withdraw(scene.desk(), offer.provider_id, offer.offer_id)
    assert scene.offer(offer).status is OfferStatus.WITHDRAWN
    assert scene.entry(entry).status is EntryStatus.WAITING
    assert not scene.cells(offer.starts_at)


def mails_to(cloud: RunningCloud, patient_id: str) -> list[str]:
    sent = mail.sent(cloud.cloud.state_dir)
    return [
        str(each)
        for each in sent
        if f"{patient_id}@example.com" in each["To"] and "is available" in each["Subject"]
    ]


def test_each_person_asked_is_told_once_with_time_doctor_deadline_and_link(
    scene: Scene, cloud: RunningCloud
) -> None:
    entries = [scene.waiting(), scene.without_visit(note="A rash that itches")]
    offer = scene.offered()
    for _ in range(2):
        with clock_at(now() + 2 * MINUTE):
            send_due(begin, now() + 2 * MINUTE)
    for each in entries:
        [told] = mails_to(cloud, each.patient_id)
        assert "A time is available for you" in told
        assert "10:00" in told
        assert f"/my/offers/{scene.doctor}/{offer.offer_id}/" in told
        assert "rash" not in told


@pytest.mark.parametrize("over", ["taken", "lapsed"])
def test_nobody_is_told_of_a_time_that_is_no_longer_theirs_to_take(
    scene: Scene, cloud: RunningCloud, over: str
) -> None:
    """Even before those who lost were put back in line."""
    winner, loser = scene.waiting(), scene.waiting()
    offer = scene.offered()
    later = now() + 2 * MINUTE
    if over == "taken":
        patient = scene.acting("patient", winner.patient_id)
        accept(patient, winner.patient_id, offer.provider_id, offer.offer_id)
    else:
        later = offer.held_until
    assert Outbox(begin()).get(loser.patient_id, loser.appointment_id, OFFERED)
    with clock_at(later):
        send_due(begin, later)
    assert mails_to(cloud, loser.patient_id) == []
