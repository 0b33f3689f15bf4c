"""The reason of the booking stands in a visit's note by itself: that alone is nothing to sign."""

from collections.abc import Callable

import pytest
from django.test import Client

from medisecure.dynamodb.unit_of_work import UnitOfWork
from tests.patients.encounter.pages import Window, signed_of
from tests.patients.home.portal import store_just_begun
from tests.people import DR_SMITH

REASON = "Chest pain when walking"


@pytest.fixture
def visiting(signed_in: Callable[[str], Client], patient: str) -> Window:
    """The note of a visit that was booked for a reason, open in Dr. Smith's browser."""
    booked = store_just_begun(patient, status="IN_CONSULTATION", reason=REASON)
    url = f"/patients/{patient}/visits/{booked['appointmentId']}/note/"
    opened = Window(signed_in(DR_SMITH), url)
    assert REASON in opened.open()
    return opened


def test_a_note_in_which_nobody_wrote_is_not_signed(
    visiting: Window, smith: UnitOfWork, patient: str
) -> None:
    answer = visiting.presses("sign", "next", chief_complaint=REASON, location="Room 205")
    assert answer.status_code == 200
    assert "nothing to sign" in visiting.page
    assert REASON in visiting.page
    assert signed_of(smith, patient) == []


@pytest.mark.parametrize(
    "written",
    [{"notes": "Since Monday"}, {"chief_complaint": f"{REASON}, at night too"},
     {"recommendations": "Rest"}],
)  # fmt: skip
def test_with_a_word_of_its_doctor_it_is(
    visiting: Window, smith: UnitOfWork, patient: str, written: dict[str, str]
) -> None:
    answer = visiting.presses("sign", "stay", **({"chief_complaint": REASON} | written))
    assert answer.status_code == 302
    [entry] = signed_of(smith, patient)
    assert (entry.clinical_data.chief_complaint or "").startswith(REASON)
