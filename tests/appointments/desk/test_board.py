"""The board: everything of a day, where it stands, as it is at this moment."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, timedelta
from itertools import count
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from appointments.booking.services import book, cancel
from appointments.booking.visit_lists import clinic_day
from appointments.desk.board.grid import Frame
from appointments.desk.board.layout import Column, columns_of, frame_of, from_now_on
from appointments.desk.board.like_names import like_names
from appointments.desk.board.sheet import BoardLinks, BoardPatients, sheet_of
from appointments.scheduling.availability import Hold
from appointments.scheduling.day import Day
from appointments.scheduling.times import cells
from appointments.visits.models import Appointment, Overruling, SchedulingInfo, Status
from appointments.visits.repository import APPOINTMENT
from medisecure.clock import now, utc_text
from medisecure.dynamodb import reading
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.calls.wire import typed_item
from medisecure.dynamodb.table import wire_key
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.identity.person import PersonalInfo, Preferences
from medisecure.identity.sessions import key_of
from medisecure.wiring import sessions_table
from patients.profile.models import Demographics, NamedPatient
from providers.directory.repository import Providers
from providers.directory.rules import TimeOff, TimeOffKind
from tests.conftest import administrator_client
from tests.cost import cost_of
from tests.desk import CLINIC, at, booking_request, fresh_patient, staff_reading_arabic, working_day
from tests.dynamodb.examples import load_item, visit_item
from tests.people import DR_SMITH, JOHN, REEM, VISIT
from tests.trail import entries
from tools.drills.cast import clinic_time, doctors, patients
from tools.local_cloud.supervisor import RunningCloud

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
MONDAY = dt.date(2026, 3, 2)
_days = count(500)
LONG_AGO = dt.datetime(2026, 1, 1, tzinfo=UTC)


def shown(client: Client, **query: str) -> str:
    answer = client.get(reverse("appointments:board"), query)
    assert answer.status_code == 200
    return answer.content.decode()


# ── the page ────────────────────────────────────────────────────────────────


def test_the_imported_visit_is_on_its_local_day_although_outside_hours(signed_in: SignIn) -> None:
    html = shown(signed_in(REEM), date="2025-06-15")
    assert reverse("appointments:detail", args=[JOHN, VISIT]) in html
    assert "<i>17:00</i> <b" in html
    assert "John Doe" in html
    assert "outside hours" in html
    assert "Sun 15 Jun 2025" in html


def test_a_visit_near_midnight_is_on_the_day_of_the_clinic(signed_in: SignIn) -> None:
    assert "John Doe" not in shown(signed_in(REEM), date="2025-06-14")
    assert "John Doe" not in shown(signed_in(REEM), date="2025-06-16")


def test_a_booking_appears_and_a_cancellation_frees_its_time_at_once(
    signed_in: SignIn, acting: As
) -> None:
    day, client = working_day(), signed_in(REEM)
    free = f"provider={DR_SMITH}&amp;date={day}&amp;time=08:00"  # the day is one gap
    rest = f"provider={DR_SMITH}&amp;date={day}&amp;time=10:30"
    assert rest not in shown(client, date=str(day))
    visit = book(
        acting("staff", REEM), booking_request(fresh_patient("Huda", "Board"), at(day, "10:00"))
    )
    html = shown(client, date=str(day))
    assert "Huda Board" in html
    assert rest in html
    cancel(acting("staff", REEM), visit.patient_id, visit.appointment_id, "ill")
    html = shown(client, date=str(day))
    assert rest not in html
    assert free in html
    assert "1 cancelled visit" in html


def test_a_free_time_leads_to_finding_or_straight_to_booking(signed_in: SignIn) -> None:
    day, patient = str(working_day()), fresh_patient("Sara", "Chosen")
    assert f"{reverse('patients:find')}?provider={DR_SMITH}" in shown(signed_in(REEM), date=day)
    html = shown(signed_in(REEM), date=day, patient=patient)
    assert f"{reverse('appointments:book', args=[patient])}?provider={DR_SMITH}" in html
    assert "Sara Chosen" in html


def test_department_and_day_live_in_the_address(signed_in: SignIn) -> None:
    client, day = signed_in(REEM), working_day()
    html = shown(client, date=str(day), department="Cardiac Surgery")
    assert "Dr. Sarah Smith" in html
    assert "Dr. Yousef Haddad" not in html
    assert f"department=Cardiac+Surgery&amp;date={day + timedelta(days=1)}" in html
    html = shown(client, date=str(day), department="Astrology")
    assert "No doctor of this department is on the board." in html


@pytest.mark.parametrize("nonsense", ["", "yesterday", "2025-13-01", "0001-01-01", "٢٠٢٥"])
def test_a_day_that_is_none_is_today(signed_in: SignIn, nonsense: str) -> None:
    assert 'aria-current="date"' in shown(signed_in(REEM), date=nonsense, patient="../x#")


@pytest.mark.parametrize("who", [JOHN, DR_SMITH, "compliance_omar"])
def test_the_board_is_the_desks_alone_and_refusals_are_kept(
    signed_in: SignIn, raw: Callable[..., list[dict[str, Any]]], who: str
) -> None:
    def denied() -> int:
        return sum(item.get("result", {}).get("S") == "DENIED" for item in raw(actor=who))

    before = denied()
    assert signed_in(who).get(reverse("appointments:board")).status_code == 404
    assert denied() == before + 1


def crowded_day() -> tuple[dt.date, set[str]]:
    """A day on which thirty doctors have four visits each, and whose these are."""
    day, who = now().date() + timedelta(days=next(_days)), patients(12)
    for n, doctor in enumerate(doctors(30)):
        for hour in range(4):
            starts_at = utc_text(clinic_time(day, 9 + hour))
            load_item(visit_item(who[(4 * n + hour) % 12], doctor, starts_at))
    return day, set(who)


def test_the_board_of_thirty_doctors_costs_three_round_trips_and_names_whom_it_shows(
    signed_in: SignIn, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    (day, who), client = crowded_day(), signed_in(REEM)
    shown(client)
    grown_idle(client)  # the sign of life is due, too
    with metered() as meter:
        html = shown(client, date=str(day), patient=JOHN, department="all")
    assert html.count('class="board-entry') == 120
    assert meter.sequential <= 3
    told = [each["patientId"]["S"] for each in seen_by(REEM, raw)]
    assert {each: told.count(each) for each in who} == dict.fromkeys(who, 1)
    assert JOHN in told


def seen_by(who: str, raw: Callable[..., list[dict[str, Any]]]) -> list[Any]:
    """The entries of everybody who was seen in a list of visits."""
    return [
        item
        for name in ("LIST_APPOINTMENT", "LIST_DEMOGRAPHICS")
        for item in entries(raw(actor=who), action=name)
    ]


def test_a_board_that_polls_adds_nothing_to_the_trail(
    signed_in: SignIn, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    (day, who), client = crowded_day(), signed_in(REEM)
    query = {"date": str(day), "department": "all"}
    html = shown(client, **query)
    before = len(raw(actor=REEM))
    for _ in range(3):
        polled = client.get(reverse("appointments:board"), query, headers={"X-Polling": "1"})
        assert polled.status_code == 200
    assert html.count('class="board-entry') == 120
    assert len(raw(actor=REEM)) == before
    assert {each["patientId"]["S"] for each in seen_by(REEM, raw)} >= who


def test_a_board_cut_to_a_doctor_tells_only_of_those_it_shows(
    signed_in: SignIn, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    day, client = now().date() + timedelta(days=next(_days)), signed_in(REEM)
    mine, other = doctors(2)
    there, away = fresh_patient("Shown", "Here"), fresh_patient("Other", "Column")
    load_item(visit_item(there, mine, utc_text(clinic_time(day, 9))))
    load_item(visit_item(away, other, utc_text(clinic_time(day, 9))))
    assert "Shown Here" in shown(client, date=str(day), doctor=mine)
    told = {each["patientId"]["S"] for each in seen_by(REEM, raw)}
    assert there in told
    assert away not in told


def test_the_board_reads_in_arabic(signed_in: SignIn) -> None:
    assert 'dir="rtl"' in shown(signed_in(staff_reading_arabic()), date="2025-06-15")


# ── lists beside it, a visit at a glance ─────────────────────────────────────


def test_a_list_beside_the_board_opens_by_its_count_and_costs_no_more(
    signed_in: SignIn, acting: As
) -> None:
    client = signed_in(REEM)
    html = shown(client)
    assert "list=to-close" in html
    assert "is-open" not in html
    for name, title in [
        ("waiting", "Waiting"), ("to-close", "To close"), ("waitlist", "Waitlist"),
        ("to-call", "To call"),
    ]:  # fmt: skip
        html = shown(client, list=name)
        assert f'id="drawer-title">{title}' in html
        # Who stands in the list may be known only after the day's own entries have begun.
        assert cost_of(client, reverse("appointments:board"), {"list": name}).sequential <= 4
    assert "is-open" not in shown(client, list="nonsense")


def test_a_visit_is_told_in_short_where_it_stands_to_the_desk_alone(signed_in: SignIn) -> None:
    url = reverse("appointments:detail", args=[JOHN, VISIT])
    answer = signed_in(REEM).get(url, headers={"X-Glance": "1"})
    html = answer.content.decode()
    assert "<html" not in html
    assert "John Doe" in html
    assert "X-Glance" in answer["Vary"]
    assert b"<html" in signed_in(JOHN).get(url, headers={"X-Glance": "1"}).content


# ── filters, the week, asking again ──────────────────────────────────────────


def test_one_doctor_and_a_week_live_in_the_address(signed_in: SignIn, acting: As) -> None:
    client, day = signed_in(REEM), working_day()
    book(acting("staff", REEM), booking_request(fresh_patient("Rana", "Weekly"), at(day, "10:00")))
    html = shown(client, date=str(day), doctor=DR_SMITH)
    assert "Rana Weekly" in html
    assert html.count('<section class="board-column') == 1
    html = shown(client, date=str(day), doctor=DR_SMITH, view="week")
    assert "Rana Weekly" in html
    assert html.count('<section class="board-column') == 7
    sunday = day - timedelta(days=(day.weekday() + 1) % 7)
    assert f'data-opens="{sunday - timedelta(days=1)}T' not in html
    assert f"date={day + timedelta(days=7)}" in html
    assert "is-chosen" in html


def test_a_week_costs_three_round_trips(signed_in: SignIn) -> None:
    query = {"doctor": DR_SMITH, "view": "week", "patient": JOHN}
    assert cost_of(signed_in(REEM), reverse("appointments:board"), query).sequential <= 3


def test_a_week_of_a_doctor_nobody_knows_is_empty(signed_in: SignIn) -> None:
    html = shown(signed_in(REEM), doctor="provider_nobody", view="week")
    assert "No doctor of this department is on the board." in html


def seen_at(client: Client) -> int:
    key = key_of(client.cookies[settings.SESSION_COOKIE_NAME].value)
    item = sessions_table().get(key, consistent=True)
    assert item is not None
    return int(item["seenAt"]["N"])


def grown_idle(client: Client) -> int:
    """Have the session look as if nobody had been there for five minutes."""
    key = key_of(client.cookies[settings.SESSION_COOKIE_NAME].value)
    then = int(time.time()) - 300
    sessions_table().update(
        {
            "Key": wire_key(key),
            "UpdateExpression": "SET seenAt = :then",
            "ExpressionAttributeValues": typed_item({":then": then}),
        }
    )
    return then


def test_asking_again_by_itself_never_extends_the_session(signed_in: SignIn) -> None:
    client, board = signed_in(REEM), reverse("appointments:board")
    then = grown_idle(client)
    answer = client.get(board, headers={"x-polling": "1"})
    assert answer.status_code == 200
    assert seen_at(client) == then
    client.get(board)
    assert seen_at(client) > then


def test_what_is_asked_for_again_is_the_board_alone(signed_in: SignIn) -> None:
    answer = signed_in(REEM).get(reverse("appointments:board"), headers={"x-polling": "1"})
    assert answer.content.strip().startswith(b'<div id="board-live"')
    assert b"<html" not in answer.content


def test_asking_again_after_the_session_says_so_and_goes_nowhere() -> None:
    answer = Client().get(reverse("appointments:board"), headers={"x-polling": "1"})
    assert answer.status_code == 401
    assert answer.content == b""


# ── the layout ──────────────────────────────────────────────────────────────


def visit_at(clock: str, minutes: int = 30, **more: Any) -> Appointment:
    number, mode = more.pop("number", clock), more.pop("mode", None)
    return Appointment(
        appointment_id=f"appointment_{number}",
        patient_id=JOHN,
        provider_id=DR_SMITH,
        scheduling_info=SchedulingInfo(
            appointment_date=at(MONDAY, clock), duration=minutes, mode=mode
        ),
        created_at=LONG_AGO,
        updated_at=LONG_AGO,
        **more,
    )


def laid_out(
    acting: As, *visits: Appointment, taken: dict[str, str] | None = None,
    now: dt.datetime = LONG_AGO, time_off: tuple[TimeOff, ...] = (), **doctor: Any,
) -> list[Column]:  # fmt: skip
    provider = replace(Providers(acting("staff", REEM)).get(DR_SMITH), **doctor)
    held = {
        cell: each.appointment_id
        for each in visits
        for cell in cells(each.starts_at, each.minutes, CLINIC)[MONDAY]
    }
    claimed = Day(provider_id=DR_SMITH, local_date=MONDAY, taken=held | (taken or {}),
                  time_off=time_off)  # fmt: skip
    sheet = sheet_of(provider, claimed, visits, now)
    frame = frame_of(MONDAY, "Asia/Qatar", [sheet])
    links = BoardLinks(
        visit=lambda v: v.appointment_id, free=lambda who, local: f"{who}@{local:%H:%M}"
    )
    known = {each.appointment_id for each in visits}
    return columns_of(sheet, frame, links, BoardPatients(patients={}), known)


def of_kind(column: Column, kind: str) -> list[dict[str, Any]]:
    return [cell for cell in column.cells if cell["kind"] == kind]


def spans(column: Column) -> list[tuple[str, int]]:
    """The doctor's free gaps: when each begins, and how many quarters of an hour it has."""
    return [(cell["time"], cell["span"]) for cell in of_kind(column, "free")]


