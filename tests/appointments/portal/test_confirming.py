"""A free time is kept for the patient who chose it, and booked once when it is confirmed."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking import booking
from appointments.booking import holding as core
from appointments.booking.services import BookingRequest, book, hold
from appointments.portal.forms import opened_id, sealed_id
from appointments.visits.repository import Days
from appointments.visits.status import Status
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from tests.appointments.portal.choosing import (
    BOOK,
    CONFIRM,
    RELEASE,
    choosing,
    held_by,
    html_of,
    slot,
    visits,
)
from tests.desk import at, booking_request, fresh_patient, working_day
from tests.patients.home import portal
from tests.people import DR_OTHER, DR_SMITH, LAYLA, OMAR, REEM

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


def test_choosing_keeps_the_time_and_nobody_else_gets_it(signed_in: SignIn, acting: As) -> None:
    me, other, day = fresh_patient(), fresh_patient(), working_day()
    client = signed_in(me)
    answer = client.post(BOOK, choosing(me, at(day, "10:00")))
    assert answer.status_code == 302
    page = html_of(client.get(answer["Location"]))
    assert "This time is held for you until" in page
    assert "Dr. Sarah Smith" in page
    assert re.search(r'data-seconds="(59\d|600)"', page)
    # to the other it is no button, they may see that it is being booked, and it cannot be chosen
    rival = signed_in(other)
    times = html_of(rival.get(BOOK, {"whom": DR_SMITH, "day": str(day)}))
    assert slot(at(day, "10:00")) not in times
    assert "Being booked by someone right now" in times
    refused = html_of(rival.post(BOOK, choosing(other, at(day, "10:00"))))
    assert "Someone else is booking this time right now" in refused
    assert "Nearest free times" in refused
    forced = {"form": sealed_id(other), "slot": slot(at(day, "10:00")), "kind": "CONSULTATION"}
    assert "Nearest free times" in html_of(rival.post(CONFIRM, forced))
    assert visits(acting, other) == []
    # and to me it is shown as mine, also on a page opened afresh
    mine = html_of(client.get(BOOK, {"whom": DR_SMITH, "day": str(day)}))
    assert "Held for you until" in mine
    assert "time-button-mine" in mine


def test_another_choice_gives_the_first_one_back(signed_in: SignIn, acting: As) -> None:
    me, day = fresh_patient(), working_day()
    later = day + timedelta(days=63)
    client, sent = signed_in(me), choosing(me, at(day, "11:00"))
    client.post(BOOK, sent)
    assert held_by(acting, day) == {opened_id(me, sent["form"])}
    client.post(BOOK, sent | {"slot": slot(at(day, "13:00"))})
    taken = Days(acting("staff", REEM)).get(DR_SMITH, day).taken
    assert len(taken) == 6
    client.post(BOOK, choosing(me, at(later, "13:00")))  # far away, and with another form
    assert held_by(acting, day) == set()
    assert len(held_by(acting, later)) == 1


@pytest.mark.parametrize("how", ["button", "beacon"])
def test_leaving_gives_the_time_back(signed_in: SignIn, acting: As, how: str) -> None:
    me, day = fresh_patient(), working_day()
    client, sent = signed_in(me), choosing(me, at(day, "11:00"))
    client.post(BOOK, sent)
    left = sent | ({"leaving": "1"} if how == "beacon" else {"day": str(day)})
    answer = client.post(RELEASE, left)
    assert answer.status_code == (204 if how == "beacon" else 302)
    assert held_by(acting, day) == set()
    if how == "button":
        assert answer["Location"].startswith(BOOK)
        assert "Held for you" not in html_of(client.get(answer["Location"]))
    assert client.post(RELEASE, left).status_code in (204, 302)  # once more changes nothing


def test_nobody_releases_what_another_keeps(signed_in: SignIn, acting: As) -> None:
    me, other, day = fresh_patient(), fresh_patient(), working_day()
    sent = choosing(me, at(day, "11:00"))
    signed_in(me).post(BOOK, sent)
    signed_in(other).post(RELEASE, sent)
    assert len(held_by(acting, day)) == 1


def test_a_form_made_for_somebody_else_books_nothing(signed_in: SignIn, acting: As) -> None:
    me, other, day = fresh_patient(), fresh_patient(), working_day()
    sent = choosing(other, at(day, "11:00"))
    signed_in(me).post(BOOK, sent)
    assert signed_in(me).post(CONFIRM, sent)["Location"] == BOOK
    assert held_by(acting, day) == set()
    assert visits(acting, me) == visits(acting, other) == []


def test_a_hold_the_desk_made_stands_in_a_patients_way(signed_in: SignIn, acting: As) -> None:
    me, day = fresh_patient(), working_day()
    wanted: BookingRequest = replace(booking_request(fresh_patient(), at(day, "10:00")), minutes=60)
    hold(acting("staff", REEM), wanted)
    answer = signed_in(me).post(BOOK, choosing(me, at(day, "10:30")))
    assert answer.status_code == 200


# ── confirming ──────────────────────────────────────────────────────────────


def test_confirming_books_once_however_often_it_is_sent(signed_in: SignIn, acting: As) -> None:
    me, day = fresh_patient(), working_day()
    client, sent = signed_in(me), choosing(me, at(day, "10:00"))
    confirm = client.post(BOOK, sent)["Location"]
    first = client.post(CONFIRM, sent | {"reason": "knee since Friday"})
    (visit,) = visits(acting, me)
    assert first["Location"] == reverse("appointments:detail", args=[me, visit.appointment_id])
    assert (visit.starts_at, visit.minutes, visit.reason) == (at(day, "10:00"), 30,
                                                              "knee since Friday")  # fmt: skip
    assert visit.status is Status.SCHEDULED
    assert client.post(CONFIRM, sent | {"reason": "again"})["Location"] == first["Location"]
    assert client.get(confirm)["Location"] == first["Location"]  # the back button
    other_time = sent | {"slot": slot(at(day, "15:00"))}
    assert client.post(CONFIRM, other_time)["Location"] == first["Location"]
    assert [each.starts_at for each in visits(acting, me)] == [at(day, "10:00")]
    taken = Days(acting("staff", REEM)).get(DR_SMITH, day).taken
    assert set(taken.values()) == {visit.appointment_id}
    assert "Held for you" not in html_of(client.get(BOOK))


def choose_and_lapse(client: Client, sent: dict[str, str]) -> str:
    """Where the choice is confirmed, of a time that is held no longer."""
    with patch.object(core, "HOLD", timedelta(seconds=-1)):
        return str(client.post(BOOK, sent)["Location"])


def test_a_lapsed_time_nobody_took_still_books(signed_in: SignIn, acting: As) -> None:
    me, day = fresh_patient(), working_day()
    client, sent = signed_in(me), choosing(me, at(day, "10:00"))
    page = html_of(client.get(choose_and_lapse(client, sent)))
    assert "no longer held for you, but it is still free" in page
    assert "Hold it for me again" in page
    client.post(CONFIRM, sent)
    assert len(visits(acting, me)) == 1


def test_a_lapsed_time_somebody_took_says_so_and_keeps_what_was_typed(
    signed_in: SignIn, acting: As
) -> None:
    me, day = fresh_patient(), working_day()
    client, sent = signed_in(me), choosing(me, at(day, "10:00"))
    confirm = choose_and_lapse(client, sent)
    book(acting("staff", REEM), booking_request(fresh_patient(), at(day, "10:00")))
    assert "This time is no longer free" in html_of(client.get(confirm))
    lost = html_of(client.post(CONFIRM, sent | {"reason": "knee since Friday"}))
    assert "someone else has taken it" in lost
    assert "knee since Friday" in lost
    assert slot(at(day, "10:30")) in lost
    # one of the nearest is kept with one press, and the text goes along
    again = sent | {"reason": "knee since Friday", "choose": slot(at(day, "10:30"))}
    kept = html_of(client.post(CONFIRM, again))
    assert "This time is held for you until" in kept
    assert "knee since Friday" in kept
    client.post(CONFIRM, sent | {"slot": slot(at(day, "10:30")), "reason": "knee since Friday"})
    (visit,) = visits(acting, me)
    assert (visit.starts_at, visit.reason) == (at(day, "10:30"), "knee since Friday")


@pytest.mark.parametrize("reason", ["y" * 501, "a\x00b", "bell \x07"])
def test_a_reason_that_does_not_fit_stays_typed_and_the_time_stays_kept(
    signed_in: SignIn, acting: As, reason: str
) -> None:
    me, day = fresh_patient(), working_day()
    client, sent = signed_in(me), choosing(me, at(day, "10:00"))
    client.post(BOOK, sent)
    page = html_of(client.post(CONFIRM, sent | {"reason": reason}))
    assert "is-invalid" in page
    assert reason.replace("\x00", "") in page.replace("\x00", "")
    assert "held for you until" in page
    assert visits(acting, me) == []


@pytest.mark.parametrize(
    "odd",
    [{"slot": ""}, {"slot": "x"}, {"slot": f"{DR_SMITH}@soon"}, {"slot": "a\x00@2030-01-01"},
     {"form": ""}, {"form": "appointment_54321"}, {"form": "x" * 9000}, {}],
)  # fmt: skip
def test_odd_forms_lead_back_to_the_free_times(
    signed_in: SignIn, acting: As, odd: dict[str, str]
) -> None:
    me = fresh_patient()
    sent = choosing(me, at(working_day(), "10:00")) | odd if odd else {}
    client = signed_in(me)
    assert client.post(BOOK, sent).status_code == 200
    assert client.post(CONFIRM, sent)["Location"] == BOOK
    assert client.get(CONFIRM, sent)["Location"] == BOOK
    assert client.post(RELEASE, sent).status_code == 302
    assert visits(acting, me) == []


@pytest.mark.parametrize("clock", ["07:00", "16:45", "10:07"])
def test_a_time_that_is_none_is_refused_even_if_it_is_sent(
    signed_in: SignIn, acting: As, clock: str
) -> None:
    me, day = fresh_patient(), working_day()
    client, sent = signed_in(me), choosing(me, at(day, clock))
    assert client.post(BOOK, sent).status_code == 200
    assert client.post(CONFIRM, sent).status_code == 200
    assert visits(acting, me) == []


def test_the_length_of_a_visit_is_not_the_patients_to_say(signed_in: SignIn, acting: As) -> None:
    me, day = fresh_patient(), working_day()
    client, sent = signed_in(me), choosing(me, at(day, "10:00"), minutes="480", kind="PROCEDURE")
    client.post(CONFIRM, sent | {"patient_id": LAYLA, "overrule": "because"})
    (visit,) = visits(acting, me)
    assert (visit.minutes, visit.scheduling_info.type) == (30, "CONSULTATION")
    assert visit.overruled is None


def test_booking_takes_two_reads_and_one_transaction(signed_in: SignIn) -> None:
    me, day = fresh_patient(), working_day()
    client, sent = signed_in(me), choosing(me, at(day, "10:00"))
    client.get(BOOK)
    with metered() as choosing_it:
        confirm = client.post(BOOK, sent)["Location"]
    with metered() as looking:
        client.get(confirm)
    with metered() as booked:
        client.post(CONFIRM, sent)
    assert looking.sequential <= 4
    assert choosing_it.sequential <= 5  # session, doctor, day, transaction, and what is remembered
    assert booked.sequential <= 5
    assert [c.operation for c in booked.calls].count("transact_write_items") == 1


def test_who_wins_a_time_makes_seven_calls_and_who_finds_it_taken_as_many(
    signed_in: SignIn, acting: As
) -> None:
    """Nothing is asked for twice: not by the rules after the form, nor by the page that refuses."""
    me, late, day = fresh_patient(), fresh_patient(), working_day()
    mine, theirs = signed_in(me), signed_in(late)
    with metered() as won:
        assert mine.post(CONFIRM, choosing(me, at(day, "10:00"))).status_code == 302
    with metered() as lost:
        page = html_of(theirs.post(CONFIRM, choosing(late, at(day, "10:00"))))
    assert "someone else has taken it" in page
    assert slot(at(day, "10:30")) in page
    # a session, two counters, what it is decided by (a batch, two lists), and what is stored
    assert (won.total, won.sequential) == (7, 3)
    assert lost.total == 7
    assert visits(acting, late) == []


def test_who_loses_the_race_itself_is_told_the_times_that_are_left(
    signed_in: SignIn, acting: As
) -> None:
    """The look finds it free, and only the write can tell."""
    me, day = fresh_patient(), working_day()
    store = booking.store_new

    def too_late(uow: UnitOfWork, *args: Any) -> Any:
        if uow.actor.user_id == me:
            quicker = booking_request(fresh_patient(), at(day, "10:00"))
            with suppress(Conflict):
                book(acting("staff", REEM), quicker)
        return store(uow, *args)

    with patch.object(booking, "store_new", too_late), metered() as cost:
        page = html_of(signed_in(me).post(CONFIRM, choosing(me, at(day, "10:00"))))
    assert "someone else has taken it" in page
    assert slot(at(day, "10:00")) not in page.partition("Nearest free times")[2]
    assert slot(at(day, "10:30")) in page
    assert visits(acting, me) == []
    assert cost.sequential_writes >= 1


@pytest.mark.parametrize("who", [DR_SMITH, DR_OTHER, REEM, OMAR])
def test_only_patients_book_here_and_tries_are_kept(signed_in: SignIn, raw: Any, who: str) -> None:
    client, day = signed_in(who), working_day()
    before = len(portal.entries(raw, userId=who, result="DENIED"))
    sent = choosing(who, at(day, "10:00"))
    for answer in (client.get(BOOK), client.post(BOOK, sent), client.post(CONFIRM, sent),
                   client.get(CONFIRM), client.post(RELEASE, sent)):  # fmt: skip
        assert answer.status_code == 404
    assert len(portal.entries(raw, userId=who, result="DENIED")) >= before + 5


def test_a_look_at_other_times_keeps_the_reason_and_shows_it_in_no_address(
    signed_in: SignIn,
) -> None:
    day, patient = working_day(), fresh_patient()
    client = signed_in(patient)
    sent = choosing(patient, at(day, "11:00"))
    client.post(BOOK, sent)
    page = html_of(client.get(CONFIRM, sent))
    assert f'formaction="{RELEASE}"' in page  # of the form the reason is typed in
    left = client.post(RELEASE, sent | {"reason": "knee since Friday", "day": str(day)})
    assert "knee" not in left["Location"]
    assert "knee" not in str(dict(client.session))
    client.get(left["Location"])
    again = choosing(patient, at(day, "11:30"))
    client.post(BOOK, again)
    assert "knee since Friday" in html_of(client.get(CONFIRM, again))
    client.post(CONFIRM, again | {"reason": "knee since Friday"})
    third = choosing(patient, at(day, "14:00"))
    client.post(BOOK, third)
    assert "knee" not in html_of(client.get(CONFIRM, third))  # it went with the visit


def test_a_reason_is_kept_for_this_visit_and_not_for_the_next_that_is_begun(
    signed_in: SignIn,
) -> None:
    day, patient = working_day(), fresh_patient()
    client = signed_in(patient)
    sent = choosing(patient, at(day, "11:00"))
    client.post(RELEASE, sent | {"reason": "knee since Friday", "day": str(day)})
    client.get(BOOK)
    assert "knee" not in html_of(client.get(CONFIRM, sent))
