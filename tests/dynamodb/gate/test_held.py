"""What a request has read already, or needs of several kinds, costs it no calls of its own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from appointments.booking.patient_limits import GUARD
from appointments.booking.services import book
from appointments.visits.repository import DAY
from medisecure import wiring
from medisecure.audit.actions import Action
from medisecure.dynamodb import keys
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.calls.wire import plain_item
from medisecure.dynamodb.repositories.audit_entries import AuditEntries
from medisecure.dynamodb.table import RawItem
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied
from medisecure.identity.repository import People
from patients.profile.repository import DemographicsOf
from providers.directory.repository import PROVIDER
from tests.desk import at, booking_request, far_day, fresh_patient
from tests.people import DR_OTHER, DR_SMITH, OMAR, REEM
from tests.trail import entries

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]


def stored(patient_id: str) -> RawItem:
    raw = wiring.health_table().get(keys.PERSON.key(user_id=patient_id), consistent=True)
    assert raw is not None
    return raw


def test_what_is_held_is_given_out_once_and_told_like_any_look(
    acting: As, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    me = fresh_patient()
    uow = acting("patient", me)
    uow.hold(stored(me))
    with metered() as first:
        found = DemographicsOf(uow).get(me)
    with metered() as second:
        again = DemographicsOf(uow).get(me)
    uow.close()
    assert (found.patient_id, again) == (me, found)
    assert (first.total, second.total) == (0, 1)
    (entry,) = entries(raw(patient=me), action=Action.READ_DEMOGRAPHICS)
    assert plain_item(entry)["result"] == "SUCCESS"


def test_what_is_held_is_judged_like_anything_else(acting: As) -> None:
    me, somebody_else = fresh_patient(), fresh_patient()
    uow = acting("patient", me)
    uow.hold(stored(somebody_else))
    with pytest.raises(AccessDenied):
        DemographicsOf(uow).get(somebody_else)


def test_after_a_change_what_is_held_is_read_anew(acting: As) -> None:
    me = fresh_patient()
    uow = acting("patient", me)
    person, before = People(uow).get(me), stored(me)
    uow.hold(before)
    language = replace(person.preferences, language="ar")
    with uow:
        People(uow).save(replace(person, preferences=language), Action.UPDATE_PREFERENCES)
    assert People(uow).get(me).preferences.language == "ar"


def test_a_patients_page_asks_for_their_profile_with_their_session_and_no_more(
    signed_in: Callable[[str], Client],
) -> None:
    me = fresh_patient()
    client = signed_in(me)
    client.get(f"/patients/{me}/visits/")
    with metered() as page:
        answer = client.get(f"/patients/{me}/visits/")
    assert answer.status_code == 200
    assert [call.operation for call in page.calls].count("get_item") == 0


def test_several_kinds_come_with_one_call_in_the_order_of_their_keys(acting: As) -> None:
    day = far_day()
    uow = acting("staff", REEM)
    doctors = [keys.PROVIDER.key(provider_id=each) for each in (DR_SMITH, DR_OTHER)]
    nobody = keys.PROVIDER.key(provider_id="provider_nobody")
    with metered() as cost:
        found, days = uow.together(
            (PROVIDER, [doctors[1], nobody, doctors[0]]),
            (DAY, [keys.DAY.key(provider_id=DR_SMITH, local_date=day + timedelta(days=4000))]),
        )
    assert cost.total == 1
    assert [each.provider_id for each in found] == [DR_OTHER, DR_SMITH]
    assert days == []


def test_of_several_kinds_what_is_not_ones_own_is_left_out(acting: As) -> None:
    me, other = fresh_patient(), fresh_patient()
    for each, clock in ((me, "09:00"), (other, "10:00")):
        book(acting("staff", REEM), booking_request(each, at(far_day(), clock)))
    asked = [keys.VISIT_GUARD.key(patient_id=each) for each in (me, other)]
    [guards] = acting("patient", me).together((GUARD, asked))
    assert [each.patient_id for each in guards] == [me]


def test_entries_of_the_trail_are_not_kept_for_a_change(acting: As) -> None:
    me = fresh_patient()
    looking = acting("staff", REEM)
    DemographicsOf(looking).get(me)
    looking.close()
    uow = acting("compliance", OMAR)
    found = AuditEntries(uow).looks_at(me, 10)
    assert found
    assert not uow._opened.seen