def marked(cell: dict[str, Any]) -> list[str]:
    """The words of a visit's marks."""
    return [str(mark.label) for mark in cell["marks"]]


def test_an_empty_working_day_is_free_from_end_to_end(acting: As) -> None:
    (column,) = laid_out(acting)
    assert spans(column) == [("08:00", 36)]
    assert not of_kind(column, "off")


def test_a_visit_takes_the_rows_it_touches_and_hours_outside_are_grey(acting: As) -> None:
    (column,) = laid_out(acting, visit_at("07:50", 20), visit_at("17:00"))
    early, late = of_kind(column, "visit")
    assert (early["row"], early["span"]) == (4, 2)  # the board opens at 7:00
    assert (late["row"], late["span"], late["time"]) == (41, 2, "17:00")
    assert marked(late) == ["outside hours"]
    assert [(cell["row"], cell["span"]) for cell in of_kind(column, "off")] == [(1, 3), (43, 2)]
    assert spans(column) == [("08:15", 35)]


def test_visits_side_by_side_get_lanes_and_a_third_a_column_of_its_own(acting: As) -> None:
    three = [visit_at("09:00", number=n) for n in "abc"]
    first, second = laid_out(acting, *three, visit_at("12:00"))
    lanes = [cell.get("lane") for cell in of_kind(first, "visit")]
    assert lanes == [1, 2, None]
    assert [cell["url"] for cell in second.cells] == ["appointment_c"]
    assert second.continued
    assert len(first.visits) == 4
    assert all("overbooked" in marked(cell) for cell in first.visits[:3])


