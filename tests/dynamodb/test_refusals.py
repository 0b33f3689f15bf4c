"""What is refused is never decrypted: refused and absent cost the same, and look alike in time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.services import book
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.calls.wire import typed_item
from medisecure.dynamodb.sealing.clear_view import shut_view_of
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.encryption.cipher import Cipher
from patients.profile.repository import PATIENT
from tests.architecture.addresses import CLOSED, PAGES
from tests.architecture.addresses import VIEWERS as WHO
from tests.desk import booking_request, fresh_patient, working_day
from tests.people import DR_OTHER, DR_SMITH, JOHN, REEM
from tools.drills.cast import clinic_time

pytestmark = pytest.mark.usefixtures("clinic")
SignIn = Callable[[str], Client]
# A doctor in care reads what is being sent, and only whoever sends it goes on with it.
READ_ELSEWHERE = {("documents:sending", "carer"), ("documents:sending-part", "carer")}
OF_JOHN = [name for name, page in PAGES.items() if page.args[:1] == (JOHN,)]


@contextmanager
def opened_for(patient_id: str) -> Iterator[list[str]]:
    """Which sealed attributes of this patient's items are opened meanwhile."""
    found: list[str] = []
    real = Cipher.open

    def counting(self: Cipher, sealed: bytes, place: bytes) -> bytes:
        if f"|USER#{patient_id}|" in place.decode():
            found.append(place.decode().rpartition("|")[2])
        return real(self, sealed, place)

    with patch.object(Cipher, "open", counting):
        yield found


@pytest.mark.parametrize("name", OF_JOHN)
def test_a_refused_page_opens_no_secret_at_all(signed_in: SignIn, name: str) -> None:
    """John himself aside: his own name stands in the frame of every page he gets."""
    closed_to = {each for closed, each in CLOSED if closed == name and each != "own"}
    for viewer in sorted(closed_to - {who for page, who in READ_ELSEWHERE if page == name}):
        client = signed_in(WHO[viewer])
        with opened_for(JOHN) as opened:
            answer = client.get(reverse(name, args=PAGES[name].args))
        assert answer.status_code == 404
        assert opened == [], viewer


def test_a_chart_refused_to_the_desk_opens_no_visit_that_is_theirs_to_see_elsewhere(
    signed_in: SignIn, acting: Callable[..., UnitOfWork]
) -> None:
    patient = fresh_patient()
    starts = clinic_time(working_day(), 9)
    book(acting("staff", REEM), booking_request(patient, starts, reason="Chest pain"))
    with opened_for(patient) as opened:
        seen = signed_in(REEM).get(reverse("patients:details", args=[patient]))
        assert seen.status_code == 200
        assert "reason" in opened
        opened.clear()
        assert signed_in(REEM).get(reverse("patients:chart", args=[patient])).status_code == 404
    assert opened == []


def test_the_same_page_opens_secrets_to_who_may_see_them(signed_in: SignIn) -> None:
    with opened_for(JOHN) as opened:
        signed_in(DR_SMITH).get(reverse("patients:chart", args=[JOHN]))
    assert "personalInfo" in opened
    assert "clinicalData" in opened


def test_a_refused_and_an_absent_chart_ask_the_same_of_the_table(signed_in: SignIn) -> None:
    """No stopwatch: round trips are counted."""
    client, costs = signed_in(DR_OTHER), []
    for patient_id in (JOHN, "patient_nobody"):
        with metered() as cost:
            client.get(reverse("patients:chart", args=[patient_id]))
        costs.append((cost.total, cost.sequential))
    assert costs[0] == costs[1]


def test_a_rule_that_asks_for_a_secret_is_a_mistake_that_shows() -> None:
    view = shut_view_of(PATIENT)(typed_item({"PK": "USER#p", "SK": "PROFILE#main"}))
    assert view.patient_id == "p"
    with pytest.raises(LookupError):
        _ = view.personal_info
    with pytest.raises(AttributeError):
        _ = view.nothing_of_the_kind
