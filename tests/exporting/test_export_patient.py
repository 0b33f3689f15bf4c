"""A patient's archive is whole, valid, true to the byte, and makes the same chart elsewhere."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from fhir.resources.R4B import get_fhir_model_class

from documents.letters.models import LetterKind
from documents.letters.numbers import spoken
from documents.letters.repository import Letters
from documents.letters.services import LetterRequest, issue, withdraw
from documents.letters.writing import Drafted, drafted
from documents.models import Status
from documents.repository import Documents
from medisecure import document_store, wiring
from medisecure.document_store import put_file
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.exporting.patient_archive import ALTERED
from medisecure.importing.fhir.references import References
from medisecure.importing.loading import load
from medisecure.web.input.fields import new_id
from patients.lists.repository import Lists
from patients.profile.models import EmergencyContact, MedicalInfo
from patients.profile.repository import Patients
from patients.records.models import Record
from patients.records.repository import Records
from patients.results.repository import Results
from patients.vitals.measurements import measurements
from providers.directory.repository import Providers
from tests.conftest import administrator_client
from tests.desk import fresh_patient
from tests.documents.intake.conftest import work
from tests.documents.letters.papers import pages_of
from tests.importing.fhir.bundles import a_history, bundle, uuid_of
from tests.patients.home.portal import ago, document, record, store
from tests.patients.proxies.test_acting import acts
from tests.people import DR_SMITH, JOHN
from tools.demo.schema_items import schema_items
from tools.local_cloud.supervisor import RunningCloud

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SCHEMA_ECG = next(each for each in schema_items() if each["entityType"] == "DOCUMENT")


def exported(patient_id: str, path: Path) -> ZipFile:
    call_command("export_patient", patient_id, to=path, stdout=io.StringIO())
    return ZipFile(path)


def resources(archive: ZipFile) -> list[dict[str, Any]]:
    return [each["resource"] for each in json.loads(archive.read("bundle.json"))["entry"]]


@pytest.fixture(scope="module")
def maryam(clinic: None, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Somebody with something of everything, from another system."""
    path = bundle(tmp_path_factory.mktemp("fhir") / "one.json", a_history("exported"))
    call_command("import_fhir", str(path), stdout=io.StringIO())
    return References("").ours("patient", uuid_of("exported"))


def test_every_resource_is_valid_fhir_and_refers_to_one_of_the_bundle(
    maryam: str, tmp_path: Path
) -> None:
    found = resources(exported(maryam, tmp_path / "a.zip"))
    assert {each["resourceType"] for each in found} >= {
        "Patient", "Practitioner", "Encounter", "Condition", "AllergyIntolerance", "Observation",
        "MedicationStatement", "MedicationRequest", "Immunization", "Procedure",
        "DocumentReference",
    }  # fmt: skip
    names = {f"{each['resourceType']}/{each['id']}" for each in found}
    for each in found:
        get_fhir_model_class(each["resourceType"]).model_validate(each)
        assert set(references_in(each)) <= names


def references_in(value: Any) -> list[str]:
    if isinstance(value, dict):
        inner = [name for each in value.values() for name in references_in(each)]
        return [*inner, *([value["reference"]] if isinstance(value.get("reference"), str) else [])]
    return (
        [name for each in value for name in references_in(each)] if isinstance(value, list) else []
    )


def like_john(*, is_sensitive: bool = False) -> str:
    """Somebody new with the schema's own record, and the lists that are built of it."""
    patient_id = fresh_patient("Jon", "Doe")
    record = next(each for each in schema_items() if each["entityType"] == "RECORD")
    uow = wiring.system_work("tests")
    protected = {"isSensitive": True} if is_sensitive else {}
    leave = {"firstDay": "2025-06-01", "lastDay": "2025-06-03", "words": "Rest at home\nراحة"}
    record |= {"sickLeave": leave}
    load(uow, record | protected | {"PK": f"USER#{patient_id}", "patientId": patient_id})
    uow.close()
    call_command("build_lists", patient=patient_id, apply=True, stdout=io.StringIO())
    return patient_id


def chart_of(uow: UnitOfWork, patient_id: str) -> dict[str, Any]:
    """All that is kept of a patient, without ids and the times of keeping."""
    person = Patients(uow).get(patient_id)
    items = [*Lists(uow).now(patient_id), *Lists(uow).past(patient_id).items]
    found = Results(uow).latest(patient_id).items
    entries = Records(uow).latest(patient_id).items
    return {
        "person": (person.personal_info, person.medical_info, person.preferences),
        "lists": sorted(repr((each.shelf, each.content, each.is_sensitive)) for each in items),
        "results": sorted(repr((each.measured, each.taken_at, each.status)) for each in found),
        "entries": sorted(map(said_in, entries)),
    }