def test_cancelled_visits_leave_and_missed_ones_stay(acting: As) -> None:
    gone = visit_at("09:00", status=Status.CANCELLED)
    missed = visit_at("10:00", status=Status.NO_SHOW)
    (column,) = laid_out(acting, gone, missed)
    assert [cell["time"] for cell in of_kind(column, "visit")] == ["10:00"]


def test_time_held_by_a_visit_the_list_does_not_show_yet_is_not_free(acting: As) -> None:
    (column,) = laid_out(acting, taken={"c108": "appointment_new", "c109": "appointment_new"})
    (held,) = of_kind(column, "hold")
    assert (held["row"], held["span"]) == (5, 1)  # 9:00, of which ten minutes are taken
    assert spans(column) == [("08:00", 4), ("09:15", 31)]


def test_a_live_hold_is_shown_as_one_and_a_lapsed_one_is_free(acting: As) -> None:
    now = at(MONDAY, "07:00")
    live = Hold(holder_id="appointment_x", expires_at=now + timedelta(minutes=5)).owner
    lapsed = Hold(holder_id="appointment_y", expires_at=now - timedelta(minutes=5)).owner
    (column,) = laid_out(acting, taken={"c108": live, "c120": lapsed}, now=now)
    (held,) = of_kind(column, "hold")
    assert (held["row"], held["why"]) == (5, "Being booked right now")
    assert spans(column) == [("08:00", 4), ("09:15", 31)]  # ten o'clock is in the second


