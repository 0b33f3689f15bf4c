"""Documents are found by kind, category, doctor and period; all of one kind by pattern 6."""

from datetime import timedelta

import pytest

from medisecure.clock import clinic_date, now
from tests.patients.home.portal import ago, document, fresh_patient, store
from tests.people import DR_OTHER, DR_SMITH


@pytest.fixture
def papers(clinic):
    """A fresh patient with three documents of different kinds, doctors and days; their id."""
    patient = fresh_patient()
    for days, kind, category, doctor, title in (
        (1, "ECG_REPORT", "DIAGNOSTIC_REPORT", DR_SMITH, "The heart"),
        (40, "LAB_REPORT", "LAB_RESULT", DR_OTHER, "The blood"),
        (400, "XRAY_IMAGE", "IMAGING", DR_SMITH, "The lungs"),
    ):
        info = {"type": kind, "title": title, "category": category}
        store(document(patient, ago(days=days), documentInfo=info, providerId=doctor))
    return patient


def titles(client, patient, asked):
    page = client.get(f"/patients/{patient}/documents/?{asked}")
    return [line.document.title for line in page.context["lines"]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("type=ECG_REPORT", ["The heart"]),
        ("category=IMAGING", ["The lungs"]),
        (f"author={DR_SMITH}", ["The heart", "The lungs"]),
        (f"author={DR_SMITH}&category=LAB_RESULT", []),
        ("", ["The heart", "The blood", "The lungs"]),
        ("type=NONSENSE", ["The heart", "The blood", "The lungs"]),
    ],
)
def test_what_fits_is_found(signed_in, papers, asked, found):
    assert titles(signed_in(DR_SMITH), papers, asked) == found


@pytest.mark.parametrize("asked", ["visit=a%20b", "record=a%2Fb", "record=" + "x" * 65])
def test_what_cannot_be_an_id_is_no_page(signed_in, papers, asked):
    assert signed_in(DR_SMITH).get(f"/patients/{papers}/documents/?{asked}").status_code == 404


def test_a_period_holds_its_first_and_its_last_day(signed_in, papers):
    doctor, today = signed_in(DR_SMITH), clinic_date(now())
    day = clinic_date(ago(days=40))
    assert titles(doctor, papers, f"since={day}&until={day}") == ["The blood"]
    assert titles(doctor, papers, f"until={day - timedelta(days=1)}") == ["The lungs"]
    assert titles(doctor, papers, f"since={day + timedelta(days=1)}&until={today}") == ["The heart"]


def test_a_date_that_is_none_is_said_at_its_field(signed_in, papers):
    page = signed_in(DR_SMITH).get(f"/patients/{papers}/documents/?since=31/02/2025")
    assert "since" in page.context["form"].errors


def test_one_that_fits_is_found_behind_many_that_do_not(signed_in, clinic):
    patient = fresh_patient()
    store(*(document(patient, ago(days=n + 1)) for n in range(60)))
    old = {"type": "ECG_REPORT", "title": "Long ago"}
    store(document(patient, ago(days=90), documentInfo=old))
    assert titles(signed_in(DR_SMITH), patient, "type=ECG_REPORT") == ["Long ago"]


def test_of_one_kind_a_doctor_sees_those_of_patients_in_care_with_their_names(signed_in, clinic):
    patient = fresh_patient("Maha")
    store(document(patient, ago(days=1)))
    url, kind = f"/patients/{patient}/documents/", "/documents/kinds/?type=LAB_REPORT"
    page = signed_in(DR_SMITH).get(kind).content.decode()
    assert url in page
    assert "Maha Test" in page
    assert url not in signed_in(DR_OTHER).get(kind).content.decode()


def test_all_of_one_kind_come_a_page_at_a_time(signed_in, clinic):
    patient = fresh_patient()
    info = {"type": "OPERATION_REPORT", "title": "An operation"}
    store(*(document(patient, ago(days=n + 1), documentInfo=info) for n in range(26)))
    client = signed_in(DR_SMITH)
    first = client.get("/documents/kinds/?type=OPERATION_REPORT")
    older = client.get(first.context["pages"]["older_url"])
    assert (len(first.context["lines"]), len(older.context["lines"])) == (25, 1)
