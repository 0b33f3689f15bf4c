"""The day in the order one works through it: groups, one filled button, who comes next."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from appointments.visits.models import Appointment, SchedulingInfo
from appointments.visits.status import Status
from medisecure.access.care import Care, CareKind, Ground
from medisecure.access.limits import HOUR
from medisecure.clinic_rules import RULES
from providers.day.rows import Group, Row, after, group_of, groups_of, leading
from providers.day.visit_lines import Shown, visit_lines
from tests.desk import the_clock_says
from tests.people import DR_SMITH, JOHN, VISIT

NOON = datetime(2025, 6, 15, 9, 0, tzinfo=UTC)
SignIn = Callable[[str], Client]


def visit(name: str, status: Status, starts: int = 0) -> Appointment:
    info = SchedulingInfo(appointment_date=NOON + timedelta(minutes=starts), duration=30)
    return Appointment(appointment_id=name, patient_id=f"patient_{name}", provider_id=DR_SMITH,
                       scheduling_info=info, status=status, created_at=NOON,
                       updated_at=NOON)  # fmt: skip


def row(name: str, status: Status, *, waiting: int | None = None, can: bool = True) -> Row:
    seen = visit(name, status)
    pressed: Any = ["press"] if can else []
    return Row(visit=seen, group=group_of(seen), starts="12:00", waiting=waiting, presses=pressed)


DAY = [
    row("done", Status.COMPLETED, can=False),
    row("early", Status.ARRIVED, waiting=5),
    row("long", Status.IN_ROOM, waiting=40),
    row("now", Status.IN_CONSULTATION),
    row("coming", Status.CONFIRMED),
    row("missed", Status.NO_SHOW, can=False),
]


def test_visits_stand_in_four_groups_and_who_waits_longest_stands_first() -> None:
    told = [(group, [each.visit.appointment_id for each in rows]) for group, rows in groups_of(DAY)]
    assert told == [
        (Group.NOW, ["now"]),
        (Group.WAITING, ["long", "early"]),
        (Group.NEXT, ["coming"]),
        (Group.DONE, ["done", "missed"]),
    ]


def test_an_empty_group_is_not_shown() -> None:
    assert [group for group, _ in groups_of(DAY[:1])] == [Group.DONE]


def test_the_filled_button_is_that_of_whoever_is_with_the_doctor_then_of_who_waits() -> None:
    assert leading(DAY) is DAY[3]
    assert leading([each for each in DAY if each is not DAY[3]]) is DAY[2]
    assert leading([DAY[0]]) is None


def test_done_leads_to_who_waits_longest_and_then_to_who_comes_next() -> None:
    assert after(DAY, DAY[3]) is DAY[2]
    assert after([DAY[3], DAY[4]], DAY[3]) is DAY[4]
    assert after([DAY[3]], DAY[3]) is None


def test_visits_around_an_instant_come_out_of_the_relation_itself() -> None:
    def ground(day: int, **changes: Any) -> Ground:
        starts = NOON + timedelta(days=day)
        return Ground(kind=CareKind.VISIT, source_id=f"v{day}", since=NOON - timedelta(days=99),
                      opens=starts - RULES.near, until=None, **changes)  # fmt: skip

    care = Care(patient_id=JOHN, provider_id=DR_SMITH,
                grounds=(ground(-20), ground(-3), ground(-1, ended=NOON), ground(7)))  # fmt: skip
    assert care.visited_before(NOON) == NOON - timedelta(days=3)
    assert care.visits_after(NOON) == NOON + timedelta(days=7)
    assert care.visited_before(NOON - timedelta(days=30)) is None


def test_a_page_has_exactly_one_filled_button(signed_in: SignIn) -> None:
    with the_clock_says(NOON + timedelta(seconds=5 * HOUR)):
        for url in ("/day/?date=2025-06-15", f"/day/?date=2025-06-15&visit={VISIT}"):
            page = signed_in(DR_SMITH).get(url).content.decode()
            shown = page.partition("<main")[2].partition("</main>")[0]
            assert shown.count("btn-primary") == 1, url


def test_the_row_says_age_sex_and_what_the_patient_is_allergic_to(signed_in: SignIn) -> None:
    with the_clock_says(NOON + timedelta(seconds=5 * HOUR)):
        page = signed_in(DR_SMITH).get(f"/day/?date=2025-06-15&visit={VISIT}").content.decode()
    line = page.partition('class="visit visit-line')[2].partition("</li>")[0]
    for words in ("Male", "Penicillin", "+1", "years"):
        assert words in line
    beside = page.partition('id="patient"')[2]
    assert beside.index("Follow-up cardiac consultation") < beside.index("Problems")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"late": 12, "last_seen": NOON}, ("12 minutes late", "last seen", "15 Jun 2025")),
        ({"is_first": True}, ("First visit",)),
        ({"waiting": 5, "last_seen": NOON}, ("waiting 5 minutes", "15 Jun 2025")),
    ],
)
def test_the_row_says_late_waiting_first_and_last_seen(
    told: dict[str, Any], words: tuple[str, ...]
) -> None:
    shown = replace(row("one", Status.CONFIRMED, can=False), **told)
    html = visit_lines([shown], Shown(day=NOON.date()))
    state = html.partition("visit-state")[2].partition("</p>")[0]
    for each in words:
        assert each in state
