"""A bundle of another system becomes a chart: every resource is taken in, or it is said why not."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.identity.person import AccountStatus
from medisecure.importing.fhir.references import References
from patients.lists.problems import ProblemStatus
from patients.lists.repository import Lists
from patients.lists.services import change, lists_now
from patients.profile.repository import Patients
from patients.records.models import Record
from patients.records.repository import Records
from patients.results.models import Flag
from patients.results.repository import Results
from providers.directory.repository import Providers
from tests.importing.fhir.bundles import (
    a_history,
    bundle,
    concept,
    encounter,
    found,
    patient,
    uuid_of,
)

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]


def imported(path: Path, **options: Any) -> str:
    """What the command prints of this file."""
    out = io.StringIO()
    call_command("import_fhir", str(path), stdout=out, **options)
    return out.getvalue()


def patient_id_of(tmp_path: Path, name: str) -> str:
    """The id a person of a bundle has here."""
    return References("").ours("patient", uuid_of(name))


@pytest.fixture(scope="module")
def told(clinic: None, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = bundle(tmp_path_factory.mktemp("fhir") / "one.json", a_history())
    return imported(path)


def the_entry(uow: UnitOfWork, patient_id: str) -> Record:
    (entry,) = [
        each for each in Records(uow).latest(patient_id, 10, "").items if each.prescriptions
    ]
    return entry


def test_every_resource_is_counted_once_with_what_became_of_it(told: str) -> None:
    first = told.splitlines()[0].split(", ")
    assert sum(int(each.split()[0]) for each in first) == len(a_history())
    assert "1 Claim left out: resources of this type are not kept" in told
    assert "1 MedicationRequest left out: is a proposal, no order" in told
    assert "1 Observation left out: its value cannot be true in its unit" in told
    assert (
        "1 Observation left out: observations of the category social-history are not kept" in told
    )
    assert "the body mass index is worked out from weight and height" in told
    assert "1 DocumentReference left out: its file is no text (application/pdf)" in told
    assert "1 Patient imported without a part: an identifier of type MR" in told


def test_the_person_is_registered_with_what_a_profile_holds(
    told: str, acting: As, tmp_path: Path
) -> None:
    person = Patients(acting("system", "tests")).get(patient_id_of(tmp_path, "maryam"))
    info = person.personal_info
    assert (info.first_name, info.last_name) == ("Maryam Noor", "Al-Kuwari")
    assert info.previous_names == ["Maryam Haddad"]
    assert (info.gender, str(info.date_of_birth)) == ("F", "1988-04-12")
    assert info.phone_number == "+97455512345"
    assert person.preferences
    assert person.preferences.language == "ar"
    assert person.medical_info
    assert person.medical_info.emergency_contact
    assert person.medical_info.emergency_contact.name == "Ali Al-Kuwari"
    assert person.allergies == ["Penicillin"]


def test_the_visit_is_one_entry_with_all_that_was_found_in_it(
    told: str, acting: As, tmp_path: Path
) -> None:
    uow = acting("system", "tests")
    entry = the_entry(uow, patient_id_of(tmp_path, "maryam"))
    clinical = entry.clinical_data
    assert clinical
    assert clinical.vital_signs
    assert clinical.treatment
    assert entry.title == "Cough"
    assert entry.visit_info.duration == 30
    assert entry.visit_info.type == "REGULAR_CHECKUP"
    assert clinical.vital_signs.blood_pressure == "131/82"
    assert clinical.vital_signs.units
    assert clinical.vital_signs.units.weight == "kg"
    assert clinical.vital_signs.temperature is None
    assert [each.code for each in entry.diagnoses] == ["I10"]
    assert clinical.treatment.procedures == ["Spirometry"]
    assert clinical.notes == "Cough for two weeks.\nسعال منذ أسبوعين"
    (prescribed,) = entry.prescriptions
    assert (prescribed.medication, prescribed.dosage, prescribed.frequency) == (
        "Amlodipine", "5 mg", "Once daily",
    )  # fmt: skip
    assert prescribed.codes.timing == "QD"
    assert entry.is_listed
    (doctor,) = Providers(uow).by_id([entry.provider_id]).values()
    assert doctor.personal_info.last_name == "Rahman"


def test_the_lists_hold_what_lasts_and_keep_what_is_over_apart(
    told: str, acting: As, tmp_path: Path
) -> None:
    uow, patient_id = acting("system", "tests"), patient_id_of(tmp_path, "maryam")
    now = lists_now(uow, patient_id)
    assert [each.condition.code for each in now.problems if each.condition] == ["I10"]
    assert [each.medication.medication for each in now.medicines if each.medication] == [
        "Amlodipine"
    ]
    assert [each.immunization.vaccine for each in now.vaccines if each.immunization] == [
        "Influenza, seasonal"
    ]
    past = [each.content for each in Lists(uow).past(patient_id).items]
    over = {
        getattr(each, "description", None) or getattr(each, "medication", ""): each for each in past
    }
    assert over["Viral sinusitis (disorder)"].status is ProblemStatus.RESOLVED  # type: ignore[union-attr]
    assert over["Enalapril"].stop_reason == "Cough"  # type: ignore[union-attr]


def test_results_keep_their_range_and_a_panel_is_as_many_results(
    told: str, acting: As, tmp_path: Path
) -> None:
    results = Results(acting("system", "tests")).latest(patient_id_of(tmp_path, "maryam")).items
    by_name = {each.measured.name: each for each in results if each.measured}
    assert sorted(by_name) == ["Glucose", "Hemoglobin A1c", "pH"]
    sugar = by_name["Hemoglobin A1c"].measured
    assert sugar
    assert sugar.level is Flag.HIGH
    assert sugar.loinc == "4548-4"
    assert all(not each.is_new and not each.is_released for each in results)


def test_the_same_file_again_changes_nothing(
    told: str, acting: As, raw: Any, tmp_path: Path
) -> None:
    def kept() -> list[str]:
        keys = [(each["PK"]["S"], each["SK"]["S"]) for each in raw()]
        return sorted(
            f"{pk} {sk}" for pk, sk in keys
            if not pk.startswith("AUDIT#") and not sk.startswith("SEEN")
        )  # fmt: skip

    before = kept()
    again = imported(bundle(tmp_path / "one.json", a_history()))
    assert kept() == before
    assert again.startswith("1 imported")  # the Medication, which is a name and nothing more
    assert "Condition: 2 already there" in again


def test_what_a_doctor_changed_since_is_not_brought_back(
    told: str, acting: As, tmp_path: Path
) -> None:
    uow, patient_id = acting("system", "tests"), patient_id_of(tmp_path, "maryam")
    (taken,) = lists_now(uow, patient_id).medicines
    assert taken.medication
    change(uow, taken, taken.medication.stopped(uow.today, "Ankle oedema"))
    imported(bundle(tmp_path / "one.json", a_history()))
    assert lists_now(acting("system", "tests"), patient_id).medicines == []


def test_ids_of_two_systems_are_not_mixed_up(acting: As, tmp_path: Path) -> None:
    """Both call somebody 7: by default the second one is refused, with --source both are there."""
    first = patient("x", id="7", birthDate="1950-01-01")
    other = patient("y", id="7", birthDate="1999-09-09")
    stray = found("Condition", "stray", "y", code=concept("Asthma")) | {
        "subject": {"reference": "Patient/7"}
    }
    imported(bundle(tmp_path / "a.json", [first]))
    told = imported(bundle(tmp_path / "b.json", [other, stray]))
    assert "1 Patient left out: another person came with this id before" in told
    assert "1 Condition left out: its patient is not in this file, or was left out" in told
    assert "Patient: 1 imported" in imported(tmp_path / "b.json", source="north")


def test_entries_without_a_known_author_are_signed_by_a_name_that_cannot_sign_in(
    acting: As, tmp_path: Path
) -> None:
    visit = encounter("lone visit", "lone", participant=[])
    imported(bundle(tmp_path / "a.json", [patient("lone"), visit]))
    uow = acting("system", "tests")
    (entry,) = Records(uow).latest(patient_id_of(tmp_path, "lone"), 5, "").items
    (author,) = Providers(uow).by_id([entry.provider_id]).values()
    assert author.display_name == "Another clinic"
    assert author.status is AccountStatus.DISABLED


@pytest.mark.parametrize(
    ("content", "words"),
    [("", "is no"), ("{", "is no JSON"), ("[]", "is no FHIR"), ('{"a": 1}', "is no FHIR"),
     ('{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Pat', "is no JSON")],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_in_words(content: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text(content)
    with pytest.raises(CommandError, match=words):
        imported(tmp_path / "bad.json")


def test_a_resource_that_is_not_valid_is_left_out_and_no_other(acting: As, tmp_path: Path) -> None:
    broken = patient("broken", birthDate="yesterday", gender=7)
    strange = {"resourceType": "Nothing", "id": "n"}
    told = imported(bundle(tmp_path / "a.json", [broken, patient("whole"), strange]))
    assert "Patient: 1 imported, 1 left out" in told
    assert "is not valid FHIR: " in told
    assert "yesterday" not in told
    assert "Nothing: 1 left out" in told


def test_the_report_names_every_resource(tmp_path: Path) -> None:
    path = bundle(tmp_path / "a.json", a_history("reported"))
    imported(path, report=tmp_path / "report.csv")
    lines = (tmp_path / "report.csv").read_text().splitlines()
    ids = {each["resource"]["id"] for each in json.loads(path.read_text())["entry"]}
    assert {line.split(",")[1] for line in lines[1:]} >= ids
