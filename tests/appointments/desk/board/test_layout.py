"""Where visits, free time, holds and time off stand in a doctor's column."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from appointments.desk.board.grid import Frame
from appointments.desk.board.layout import columns_of, frame_of, from_now_on
from appointments.desk.board.links import links_for
from appointments.desk.board.sheet import BoardPatients, sheet_of
from appointments.scheduling.availability import Hold
from appointments.scheduling.day import Day
from appointments.visits.status import Status
from medisecure.dynamodb.unit_of_work import UnitOfWork
from providers.directory.repository import Providers
from providers.directory.rules import Break, TimeOff, TimeOffKind
from tests.appointments.desk.board.columns import (
    LONG_AGO,
    MONDAY,
    laid_out,
    marked,
    of_kind,
    spans,
    visit_at,
)
from tests.desk import CLINIC, at
from tests.people import DR_SMITH, REEM

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]


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


def test_of_one_row_the_first_lane_comes_first(acting: As) -> None:
    times = [("09:00", "a", 60), ("09:00", "b", 15), ("09:30", "c", 15), ("09:45", "d", 15)]
    visits = [visit_at(clock, minutes, number=n) for clock, n, minutes in times]
    (column,) = laid_out(acting, *visits)
    seen = [(cell["row"], cell["lane"], cell["url"][-1]) for cell in of_kind(column, "visit")]
    assert seen == [(5, 1, "a"), (5, 2, "b"), (7, 2, "c"), (8, 2, "d")]


def test_a_visit_in_closed_hours_leaves_a_colleagues_closed_hours_alone(acting: As) -> None:
    break_ = [Break(start="12:00", end="13:00")]
    hours = replace(Providers(acting("staff", REEM)).get(DR_SMITH).availability, breaks=break_)
    provider = replace(Providers(acting("staff", REEM)).get(DR_SMITH), availability=hours)
    visit = visit_at("12:15")
    day = Day(provider_id=DR_SMITH, local_date=MONDAY)
    sheets = [sheet_of(provider, day, visits, LONG_AGO) for visits in ([], [visit], [])]
    frame = frame_of(MONDAY, str(CLINIC), sheets)
    columns = [
        columns_of(each, frame, links_for(""), BoardPatients(patients={}), set())[0]
        for each in sheets
    ]
    off = [[(cell["row"], cell["span"]) for cell in of_kind(each, "off")] for each in columns]
    assert off == [[(17, 4)], [(17, 1), (20, 1)], [(17, 4)]]


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