def test_time_off_is_grey_with_its_reason(acting: As) -> None:
    away = TimeOff(
        kind=TimeOffKind.SICK, starts_at=at(MONDAY, "12:00"), ends_at=at(MONDAY, "14:00")
    )
    in_it = visit_at("13:00")
    (column,) = laid_out(acting, in_it, time_off=(away,))
    words = {cell["why"] for cell in of_kind(column, "off")}
    assert words == {f"The doctor is away: {away.in_words}"}
    assert [cell["span"] for cell in of_kind(column, "off")] == [4, 2]
    assert marked(of_kind(column, "visit")[0]) == ["doctor away"]
    assert spans(column) == [("08:00", 16), ("14:00", 12)]


@pytest.mark.parametrize(
    ("minutes", "loud"), [(0, "calm"), (15, "calm"), (16, "long"), (31, "alarm")]
)
def test_who_waits_long_is_told_loudly(acting: As, minutes: int, loud: str) -> None:
    came = at(MONDAY, "09:00")
    waiting = visit_at("09:00", status=Status.ARRIVED, arrived_at=came)
    (column,) = laid_out(acting, waiting, now=came + timedelta(minutes=minutes))
    (cell,) = of_kind(column, "visit")
    assert (cell["waiting"], cell["wait"]) == (minutes, loud)


