"""The pages of a series: every date is seen first, what is typed stays, nothing is half done."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse

from appointments.booking.moving import reschedule_request
from appointments.booking.services import book as book_one
from appointments.booking.services import cancel as cancel_one
from appointments.booking.services import move as move_one
from appointments.series.services import Repeat, cancel, seen_of
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from medisecure import wiring
from medisecure.clinic_rules import RULES
from medisecure.clock import utc_text
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.identity import interrupted_forms, last_person
from medisecure.identity.sessions import SessionStore
from providers.directory.models import Provider
from tests.appointments.between import happening_between
from tests.appointments.series.examples import (
    Scan,
    booked,
    clock,
    doctor,
    first_day,
    patient,
    repeat,
    stored,
)
from tests.appointments.series.examples import problems as problems_of
from tests.cost import cost_of
from tests.desk import booking, booking_request, staff_reading_arabic
from tests.people import DR_OTHER, DR_SMITH, OMAR, REEM

As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
WEEK = timedelta(days=7)
pytestmark = pytest.mark.usefixtures("clinic")


@pytest.fixture
def provider(clinic: None) -> Provider:
    return doctor()


@pytest.fixture
def desk(signed_in: SignIn) -> Client:
    return signed_in(REEM)


@pytest.fixture
def visits(acting: As, provider: Provider) -> list[Appointment]:
    """Four weekly visits at nine."""
    return booked(acting("staff", REEM), provider, reason="physio")


def typed(asked: Repeat, **more: str) -> dict[str, str]:
    """The booking form of the first visit with "Review all dates" pressed."""
    first = asked.booking_request
    return booking(
        first.starts_at, appointment_id=first.appointment_id, provider=first.provider_id,
        every=str(asked.every), count=str(asked.count), **more,
    )  # fmt: skip


def dates(instants: dict[int, datetime], **more: str) -> dict[str, str]:
    """All of them chosen, and the last button pressed."""
    return {f"date_{n}": utc_text(at) for n, at in instants.items()} | {"confirm": "1", **more}


def new_series(patient_id: str) -> str:
    return reverse("appointments:series-book", args=[patient_id])


def url(visit: Appointment, name: str) -> str:
    return reverse(f"appointments:{name}", args=[visit.patient_id, visit.appointment_id])


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def take(acting: As, provider: Provider, starts_at: datetime) -> Appointment:
    wanted = booking_request(patient(), starts_at, provider_id=provider.provider_id)
    return book_one(acting("staff", REEM), wanted)


def found(asked: Repeat) -> list[Appointment]:
    uow = wiring.system_work("tests")
    return Appointments(uow).of_series(asked.booking_request.patient_id, asked.series_id)


def hidden(html: str, name: str) -> str:
    """What the page carries along under that name."""
    match = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert match
    return match[1]


# ── booking ─────────────────────────────────────────────────────────────────


def test_the_booking_page_offers_to_repeat(desk: Client, provider: Provider) -> None:
    patient_id = patient()
    html = text(desk.get(reverse("appointments:book", args=[patient_id])))
    assert f'formaction="{new_series(patient_id)}"' in html
    assert "Every 2 weeks" in html


def test_every_date_is_shown_and_then_booked(desk: Client, provider: Provider, raw: Scan) -> None:
    asked = repeat(provider)
    form = typed(asked, reason="physio\nknee")
    page = new_series(asked.booking_request.patient_id)
    html = text(desk.post(page, form))
    assert "All dates are free" in html
    assert found(asked) == []
    for name in ("appointment_id", "starts_at", "every", "count", "visit_type"):
        assert hidden(html, name) == form[name]
    assert hidden(html, "reason") == "physio\nknee"
    answer: Any = desk.post(page, form | dates(asked.instants(provider.zone_name)))
    visits = found(asked)
    assert answer["Location"] == url(visits[0], "series")
    assert "4 visits are booked" in text(desk.get(answer["Location"]))
    assert {each.reason for each in visits} == {"physio\nknee"}
    assert desk.post(page, form | dates(asked.instants(provider.zone_name))).status_code == 302
    assert found(asked) == visits
    assert problems_of(raw, provider) == []


def test_a_date_that_is_not_free_says_why_and_wants_a_choice(
    acting: As, desk: Client, provider: Provider
) -> None:
    asked = repeat(provider)
    instants = asked.instants(provider.zone_name)
    take(acting, provider, instants[3])
    page, form = new_series(asked.booking_request.patient_id), typed(asked)
    html = text(desk.post(page, form))
    assert "1 date is not free" in html
    assert "Already booked" in html
    row = html[html.index('id="date_3-when"') : html.index('id="date_4-when"')]
    assert "checked" not in row
    assert utc_text(instants[3] + timedelta(minutes=30)) in row
    chosen = dates(instants)
    del chosen["date_3"]
    html = text(desk.post(page, form | chosen))
    assert "Visit 3: Choose a time, or leave this one out" in html
    answer = desk.post(page, form | chosen | {"date_3": "leave"})
    assert answer.status_code == 302
    assert [each.starts_at for each in found(asked)] == [
        at for n, at in instants.items() if n != 3
    ]  # fmt: skip


def test_another_time_is_taken_and_the_visit_knows_its_place(
    acting: As, desk: Client, provider: Provider
) -> None:
    asked = repeat(provider)
    instants = asked.instants(provider.zone_name)
    take(acting, provider, instants[2])
    other = instants[2] + timedelta(minutes=30)
    form = typed(asked) | dates(instants, date_2=utc_text(other))
    assert desk.post(new_series(asked.booking_request.patient_id), form).status_code == 302
    second = found(asked)[1]
    assert (second.starts_at, second.series_at) == (other, instants[2])


def test_the_loser_of_a_race_sees_the_date_marked_and_keeps_what_was_chosen(
    acting: As, desk: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch, raw: Scan
) -> None:
    asked = repeat(provider)
    instants = asked.instants(provider.zone_name)
    form = typed(asked, reason="physio") | dates(instants, date_4="leave")
    with happening_between(monkeypatch, lambda: take(acting, provider, instants[2])):
        html = text(desk.post(new_series(asked.booking_request.patient_id), form))
    assert found(asked) == []
    assert "no longer free" in html
    assert "Visit 2: This time was taken a moment ago" in html
    assert hidden(html, "reason") == "physio"
    last = html[html.index('id="date_4-when"') :]
    assert re.search(r'value="leave"[^>]*checked', last)
    assert re.search(rf'value="{utc_text(instants[1])}"[^>]*checked', html)
    assert problems_of(raw, provider) == []


def test_what_does_not_fit_the_booking_form_is_said_there_and_stays(
    desk: Client, provider: Provider
) -> None:
    asked = repeat(provider)
    page = new_series(asked.booking_request.patient_id)
    html = text(desk.post(page, typed(asked, reason="knee") | {"starts_at": ""}))
    assert "Choose one of the free times" in html
    assert ">\nknee</textarea>" in html
    assert (
        f'action="{reverse("appointments:book", args=[asked.booking_request.patient_id])}"' in html
    )
    anyway = typed(asked, anyway="on", anyway_time="07:00", anyway_reason="asked for")
    assert "Only a single visit" in text(desk.post(page, anyway))
    assert text(desk.post(page, typed(asked) | {"every": "8"}))
    assert text(desk.post(page, typed(asked) | {"count": "13"}))
    assert found(asked) == []


def test_change_this_leads_back_with_everything_typed(desk: Client, provider: Provider) -> None:
    asked = repeat(provider, every=14, count=5)
    back = reverse("appointments:book", args=[asked.booking_request.patient_id])
    html = text(desk.post(back, typed(asked, reason="knee") | {"show": "1"}))
    assert "knee" in html
    assert '<option value="14" selected>' in html
    assert '<option value="5" selected>' in html


def test_the_address_alone_leads_to_the_booking_page(desk: Client) -> None:
    patient_id = patient()
    answer: Any = desk.get(new_series(patient_id))
    assert answer["Location"] == reverse("appointments:book", args=[patient_id])


@pytest.mark.parametrize("value", ["nonsense", "2026-01-01", "leave\x00", "2026-13-01T00:00:00Z"])
def test_a_date_we_did_not_write_is_refused(desk: Client, provider: Provider, value: str) -> None:
    asked = repeat(provider)
    form = typed(asked) | dates(asked.instants(provider.zone_name), date_2=value)
    assert desk.post(new_series(asked.booking_request.patient_id), form).status_code == 200
    assert found(asked) == []


def test_a_time_we_did_not_offer_is_looked_at_like_any_other(
    desk: Client, provider: Provider
) -> None:
    asked = repeat(provider)
    night = utc_text(clock(first_day() + WEEK, 3))
    form = typed(asked) | dates(asked.instants(provider.zone_name), date_2=night)
    assert "no longer free" in text(desk.post(new_series(asked.booking_request.patient_id), form))
    assert found(asked) == []


# ── moving ──────────────────────────────────────────────────────────────────


def moving(visit: Appointment, when: datetime, which: str = "all", **more: str) -> dict[str, str]:
    """The form that moves this visit to that time, and the others with it."""
    local = when.astimezone(visit.local_start.tzinfo)
    return {"which": which, "provider": visit.provider_id, "date": f"{local:%Y-%m-%d}",
            "time": f"{local:%H:%M}", **more}  # fmt: skip


def confirmed(html: str, form: dict[str, str]) -> dict[str, str]:
    """The same with every date that is chosen on the page, and the last button pressed."""
    kept = {"seen": hidden(html, "seen"), "shown": hidden(html, "shown"), "confirm": "1"}
    chosen = re.findall(r'name="(date_\d+)" value="([^"]+)"[^>]*checked', html)
    return form | kept | dict(chosen)


def test_a_series_is_moved_after_a_look(
    desk: Client, visits: list[Appointment], provider: Provider, raw: Scan
) -> None:
    page = url(visits[1], "series-move")
    form = moving(visits[1], visits[1].starts_at + timedelta(days=1, hours=2), "following")
    html = text(desk.post(page, form | {"show": "1"}))
    assert [each.sequence for each in stored(visits)] == [0] * 4
    assert "All dates are free" in html
    for _ in range(2):  # the same form again
        answer: Any = desk.post(page, confirmed(html, form))
        assert answer["Location"] == url(visits[1], "series")
    assert [each.sequence for each in stored(visits)] == [0, 1, 1, 1]
    assert [each.local_start.hour for each in stored(visits)] == [9, 11, 11, 11]
    assert problems_of(raw, provider) == []


def test_what_was_moved_on_its_own_stays_unless_asked_for(
    acting: As, desk: Client, visits: list[Appointment]
) -> None:
    third = visits[2]
    later = reschedule_request(third, third.starts_at + timedelta(hours=5))
    move_one(acting("staff", REEM), third.patient_id, later)
    form = moving(visits[0], visits[0].starts_at + timedelta(hours=1))
    html = text(desk.post(url(visits[0], "series-move"), form))
    assert "Moved separately" in html
    sent = confirmed(html, form)
    assert sent["date_3"] == "leave"
    desk.post(url(visits[0], "series-move"), sent)
    assert [each.local_start.hour for each in stored(visits)] == [10, 10, 14, 10]


def test_visits_that_are_over_are_named(
    acting: As, desk: Client, visits: list[Appointment]
) -> None:
    gone = visits[3]
    cancel_one(acting("staff", REEM), gone.patient_id, gone.appointment_id, "travels")
    form = moving(visits[0], visits[0].starts_at + timedelta(hours=1))
    html = text(desk.post(url(visits[0], "series-move"), form))
    assert "These stay as they are" in html
    assert "has begun or is over" in html
    assert "date_4" not in html


def test_a_move_to_a_taken_date_is_shown_again_with_the_choices(
    acting: As, desk: Client, visits: list[Appointment], provider: Provider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    page = url(visits[0], "series-move")
    form = moving(visits[0], visits[0].starts_at + timedelta(hours=2))
    sent = confirmed(text(desk.post(page, form)), form) | {"date_4": "leave"}
    third = visits[2].starts_at + timedelta(hours=2)
    with happening_between(monkeypatch, lambda: take(acting, provider, third)):
        html = text(desk.post(page, sent))
    assert "Visit 3: This time was taken a moment ago" in html
    assert re.search(r'name="date_4" value="leave"[^>]*checked', html)
    assert [each.sequence for each in stored(visits)] == [0] * 4


def test_who_saw_an_older_series_is_told(
    acting: As, desk: Client, visits: list[Appointment]
) -> None:
    """One was moved, then one was called off: each time another page is out of date."""
    page, second, third = url(visits[0], "series-move"), visits[1], visits[2]
    form = moving(visits[0], visits[0].starts_at + timedelta(hours=2))
    sent = confirmed(text(desk.post(page, form)), form)
    later = reschedule_request(second, second.starts_at + timedelta(hours=5))
    move_one(acting("staff", REEM), second.patient_id, later)
    html = text(desk.post(page, sent))
    assert "was changed meanwhile" in html
    cancel_one(acting("staff", REEM), third.patient_id, third.appointment_id, "travels")
    assert "was changed meanwhile" in text(desk.post(page, confirmed(html, form)))
    assert [each.local_start.hour for each in stored(visits)] == [9, 14, 9, 9]


def test_other_values_need_another_look(desk: Client, visits: list[Appointment]) -> None:
    page = url(visits[0], "series-move")
    form = moving(visits[0], visits[0].starts_at + timedelta(hours=2))
    sent = confirmed(text(desk.post(page, form)), form)
    html = text(desk.post(page, sent | {"time": "15:00"}))
    assert "15:00" in html
    assert [each.sequence for each in stored(visits)] == [0] * 4


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("date", "2020-01-01", "from today on"),
        ("date", "x", "Write the date"),
        ("time", "10:10", "on the quarter hour"),
        ("time", "x", "Write the time"),
        ("provider", "provider_none", "Choose one of the options"),
        ("which", "none", "Choose one of the options"),
    ],
)
def test_what_cannot_be_meant_is_said(
    desk: Client, visits: list[Appointment], field: str, value: str, says: str
) -> None:
    form = moving(visits[0], visits[0].starts_at) | {field: value}
    html = text(desk.post(url(visits[0], "series-move"), form))
    assert says in html
    if field in ("date", "time"):
        assert f'value="{value}"' in html


# ── calling off, and taking it back ─────────────────────────────────────────


def test_this_and_the_following_are_ticked_and_called_off(
    desk: Client, visits: list[Appointment], provider: Provider, raw: Scan
) -> None:
    page = url(visits[1], "series-cancel")
    html = text(desk.get(page, {"which": "following"}))
    ticked = re.findall(r'name="visit" value="(\d)"[^>]*checked', html)
    assert ticked == ["2", "3", "4"]
    form = {"visit": ticked, "reason": "recovered", "seen": hidden(html, "seen")}
    for _ in range(2):  # the same form again
        answer: Any = desk.post(page, form)
        assert answer["Location"] == url(visits[1], "series")
    assert [each.is_live for each in stored(visits)] == [True, False, False, False]
    assert [each.sequence for each in stored(visits)] == [0, 1, 1, 1]
    html = text(desk.get(answer["Location"]))
    assert "3 visits were cancelled in one step" in html
    desk.post(url(visits[1], "series-undo"))
    assert all(each.is_live for each in stored(visits))
    assert problems_of(raw, provider) == []


def test_a_reason_is_asked_for_and_what_is_typed_stays(
    desk: Client, visits: list[Appointment]
) -> None:
    page = url(visits[0], "series-cancel")
    seen = hidden(text(desk.get(page)), "seen")
    html = text(desk.post(page, {"visit": ["2"], "reason": "", "seen": seen}))
    assert "Say why, in a few words" in html
    assert re.findall(r'name="visit" value="(\d)"[^>]*checked', html) == ["2"]
    html = text(desk.post(page, {"reason": "moved away", "seen": seen}))
    assert "Choose at least one visit" in html
    assert "moved away" in html
    html = text(desk.post(page, {"tick": "all", "reason": "moved away", "seen": seen}))
    assert "moved away" in html
    assert len(re.findall(r'name="visit" value="(\d)"[^>]*checked', html)) == 4
    assert all(each.is_live for each in stored(visits))


def test_a_series_changed_meanwhile_is_not_called_off(
    acting: As, desk: Client, visits: list[Appointment]
) -> None:
    page, third = url(visits[0], "series-cancel"), visits[2]
    seen = hidden(text(desk.get(page)), "seen")
    later = reschedule_request(third, third.starts_at + timedelta(hours=5))
    move_one(acting("staff", REEM), third.patient_id, later)
    form = {"visit": ["1", "2", "3", "4"], "reason": "recovered", "seen": seen}
    html = text(desk.post(page, form))
    assert "was changed meanwhile" in html
    assert "moved separately" in html
    assert all(each.is_live for each in stored(visits))


def test_what_cannot_be_taken_back_names_the_dates(
    acting: As, desk: Client, visits: list[Appointment], provider: Provider
) -> None:
    uow = acting("staff", REEM)
    before = Appointments(uow).of_series(visits[0].patient_id, visits[0].series_id or "")
    cancel(uow, before, "recovered", sequences=seen_of(before))
    take(acting, provider, visits[2].starts_at)
    answer: Any = desk.post(url(visits[0], "series-undo"))
    html = text(desk.get(answer["Location"]))
    assert "no longer free" in html
    assert f"{visits[2].local_date:%-d} {visits[2].local_date:%B}" in html
    assert not any(each.is_live for each in stored(visits))


def test_with_nothing_to_take_back_nothing_happens(desk: Client, visits: list[Appointment]) -> None:
    answer: Any = desk.post(url(visits[0], "series-undo"))
    assert "nothing to reinstate" in text(desk.get(answer["Location"]))


# ── after the session has expired ───────────────────────────────────────────


def typed_before(client: Client, page: str, form: dict[str, Any]) -> None:
    """The form was sent to this page with an expired session, and its owner is back."""
    request: Any = RequestFactory().post(page, form)
    request.session = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    request.COOKIES[last_person.COOKIE] = client.cookies[last_person.COOKIE].value
    interrupted_forms.keep(request)
    request.session.save()


def test_after_the_session_expired_every_choice_is_still_there_and_nothing_was_done(
    desk: Client, provider: Provider, visits: list[Appointment]
) -> None:
    asked = repeat(provider, clock(first_day(), 14))
    page, chosen = new_series(asked.booking_request.patient_id), asked.instants(provider.zone_name)
    typed_before(desk, page, typed(asked, reason="knee") | dates(chosen, date_2="leave"))
    html = text(desk.get(page))
    assert hidden(html, "reason") == "knee"
    assert re.search(r'name="date_2" value="leave"[^>]*checked', html)
    assert found(asked) == []

    page, form = url(visits[0], "series-move"), moving(visits[0], clock(first_day(), 15))
    sent = confirmed(text(desk.post(page, form)), form) | {"date_3": "leave"}
    typed_before(desk, page, sent)
    html = text(desk.get(page))
    assert re.search(r'name="date_3" value="leave"[^>]*checked', html)

    page = url(visits[0], "series-cancel")
    typed_before(desk, page, {"visit": ["2"], "reason": "recovered", "seen": "2:0"})
    html = text(desk.get(page))
    assert "recovered" in html
    assert re.findall(r'name="visit" value="(\d)"[^>]*checked', html) == ["2"]
    assert [each.sequence for each in stored(visits)] == [0] * 4


# ── who sees what ───────────────────────────────────────────────────────────

PAGES = ("series", "series-move", "series-cancel")


def test_the_patient_reads_which_visit_it_is_and_changes_single_ones(
    signed_in: SignIn, visits: list[Appointment]
) -> None:
    third = visits[2]
    html = text(signed_in(third.patient_id).get(url(third, "detail")))
    assert "Visit 3 of 4" in html
    assert "/series/" not in html
    assert reverse("appointments:portal-move", args=[third.appointment_id]) in html


@pytest.mark.parametrize("name", ["detail", "move", "cancel"])
def test_the_desk_finds_the_way_to_the_whole_series(
    desk: Client, visits: list[Appointment], name: str
) -> None:
    html = text(desk.get(url(visits[2], name)))
    assert "Visit 3 of 4" in html
    assert url(visits[2], "series") in html
    if name != "detail":
        assert f"{url(visits[2], f'series-{name}')}?which=following" in html


def test_a_visit_that_is_not_repeated_says_nothing_of_a_series(
    acting: As, desk: Client, provider: Provider
) -> None:
    visit = take(acting, provider, clock(first_day(), 9))
    for name in ("detail", "move", "cancel"):
        assert "/series/" not in text(desk.get(url(visit, name)))
    for name in PAGES:
        answer: Any = desk.get(url(visit, name))
        assert answer["Location"] == url(visit, "detail")


@pytest.mark.parametrize("name", [*PAGES, "series-undo"])
def test_series_are_the_desks_alone(
    signed_in: SignIn, visits: list[Appointment], name: str
) -> None:
    page = url(visits[0], name)
    for who in (visits[0].patient_id, DR_SMITH, DR_OTHER, OMAR):
        assert signed_in(who).get(page).status_code == 404
        assert signed_in(who).post(page, {}).status_code == (405 if name == "series" else 404)
    other = reverse(f"appointments:{name}", args=[patient(), visits[0].appointment_id])
    assert signed_in(REEM).get(other).status_code == 404


def test_booking_a_series_is_the_desks_alone(signed_in: SignIn, provider: Provider) -> None:
    asked = repeat(provider)
    form = typed(asked) | dates(asked.instants(provider.zone_name))
    for who in (asked.booking_request.patient_id, provider.provider_id, DR_SMITH, OMAR):
        assert (
            signed_in(who).post(new_series(asked.booking_request.patient_id), form).status_code
            == 404
        )
    assert found(asked) == []


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_cost_four_round_trips_and_read_in_arabic(
    signed_in: SignIn, visits: list[Appointment], name: str
) -> None:
    client = signed_in(staff_reading_arabic())
    assert 'dir="rtl"' in text(client.get(url(visits[0], name)))
    assert cost_of(client, url(visits[0], name)).sequential <= 4


def test_the_looks_and_the_booking_cost_four_round_trips(
    desk: Client, provider: Provider, visits: list[Appointment]
) -> None:
    asked = repeat(provider, clock(first_day(), 11), every=1, count=12)
    page, form = new_series(asked.booking_request.patient_id), typed(asked)
    desk.post(page, form)
    with metered() as looking:
        assert desk.post(page, form).status_code == 200
    with metered() as sending:
        sent = form | dates(asked.instants(provider.zone_name), beyond="Dressings")
        assert desk.post(page, sent).status_code == 302
    change = moving(visits[0], visits[0].starts_at + timedelta(hours=2))
    with metered() as moved:
        assert desk.post(url(visits[0], "series-move"), change).status_code == 200
    assert max(looking.sequential, sending.sequential, moved.sequential) <= 4


def test_a_series_of_more_than_the_patient_should_have_asks_why_and_marks_the_dates(
    desk: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RULES, "most_ahead", 2)
    asked = repeat(provider, clock(first_day(), 13), every=1, count=3)
    page = new_series(asked.booking_request.patient_id)
    sent = typed(asked) | dates(asked.instants(provider.zone_name))
    html = text(desk.post(page, sent))
    assert 'name="beyond"' in html
    assert [f'id="date_{n}-error"' in html for n in (1, 2, 3)] == [False, False, True]
    assert desk.post(page, sent | {"beyond": "A course of dressings"}).status_code == 302


def test_taking_a_series_back_onto_another_visit_asks_why(
    acting: As, desk: Client, visits: list[Appointment]
) -> None:
    uow = acting("staff", REEM)
    before = Appointments(uow).of_series(visits[0].patient_id, visits[0].series_id or "")
    cancel(uow, before, "a slip", sequences=seen_of(before))
    again = booking_request(
        visits[0].patient_id, visits[2].starts_at, provider_id=doctor().provider_id
    )
    book_one(acting("staff", REEM), again)
    html = text(desk.post(url(visits[0], "series-undo")))
    assert "another visit at this time" in html
    assert not any(each.is_live for each in stored(visits))
    assert desk.post(url(visits[0], "series-undo"), {"beyond": "Both"}).status_code == 302
    assert all(each.is_live for each in stored(visits))