def to_call(medical: MedicalInfo | None) -> EmergencyContact | None:
    return medical.emergency_contact if medical else None


def said_in(entry: Record) -> str:
    """An entry in words; a unit that was worked out here is stated over there."""
    clinical = entry.clinical_data
    taken = measurements(clinical.vital_signs) if clinical and clinical.vital_signs else []
    vitals = [(each.name, each.value, each.unit) for each in taken]
    bare = replace(clinical, vital_signs=None) if clinical else None
    told = (entry.visit_info, bare, vitals, entry.follow_up, entry.sick_leave, entry.is_sensitive)
    whole = repr(told)
    return whole.replace("=[]", "=None")  # no procedures, or none said


@pytest.mark.parametrize(
    "whose", ["somebody of another system", "John Doe of the schema", "John, protected"]
)
def test_the_bundle_makes_the_same_chart_in_another_clinic(
    maryam: str, acting: As, tmp_path: Path, whose: str
) -> None:
    protected = "protected" in whose
    patient_id = maryam if "another" in whose else like_john(is_sensitive=protected)
    archive = exported(patient_id, tmp_path / "a.zip")
    (tmp_path / "bundle.json").write_bytes(archive.read("bundle.json"))
    call_command(
        "import_fhir",
        str(tmp_path / "bundle.json"),
        source=f"elsewhere {whose}",
        stdout=io.StringIO(),
    )
    there = References(f"elsewhere {whose}").ours("patient", patient_id.replace("_", "-"))
    uow = acting("system", "tests")
    here, elsewhere = chart_of(uow, patient_id), chart_of(uow, there)
    assert elsewhere["lists"] == here["lists"]
    assert ("Rest at home" in here["entries"][0]) is (patient_id != maryam)
    assert all(each.endswith("True)") is protected for each in here["entries"])
    assert elsewhere["results"] == here["results"]
    assert "\n".join(elsewhere["entries"]) == "\n".join(here["entries"])
    assert elsewhere["person"][0].display_name == here["person"][0].display_name
    assert elsewhere["person"][0].date_of_birth == here["person"][0].date_of_birth
    assert to_call(elsewhere["person"][1]) == to_call(here["person"][1])


def test_the_manifest_sums_every_part_and_names_what_is_not_there(
    acting: As, tmp_path: Path
) -> None:
    key = SCHEMA_ECG["fileInfo"]["s3Key"]
    put_file(key, b"%PDF-1.7 an ECG", "application/pdf")
    archive = exported(JOHN, tmp_path / "a.zip")
    manifest = json.loads(archive.read("manifest.json"))
    assert {each["name"] for each in manifest["parts"]} == set(archive.namelist()) - {
        "manifest.json"
    }
    for each in manifest["parts"]:
        content = archive.read(each["name"])
        assert hashlib.sha256(content).hexdigest() == each["sha256"]
        assert len(content) == each["bytes"]
    assert archive.read(f"files/{SCHEMA_ECG['documentId']}.pdf") == b"%PDF-1.7 an ECG"


def test_a_document_that_bears_a_day_of_its_own_says_so(tmp_path: Path) -> None:
    patient_id = fresh_patient()
    paper = document(patient_id, ago(days=1))
    store(paper | {"documentInfo": paper["documentInfo"] | {"datedOn": "2019-02-03"}})
    [told] = [
        each for each in resources(exported(patient_id, tmp_path / "a.zip"))
        if each["resourceType"] == "DocumentReference"
    ]  # fmt: skip
    assert told["content"][0]["attachment"]["creation"] == "2019-02-03"
    get_fhir_model_class("DocumentReference").model_validate(told)


def test_letters_are_in_it_as_they_were_issued(acting: As, tmp_path: Path) -> None:
    patient_id = like_john()
    uow = acting("provider", DR_SMITH)
    [entry] = Records(uow).latest(patient_id).items
    of = Drafted(patient=Patients(uow).get(patient_id), author=Providers(uow).get(DR_SMITH),
                 record=entry)  # fmt: skip
    order = LetterRequest(
        letter_id=new_id("letter"), kind=LetterKind.SICK_LEAVE, language="en",
        content=drafted(LetterKind.SICK_LEAVE, of), record_id=entry.record_id,
    )  # fmt: skip
    issued = issue(uow, patient_id, order)
    again = acting("provider", DR_SMITH)
    withdraw(again, Letters(again).get(patient_id, issued.letter_id), "Wrong days")
    archive = exported(patient_id, tmp_path / "a.zip")
    [paper] = [e for e in resources(archive) if e.get("masterIdentifier")]
    assert paper["status"] == "superseded"
    assert paper["masterIdentifier"]["value"] == spoken(issued.number)
    [content] = paper["content"]
    text = pages_of(archive.read(content["attachment"]["url"]))[0]
    assert "Jon Doe" in text
    assert "1 June 2025" in text
    assert "this paper holds no longer" in text