def test_waiting_counts_from_the_visits_own_time_for_who_came_early(acting: As) -> None:
    early = visit_at("09:00", status=Status.ARRIVED, arrived_at=at(MONDAY, "08:20"))
    (column,) = laid_out(acting, early, now=at(MONDAY, "09:05"))
    assert of_kind(column, "visit")[0]["waiting"] == 5


@pytest.mark.parametrize(
    ("clock", "mode", "said"),
    [
        ("09:09", "IN_PERSON", []),
        ("09:10", "IN_PERSON", ["not arrived"]),
        ("09:10", "VIDEO", ["By video"]),
        ("09:30", "IN_PERSON", ["not arrived"]),  # over, and nobody has said how it ended
    ],
)
def test_who_has_not_come_is_marked_until_somebody_says_how_it_ended(
    acting: As, clock: str, mode: str, said: list[str]
) -> None:
    (column,) = laid_out(acting, visit_at("09:00", mode=mode), now=at(MONDAY, clock))
    assert marked(of_kind(column, "visit")[0]) == said


def test_of_two_that_overlap_the_one_put_in_is_marked(acting: As) -> None:
    put_in = Overruling(by=REEM, at=LONG_AGO, reason="WALKED_IN")
    there, late = visit_at("09:00"), visit_at("09:15", 15, overruled=put_in)
    (column,) = laid_out(acting, there, late)
    first, second = of_kind(column, "visit")
    assert marked(first) == []
    assert marked(second) == ["overbooked"]
    assert second["span"] == 1  # on a cell of one row too


