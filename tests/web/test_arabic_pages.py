"""The doctor's pages, oversight and the profile in Arabic, for people who read it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from medisecure import wiring
from medisecure.clock import now
from medisecure.importing.loading import load
from patients.encounter.row_forms import PrescriptionForm
from tests.desk import by_dohas_clock
from tests.dynamodb.examples import care_for
from tests.people import JOHN, profile

DOCTOR, WATCHER = "provider_arabic", "compliance_arabic"
PATIENT = "patient_of_arabic"
SignIn = Callable[[str], Client]


@pytest.fixture(scope="module", autouse=True)
def readers(clinic: None) -> None:
    """A doctor with one patient, and a colleague of compliance; both read Arabic."""
    starts = "2025-07-01T21:30:00Z"
    care_for(wiring.health_table(), PATIENT, DOCTOR, since=now() - timedelta(days=900))
    items = [
        profile(DOCTOR, "PROVIDER", "سعاد", "النعيمي", "suad@medisecure.com", language="ar"),
        profile(WATCHER, "COMPLIANCE", "سعد", "الكعبي", "saad@medisecure.com", language="ar"),
        profile(PATIENT, "PATIENT", "نورة", "المري", "noura@example.com", born="1990-02-03"),
        {
            "PK": f"USER#{PATIENT}",
            "SK": f"APPOINTMENT#visit_arabic#{starts}",
            "entityType": "APPOINTMENT",
            "appointmentId": "visit_arabic",
            "patientId": PATIENT,
            "providerId": DOCTOR,
            "schedulingInfo": {"appointmentDate": starts, "duration": 30},
            "reason": "صداع",
            "createdAt": "2025-06-01T08:00:00Z",
            "updatedAt": "2025-06-01T08:00:00Z",
            "status": "SCHEDULED",
        },
    ]
    for item in items:
        uow = wiring.system_work("tests")
        load(uow, item)
        uow.close()


@pytest.mark.parametrize(
    ("who", "url"),
    [
        (DOCTOR, "/day/"),
        (DOCTOR, f"/day/?date=2025-07-02&patient={PATIENT}"),
        (DOCTOR, "/my-patients/"),
        (DOCTOR, f"/patients/{PATIENT}/"),
        (DOCTOR, "/profile/"),
        (WATCHER, "/oversight/"),
        (WATCHER, f"/oversight/?patient={JOHN}"),
        (WATCHER, "/oversight/?person=no%20id"),
    ],
)
def test_the_page_stands_in_arabic(who: str, url: str, signed_in: SignIn) -> None:
    response = signed_in(who).get(url)
    assert response.status_code == 200
    assert '<html lang="ar" dir="rtl">' in response.content.decode()


def test_when_a_medicine_is_taken_is_not_called_an_appointment() -> None:
    with translation.override("ar"):
        assert str(PrescriptionForm().fields["when"].label) == "وقت الاستعمال"
        assert gettext("When") == "الموعد"  # of a visit


@by_dohas_clock
def test_a_visit_after_midnight_in_doha_is_on_that_day_and_not_the_day_before(
    signed_in: SignIn,
) -> None:
    browser = signed_in(DOCTOR)
    assert "نورة" in browser.get("/day/?date=2025-07-02").content.decode()
    assert "نورة" not in browser.get("/day/?date=2025-07-01").content.decode()


def test_a_first_visit_and_unasked_allergies_are_told(signed_in: SignIn) -> None:
    page = signed_in(DOCTOR).get(f"/day/?date=2025-07-02&patient={PATIENT}")
    assert page.context["chart"].records == []
    assert page.context["banner"].allergies is None
    assert "allergies-not-asked" in page.content.decode()