def test_a_file_that_is_gone_is_named_and_the_rest_is_there(
    cloud: RunningCloud, tmp_path: Path
) -> None:
    store = administrator_client(cloud, "s3")
    store.delete_object(Bucket=settings.DOCUMENTS_BUCKET, Key=SCHEMA_ECG["fileInfo"]["s3Key"])
    archive = exported(JOHN, tmp_path / "a.zip")
    manifest = json.loads(archive.read("manifest.json"))
    assert {
        "document": SCHEMA_ECG["documentId"],
        "why": "its file is not in the document store",
    } in (manifest["notHere"])
    assert f"files/{SCHEMA_ECG['documentId']}.pdf" not in archive.namelist()
    assert resources(archive)


def test_a_file_that_was_changed_behind_our_back_is_left_out_named_and_held_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, patient_id = b"%PDF-1.7 sound", fresh_patient()
    told = document(patient_id, ago(days=1))
    key, digest = told["fileInfo"]["s3Key"], hashlib.sha256(sound).hexdigest()
    version = put_file(key, sound, "application/pdf")
    store(told | {"fileInfo": told["fileInfo"] | {"fileSize": len(sound), "s3Version": version,
                                                  "checksum": f"sha256:{digest}"}})  # fmt: skip
    work()  # compares what was brought in
    monkeypatch.setattr(document_store, "read_file", lambda *_: iter([sound[:-1] + b"g"]))
    archive = exported(patient_id, tmp_path / "a.zip")
    why = {"document": told["documentId"], "why": ALTERED}
    assert why in json.loads(archive.read("manifest.json"))["notHere"]
    assert not [name for name in archive.namelist() if name.startswith("files/")]
    found = Documents(wiring.system_work("tests")).get(patient_id, told["documentId"])
    assert found.status is Status.QUARANTINED


def test_who_looked_is_in_it_and_the_export_is_told(
    acting: As, maryam: str, tmp_path: Path
) -> None:
    exported(maryam, tmp_path / "first.zip")
    archive = exported(maryam, tmp_path / "a.zip")
    lines = list(csv.DictReader(io.StringIO(archive.read("who-looked.csv").decode())))
    assert any(each["what"] == "EXPORT_RECORD" for each in lines)
    assert {each["role"] for each in lines} == {"system"}


def test_nobody_has_no_archive_and_an_archive_is_not_written_over(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no patient"):
        exported("patient_nobody", tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "a.zip").write_text("there")
    with pytest.raises(CommandError, match="is there already"):
        exported(JOHN, tmp_path / "a.zip")


def test_who_wrote_what_and_whom_the_patient_let_act_or_look_is_said_in_it(
    acting: As, signed_in: Callable[[str], Client], tmp_path: Path
) -> None:
    patient_id = fresh_patient()
    paper = document(patient_id, ago(days=3))
    store(record(patient_id, ago(days=3)), paper)
    acts("proxy_huda", patient_id)
    typed = {"share_id": new_id("share"), "what": paper["documentId"], "to": "Dr. Hadi", "days": 7}
    signed_in(patient_id).post(f"/patients/{patient_id}/shared/", typed)
    found = resources(exported(patient_id, tmp_path / "a.zip"))
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for each in found:
        get_fhir_model_class(each["resourceType"]).model_validate(each)
        by_kind.setdefault(each["resourceType"], []).append(each)
    names = {f"{each['resourceType']}/{each['id']}" for each in found}
    assert {name for each in found for name in references_in(each)} <= names
    targets = {each["target"][0]["reference"].partition("/")[0] for each in by_kind["Provenance"]}
    assert targets == {"Encounter", "DocumentReference"}
    for each in by_kind["Provenance"]:
        assert each["agent"][0]["who"]["reference"].startswith("Practitioner/")
    proxy, share = sorted(by_kind["Consent"], key=lambda it: str("data" in it["provision"]))
    assert proxy["provision"]["actor"][0]["reference"]["display"] == "Huda Parent"
    assert share["provision"]["actor"][0]["reference"]["display"] == "Dr. Hadi"
    assert share["provision"]["data"][0]["reference"]["reference"].endswith(
        paper["documentId"].replace("_", "-")
    )
    assert {each["status"] for each in (proxy, share)} == {"active"}