def test_a_visit_that_took_place_is_not_marked_by_time_off(acting: As) -> None:
    away = TimeOff(
        kind=TimeOffKind.SICK, starts_at=at(MONDAY, "12:00"), ends_at=at(MONDAY, "14:00")
    )
    seen = visit_at("13:00", status=Status.COMPLETED)
    (column,) = laid_out(acting, seen, time_off=(away,))
    assert marked(of_kind(column, "visit")[0]) == ["Completed"]


def test_a_time_proposed_to_a_patient_says_so(acting: As) -> None:
    now = at(MONDAY, "07:00")
    proposed = Hold(holder_id="appointment_x", expires_at=now + timedelta(hours=20)).owner
    (column,) = laid_out(acting, taken={"c108": proposed}, now=now)
    assert of_kind(column, "hold")[0]["why"] == "Proposed to a patient whose doctor is away"


def test_the_hours_that_are_over_are_folded_and_can_be_shown() -> None:
    day = Frame(opens=at(MONDAY, "08:00"), rows=36, tz=CLINIC)
    assert from_now_on(day, at(MONDAY, "08:20")) == day
    assert from_now_on(day, at(MONDAY, "10:40")) == replace(day, opens=at(MONDAY, "10:00"), rows=28)
    assert from_now_on(day, at(MONDAY, "10:20")).opens == at(MONDAY, "09:00")  # still going on
    assert from_now_on(day, at(MONDAY, "17:30")) == day  # the day is over: all of it


def test_like_names_are_found_across_spellings_and_scripts() -> None:
    known = {
        name: Demographics(
            patient_id=name,
            personal_info=PersonalInfo(first_name=first, last_name=last),
            preferences=Preferences(),
            created_at=LONG_AGO,
            updated_at=LONG_AGO,
        )
        for name, first, last in [
            ("a", "Mohammed", "Al-Kuwari"), ("b", "محمد", "الكواري"), ("c", "Mariam", "Al-Kuwari"),
            ("d", "Mohammed", "Al-Ansari"), ("e", "John", "Doe"),
        ]
    }  # fmt: skip
    assert like_names(known) == {"a", "b"}


def test_a_visit_that_has_begun_cannot_be_dragged(acting: As) -> None:
    (column,) = laid_out(acting, visit_at("09:00"), visit_at("10:00", status=Status.ARRIVED))
    assert [cell["movable"] for cell in of_kind(column, "visit")] == [True, False]


def test_times_that_have_passed_are_not_offered(acting: As) -> None:
    (column,) = laid_out(acting, now=at(MONDAY, "16:20"))
    assert spans(column) == [("16:30", 2)]


def test_a_doctor_without_hours_is_off_all_day_in_pieces_the_board_can_draw(acting: As) -> None:
    (column,) = laid_out(acting, visit_at("00:00"), visit_at("23:30"), availability=None)
    off = of_kind(column, "off")
    assert {str(cell["why"]) for cell in off} == {"Not working today"}
    assert sum(cell["span"] for cell in off) == 92
    assert max(cell["span"] for cell in off) <= 48


def test_a_visit_over_midnight_ends_with_the_board(acting: As) -> None:
    (column,) = laid_out(acting, visit_at("23:45", 15), visit_at("08:00"))
    last = of_kind(column, "visit")[-1]
    assert last["row"] + last["span"] - 1 <= 96


