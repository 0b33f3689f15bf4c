"""A visit of the day in one line: what is said of it, for eye and ear, and nothing unescaped."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.utils import translation

from appointments.visit_flow.steps import StepButton
from appointments.visits.models import Appointment, SchedulingInfo
from appointments.visits.status import Status
from providers.day.rows import Group, Row
from providers.day.visit_lines import Shown, visit_lines

DAY = date(2025, 6, 15)
NOON = datetime(2025, 6, 15, 9, 0, tzinfo=UTC)
PRESS = StepButton(url="/step/?a=1&b", value="<SEEN>", label="Done <b>", icon="check")


def who(allergies: list[str] | None, **about: Any) -> Any:
    info = SimpleNamespace(
        birth_date_estimated=False, date_of_birth=date(1980, 1, 1), gender=None, **about
    )
    return SimpleNamespace(display_name="Ann <b>", allergies=allergies, personal_info=info)


def line(patient: Any = None, shown: Shown | None = None, **told: Any) -> str:
    info = SchedulingInfo(appointment_date=NOON, duration=30)
    visit = Appointment(
        appointment_id="appointment_1", patient_id="patient_1", provider_id="provider_1",
        scheduling_info=info, status=told.pop("status", Status.CONFIRMED), created_at=NOON,
        updated_at=NOON,
    )  # fmt: skip
    row = Row(visit=visit, group=Group.NEXT, starts="12:00", patient=cast(Any, patient))
    return str(visit_lines([replace(row, **told)], shown or Shown(day=DAY)))


@pytest.mark.parametrize(
    ("allergies", "words"),
    [
        (None, ["Allergies not asked"]),
        (["Nuts <i>"], ["Allergies:", "Nuts &lt;i&gt;"]),
        (["Nuts", "Milk", "Eggs"], ["Nuts", "Milk", "Eggs", ">+2</bdi>"]),
    ],
)
def test_allergies_are_flagged_the_first_by_name(
    allergies: list[str] | None, words: list[str]
) -> None:
    told = line(who(allergies))
    assert all(each in told for each in words)
    assert "<i>" not in told


def test_who_has_none_has_no_flag_and_who_is_in_care_no_longer_no_name() -> None:
    assert "llerg" not in line(who([]))
    told = line(None, group=Group.NOW)
    assert "no longer in your care" in told
    assert "patient_1" in told
    assert "href" not in told


def test_a_name_leads_to_its_patient_and_the_chosen_one_says_so() -> None:
    address = 'href="?date=2025-06-15&amp;patient=patient_1&amp;visit=appointment_1#patient"'
    told = line(who([]))
    assert address in told
    assert "Ann &lt;b&gt;" in told
    assert "aria-current" not in told
    chosen = line(who([]), Shown(day=DAY, patient_id="patient_1"))
    assert 'aria-current="true"' in chosen
    assert "is-chosen" in chosen


def test_a_visit_that_does_not_stand_is_struck() -> None:
    assert "<s>" not in line(who([]))
    struck = line(who([]), status=Status.ENTERED_IN_ERROR)
    assert struck.count("<s>") == struck.count("</s>") == 1
    assert "is-over" in struck


def test_the_button_carries_its_step_and_is_filled_where_the_row_leads() -> None:
    told = line(who([]), presses=[PRESS])
    assert 'form="steps" formaction="/step/?a=1&amp;b" name="step" value="&lt;SEEN&gt;"' in told
    assert "Done &lt;b&gt;" in told
    assert ": <bdi>Ann &lt;b&gt;</bdi></span></button>" in told
    assert "btn-primary" not in told
    last = line(who([]), presses=[replace(PRESS, wanted=Status.COMPLETED)])
    assert 'form="steps-next"' in last


def test_whoever_is_with_the_doctor_has_the_way_to_the_note() -> None:
    now = line(who([]), group=Group.NOW)
    assert 'href="/patients/patient_1/visits/appointment_1/note/"' in now
    assert "/note/" not in line(who([]))


def test_words_are_in_the_readers_language() -> None:
    with translation.override("ar"):
        told = line(who(None), waiting=5)
    assert "الانتظار: 5 دقائق" in told
    assert "not asked" not in told
