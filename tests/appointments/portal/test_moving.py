"""Patients move and cancel their own visits: one visit stays, and old links explain."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking import holding as core
from appointments.booking.services import book, cancel
from appointments.portal.forms import sealed_visit
from appointments.visits.day_cells import own_cells
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from appointments.visits.status import Status
from medisecure.clock import now, utc_text
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from tests.cost import cost_of
from tests.desk import at, booking_request, fresh_patient, working_day
from tests.patients.home import portal
from tests.people import DR_OTHER, DR_SMITH, LAYLA, OMAR, REEM

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


def page(name: str, visit: Appointment) -> str:
    return reverse(f"appointments:portal-{name}", args=[visit.appointment_id])


def detail(visit: Appointment) -> str:
    return reverse("appointments:detail", args=[visit.patient_id, visit.appointment_id])


def slot(starts: datetime) -> str:
    return f"{DR_SMITH}@{utc_text(starts)}"


@pytest.fixture
def visit(acting: As) -> Appointment:
    """A visit of a fresh patient on a day of its own, at eleven."""
    return book(acting("staff", REEM), booking_request(fresh_patient(), at(working_day(), "11:00")))


def stored(acting: As, visit: Appointment) -> Appointment:
    return Appointments(acting("staff", REEM)).get(visit.patient_id, visit.appointment_id)


def on_that_day(visit: Appointment, clock: str) -> datetime:
    return at(visit.local_date, clock)


def html_of(answer: Any) -> str:
    return unescape(answer.content.decode())


# ── moving ──────────────────────────────────────────────────────────────────


def test_free_times_around_the_present_one_and_never_the_present_one(
    signed_in: SignIn, visit: Appointment
) -> None:
    html = html_of(signed_in(visit.patient_id).get(page("move", visit)))
    assert "Your visit now:" in html
    assert slot(on_that_day(visit, "10:30")) in html
    assert slot(on_that_day(visit, "11:15")) in html  # its own time does not stand in its way
    assert f'"{slot(visit.starts_at)}"' not in html


@pytest.mark.parametrize("clock", ["14:00", "11:15"])
def test_moving_keeps_the_new_time_then_swaps_it_with_one_press(
    signed_in: SignIn, acting: As, visit: Appointment, clock: str
) -> None:
    client, new = signed_in(visit.patient_id), on_that_day(visit, clock)
    confirm = client.post(page("move", visit), {"slot": slot(new)})["Location"]
    shown = html_of(client.get(confirm))
    assert "This time is held for you until" in shown
    assert stored(acting, visit).starts_at == visit.starts_at
    sent = {"slot": slot(new), "seen": "0"}
    done = client.post(page("move-confirm", visit), sent)
    assert done["Location"] == detail(visit)
    moved = stored(acting, visit)
    assert (moved.starts_at, moved.sequence) == (new, 1)
    everything = Appointments(acting("staff", REEM)).coming(visit.patient_id, now())
    assert [each.starts_at for each in everything] == [new]
    day = Days(acting("staff", REEM)).get(DR_SMITH, visit.local_date)
    assert set(day.taken.values()) == {visit.appointment_id}
    assert len(day.taken) == len(own_cells(day, moved)) == 6
    # sent again, and the back button
    assert client.post(page("move-confirm", visit), sent)["Location"] == detail(visit)
    assert client.get(confirm)["Location"] == detail(visit)
    assert stored(acting, visit).sequence == 1


def test_the_room_and_the_way_it_takes_place_that_stay_are_shown_before_moving(
    signed_in: SignIn, acting: As
) -> None:
    wanted = booking_request(fresh_patient(), at(working_day(), "11:00"), mode="VIDEO")
    visit = book(acting("staff", REEM), replace(wanted, location="Clinic - Room 207"))
    client = signed_in(visit.patient_id)
    new = slot(on_that_day(visit, "14:00"))
    shown = html_of(client.get(client.post(page("move", visit), {"slot": new})["Location"]))
    assert "Clinic - Room 207" in shown
    assert "By video" in shown
    client.post(page("move-confirm", visit), {"slot": new, "seen": "0"})
    info = stored(acting, visit).scheduling_info
    assert (info.location, info.mode) == ("Clinic - Room 207", "VIDEO")


def test_the_old_link_shows_the_new_time(signed_in: SignIn, acting: As, visit: Appointment) -> None:
    client = signed_in(visit.patient_id)
    for clock in ("14:00", "15:00"):
        old = client.post(page("move", visit), {"slot": slot(on_that_day(visit, clock))})
        seen = str(stored(acting, visit).sequence)
        sent = {"slot": slot(on_that_day(visit, clock)), "seen": seen}
        client.post(page("move-confirm", visit), sent)
        if clock == "14:00":
            first_link = old["Location"]
    stale = html_of(client.get(first_link))
    assert "This visit was changed meanwhile" in stale
    assert "15:00" in stale
    refused = client.post(page("move-confirm", visit),
                          {"slot": slot(on_that_day(visit, "16:00")), "seen": "0"})  # fmt: skip
    assert "changed meanwhile" in html_of(refused)
    assert stored(acting, visit).starts_at == on_that_day(visit, "15:00")
    now_at = html_of(client.get(detail(visit)))
    assert "15:00" in now_at
    assert "changed after booking" in now_at


def test_a_lapsed_time_can_be_kept_again_and_then_moved_to(
    signed_in: SignIn, acting: As, visit: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, new = signed_in(visit.patient_id), on_that_day(visit, "14:00")
    with monkeypatch.context() as past:
        past.setattr(core, "HOLD", timedelta(seconds=-1))
        confirm = client.post(page("move", visit), {"slot": slot(new)})["Location"]
    assert "no longer held for you" in html_of(client.get(confirm))
    again = {"slot": slot(new), "seen": "0", "choose": slot(new)}
    assert "held for you until" in html_of(client.post(page("move-confirm", visit), again))
    client.post(page("move-confirm", visit), {"slot": slot(new), "seen": "0"})
    assert stored(acting, visit).starts_at == new


def test_a_time_taken_meanwhile_leaves_the_visit_where_it_is(
    signed_in: SignIn, acting: As, visit: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, new = signed_in(visit.patient_id), on_that_day(visit, "14:00")
    with monkeypatch.context() as past:
        past.setattr(core, "HOLD", timedelta(seconds=-1))
        client.post(page("move", visit), {"slot": slot(new)})
    book(acting("staff", REEM), booking_request(fresh_patient(), new))
    lost = html_of(client.post(page("move-confirm", visit), {"slot": slot(new), "seen": "0"}))
    assert "someone else has taken it" in lost
    assert slot(on_that_day(visit, "13:30")) in lost
    assert stored(acting, visit).starts_at == visit.starts_at


def test_choosing_another_time_gives_the_new_one_back_and_keeps_the_visit(
    signed_in: SignIn, acting: As, visit: Appointment
) -> None:
    client, new = signed_in(visit.patient_id), on_that_day(visit, "11:15")
    client.post(page("move", visit), {"slot": slot(new)})
    left = {"form": sealed_visit(visit.patient_id, visit.appointment_id), "slot": slot(new),
            "moving": "1", "day": str(visit.local_date)}  # fmt: skip
    answer = client.post("/my/visits/release/", left)
    assert answer["Location"].startswith(page("move", visit))
    day = Days(acting("staff", REEM)).get(DR_SMITH, visit.local_date)
    assert day.taken == own_cells(day, visit)
    assert len(day.taken) == 6


@pytest.mark.parametrize("odd", ["", "x", f"{DR_SMITH}@", "a\x00b@2030-01-01T00:00:00Z",
                                 f"{DR_OTHER}@2030-01-01T00:00:00Z"])  # fmt: skip
def test_odd_choices_move_nothing(
    signed_in: SignIn, acting: As, visit: Appointment, odd: str
) -> None:
    client = signed_in(visit.patient_id)
    for seen in ("", "x", "٣", "9" * 30):
        sent = {"slot": odd, "seen": seen}
        assert client.post(page("move", visit), sent).status_code == 200
        assert client.post(page("move-confirm", visit), sent).status_code in (200, 302)
        assert client.get(page("move-confirm", visit), sent).status_code in (200, 302)
    assert (
        client.get(page("move", visit), {"day": "soon", "first": "0001-01-01"}).status_code == 200
    )
    assert stored(acting, visit).starts_at == visit.starts_at


def test_pages_of_moving_take_at_most_four_waits(signed_in: SignIn, visit: Appointment) -> None:
    client, new = signed_in(visit.patient_id), on_that_day(visit, "14:00")
    assert cost_of(client, page("move", visit)).sequential <= 4
    assert cost_of(client, page("cancel", visit)).sequential <= 4
    confirm = client.post(page("move", visit), {"slot": slot(new)})["Location"]
    assert cost_of(client, confirm).sequential <= 4
    with metered() as moving:
        client.post(page("move-confirm", visit), {"slot": slot(new), "seen": "0"})
    assert [call.operation for call in moving.calls].count("transact_write_items") == 1


# ── cancelling ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reason", ["", "I am travelling"])
def test_cancelling_frees_the_time_and_the_page_says_so(
    signed_in: SignIn, acting: As, visit: Appointment, reason: str
) -> None:
    client = signed_in(visit.patient_id)
    assert client.post(page("cancel", visit), {"reason": reason})["Location"] == detail(visit)
    gone = stored(acting, visit)
    assert gone.status is Status.CANCELLED
    assert gone.cancellation
    assert (gone.cancellation.by, gone.cancellation.reason) == (visit.patient_id, reason or None)
    assert not Days(acting("staff", REEM)).get(DR_SMITH, visit.local_date).taken
    shown = html_of(client.get(detail(visit)))
    assert "You cancelled it" in shown
    assert "Book a new visit" in shown
    for name in ("move", "cancel"):
        old_link = html_of(client.get(page(name, visit)))
        assert "This visit was cancelled" in old_link
    assert "cancelled" in html_of(client.post(page("cancel", visit), {}))
    client.post(page("move", visit), {"slot": slot(on_that_day(visit, "14:00"))})
    assert not Days(acting("staff", REEM)).get(DR_SMITH, visit.local_date).taken


def test_a_reason_that_does_not_fit_cancels_nothing_and_stays(
    signed_in: SignIn, acting: As, visit: Appointment
) -> None:
    html = html_of(signed_in(visit.patient_id).post(page("cancel", visit), {"reason": "z" * 501}))
    assert "z" * 501 in html
    assert stored(acting, visit).status is Status.SCHEDULED


# ── until when, and whose ───────────────────────────────────────────────────


@pytest.mark.parametrize(("hours", "may"), [(23, False), (25, True)])
def test_a_visit_too_near_is_for_the_clinic_to_change(
    signed_in: SignIn,
    acting: As,
    hours: int,
    may: bool,  # noqa: FBT001 - a row of the table
) -> None:
    me = portal.fresh_patient()
    soon = portal.visit(me, portal.ago(hours=-hours))
    portal.store(soon)
    name = soon["appointmentId"]
    client = signed_in(me)
    said = "Please call the clinic"
    for place in ("move", "cancel"):
        url = reverse(f"appointments:portal-{place}", args=[name])
        assert (said not in html_of(client.get(url))) is may
    home = html_of(client.get("/home/"))
    assert (f"/my/visits/{name}/move/" in home) is may
    assert (said not in home) is may
    client.post(reverse("appointments:portal-cancel", args=[name]), {"reason": "late"})
    known = Appointments(acting("staff", REEM)).get(me, name)
    assert (known.status is Status.CANCELLED) is may


def test_the_cut_off_is_the_clinics_to_set(
    signed_in: SignIn, visit: Appointment, settings: Any
) -> None:
    client = signed_in(visit.patient_id)
    assert "Move it instead" in html_of(client.get(page("cancel", visit)))
    settings.PATIENT_CUTOFF_HOURS = 24 * 3650
    assert "Please call the clinic" in html_of(client.get(page("cancel", visit)))
    settings.PATIENT_CUTOFF_HOURS, settings.PATIENT_BOOKING = 24, "off"
    assert "Call the clinic to change" in html_of(client.get(page("move", visit)))
    assert page("move", visit) not in html_of(client.get(detail(visit)))


def test_in_a_clinic_that_confirms_a_moved_visit_is_a_request_again(
    signed_in: SignIn, acting: As, visit: Appointment, settings: Any
) -> None:
    settings.PATIENT_BOOKING = "request"
    client, new = signed_in(visit.patient_id), on_that_day(visit, "14:00")
    client.post(page("move", visit), {"slot": slot(new)})
    client.post(page("move-confirm", visit), {"slot": slot(new), "seen": "0"})
    moved = stored(acting, visit)
    assert (moved.starts_at, moved.status) == (new, Status.REQUESTED)


def test_the_reminder_goes_along_and_dies_with_the_visit(
    signed_in: SignIn, visit: Appointment, raw: Any
) -> None:
    def due() -> list[str]:
        reminder = f"{visit.appointment_id}#DAY_BEFORE"
        mine = raw(partitions=[f"USER#{visit.patient_id}"])
        return [item["dueAt"]["S"] for item in mine if item["SK"]["S"].endswith(reminder)]

    client, new = signed_in(visit.patient_id), on_that_day(visit, "14:00")
    client.post(page("move", visit), {"slot": slot(new)})
    client.post(page("move-confirm", visit), {"slot": slot(new), "seen": "0"})
    assert due() == [utc_text(new - timedelta(hours=24))]
    client.post(page("cancel", visit), {})
    assert due() == []


@pytest.mark.parametrize("who", [LAYLA, DR_SMITH, REEM, OMAR])
def test_a_visit_of_somebody_else_is_absent(
    signed_in: SignIn, acting: As, visit: Appointment, raw: Any, who: str
) -> None:
    client = signed_in(who)
    for name in ("move", "move-confirm", "cancel"):
        is_absent(client, visit, name)
    assert stored(acting, visit).starts_at == visit.starts_at
    tried = portal.entries(raw, userId=who, resourceId=visit.appointment_id)
    assert tried or portal.entries(raw, userId=who, result="DENIED")


def is_absent(client: Client, visit: Appointment, name: str) -> None:
    sent = {"slot": slot(on_that_day(visit, "14:00")), "seen": "0", "reason": "x"}
    first = client.get(page(name, visit))
    missing = client.get(reverse(f"appointments:portal-{name}", args=["appointment_none"]))
    assert (first.status_code, missing.status_code) == (404, 404)
    assert client.post(page(name, visit), sent).status_code == 404


def test_the_detail_page_offers_changes_to_its_patient_alone(
    signed_in: SignIn, acting: As, visit: Appointment
) -> None:
    assert page("move", visit) in html_of(signed_in(visit.patient_id).get(detail(visit)))
    for who in (REEM, DR_SMITH):
        assert page("move", visit) not in html_of(signed_in(who).get(detail(visit)))
    cancel(acting("staff", REEM), visit.patient_id, visit.appointment_id, "doctor is ill")
    shown = html_of(signed_in(visit.patient_id).get(detail(visit)))
    assert "The clinic cancelled it" in shown
    assert page("move", visit) not in shown


def test_the_pages_read_in_arabic(signed_in: SignIn, acting: As) -> None:
    me = fresh_patient(language="ar")
    visit = book(acting("staff", REEM), booking_request(me, at(working_day(), "11:00")))
    client = signed_in(me)
    for name in ("move", "cancel"):
        assert 'dir="rtl"' in html_of(client.get(page(name, visit)))


def test_a_release_that_names_no_visit_leads_to_booking(signed_in: SignIn) -> None:
    answer: Any = signed_in(fresh_patient()).post(
        reverse("appointments:portal-release"), {"moving": "1", "day": "x"}
    )
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("appointments:portal-book"))