def test_a_visit_of_a_doctor_nobody_knows_is_in_the_days_facts(acting: As) -> None:
    facts = clinic_day(acting("staff", REEM), dt.date(2025, 6, 15))
    assert [visit.appointment_id for visit in facts.visits] == [VISIT]


@contextmanager
def spoiled(cloud: RunningCloud, visit: Appointment, how: str, **values: Any) -> Iterator[None]:
    """The visit as somebody with the table in their hands changed it; as it was, afterwards."""
    table, where = administrator_client(cloud), {"TableName": settings.TABLE_NAME}
    key = wire_key(APPOINTMENT.key.key_of(visit))
    before = table.get_item(**where, Key=key, ConsistentRead=True)["Item"]
    table.update_item(**where, Key=key, UpdateExpression=how, **values)
    try:
        yield
    finally:
        table.put_item(**where, Item=before)


def test_a_board_reads_nothing_of_what_a_visit_is_about(acting: As, cloud: RunningCloud) -> None:
    """Neither reason nor fee is asked for; that somebody was put in between others still is."""
    full = at(working_day(), "11:00")
    wanted = booking_request(fresh_patient(), full, reason="Not for a board")
    put_in = booking_request(fresh_patient(), full, overrule="In pain")
    visits = [book(acting("staff", REEM), each) for each in (wanted, put_in)]
    odd = {"ExpressionAttributeValues": {":odd": {"B": b"damaged"}}}
    uow = acting("staff", REEM)
    with spoiled(cloud, visits[0], "SET reason = :odd", **odd):
        facts = clinic_day(uow, visits[0].local_date, doctor=DR_SMITH)
    found = {each.appointment_id: each for each in facts.visits}
    assert uow.damaged == []
    assert [found[each.appointment_id].overruled is None for each in visits] == [True, False]
    assert not any(hasattr(each, "reason") for each in facts.visits)


def test_what_is_not_shown_does_not_leave_the_store(
    acting: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a visit's reason nor, of a patient, anything beside the name."""
    visit = book(
        acting("staff", REEM), booking_request(fresh_patient(), at(working_day(), "11:00"))
    )
    sent: list[set[str]] = []
    real = reading.get_in_batches

    def seen(*asked: Any) -> Any:
        found = real(*asked)
        sent.extend(set(each) for each in found)
        return found

    monkeypatch.setattr(reading, "get_in_batches", seen)
    facts = clinic_day(acting("staff", REEM), visit.local_date, doctor=DR_SMITH)
    kept_back = {"reason", "preparation", "payment", "reminder", "medicalInfo", "preferences"}
    assert sent
    assert not any(each & kept_back for each in sent)
    assert {type(each) for each in facts.patients.values()} == {NamedPatient}
    assert facts.patients[visit.patient_id].display_name


def test_a_visit_that_an_index_tells_without_its_doctor_is_reported(
    acting: As, cloud: RunningCloud
) -> None:
    wanted = booking_request(fresh_patient(), at(working_day(), "11:00"))
    visit, uow = book(acting("staff", REEM), wanted), acting("staff", REEM)
    with spoiled(cloud, visit, "REMOVE providerId"):
        facts = clinic_day(uow, visit.local_date)
    assert visit.appointment_id not in {each.appointment_id for each in facts.visits}
    assert visit.appointment_id in {each.resource_id for each in uow.damaged}


def test_a_mark_of_overbooking_that_was_taken_away_in_storage_is_noticed(
    acting: As, cloud: RunningCloud
) -> None:
    full = at(working_day(), "11:00")
    book(acting("staff", REEM), booking_request(fresh_patient(), full))
    put_in = booking_request(fresh_patient(), full, overrule="In pain")
    visit, uow = book(acting("staff", REEM), put_in), acting("staff", REEM)
    with spoiled(cloud, visit, "REMOVE overruled"):
        facts = clinic_day(uow, visit.local_date, doctor=DR_SMITH)
    assert visit.appointment_id not in {each.appointment_id for each in facts.visits}
    assert [each.resource_id for each in uow.damaged] == [visit.appointment_id]
