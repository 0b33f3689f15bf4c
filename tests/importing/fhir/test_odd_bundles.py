"""Bundles in odd shapes: each resource is taken in or said why not, and nothing stops the rest."""

import csv
from pathlib import Path

import pytest

from patients.lists.repository import Lists
from patients.records.repository import Records
from patients.results.repository import Results
from tests.importing.fhir.bundles import Resource, a_history, bundle, patient, uuid_of
from tests.importing.fhir.odd import odd, spoiled
from tests.importing.fhir.test_import_fhir import As, imported, patient_id_of

pytestmark = pytest.mark.usefixtures("clinic")
Told = dict[str, tuple[str, str]]  # a resource's id → what became of it, and why


def outcomes(tmp_path: Path, resources: list[Resource]) -> Told:
    """What the report says of each, when all came in one bundle."""
    named = [{"id": f"place-{n}"} | each for n, each in enumerate(resources)]
    report = tmp_path / "report.csv"
    imported(bundle(tmp_path / "odd.json", named), report=report)
    with report.open(newline="") as lines:
        told = [each for each in csv.DictReader(lines) if each["outcome"] != "partly"]
    found = {each["id"]: (each["outcome"], each["reason"]) for each in told}
    assert len(told) == len(named)
    assert found.keys() == {each["id"] for each in named}
    assert all(reason for outcome, reason in found.values() if outcome == "left out")
    return found


SAID = {
    "": "", "text": "", "given": "", "nameless": "has no name", "masked": "has no name",
    "no period": "has no time", "to come": "its day is still to come",
    "nobody": "its patient is not in this file", "off": "its status is cancelled",
    "1": "", "2": "", "3": "", "4": "", "5": "has no value", "6": "", "8": "", "9": "", "10": "",
    "7": "has no value", "11": "has no value", "12": "has no value",
    "13": "a blood pressure needs both its values", "14": "category survey",
    "15": "has no value", "16": "", "17": "does not say when", "18": "the last day of sick leave",
    "m1": "does not say since when",
    "c5": "not of the patient it names", "p2": "still to come",
    "m2": "names no medicine", "c1": "names no condition", "c2": "names no condition",
    "c3": "names no condition", "c4": "", "a1": "names no substance", "i1": "was not given",
    "i2": "does not say when it was given", "p1": "its status is not-done", "d1": "",
    "d2": "says nothing in words", "d3": "cannot be read as text", "g": "not kept",
    "pr": "not kept", "untyped": "not kept", "ap": "has no time",
}  # fmt: skip


def test_each_odd_resource_is_taken_in_or_said_why_not(acting: As, tmp_path: Path) -> None:
    told = outcomes(tmp_path, odd("odd"))
    for name, words in SAID.items():
        outcome, reason = told[uuid_of(f"odd {name}".strip())]
        assert (words in reason) if words else (outcome == "imported"), (name, outcome, reason)


@pytest.mark.parametrize("seed", range(2))
def test_nothing_that_is_spoiled_stops_the_rest(tmp_path: Path, seed: int) -> None:
    sound = [*a_history(f"whole {seed}"), *odd(f"strange {seed}")]
    people = [patient(f"whole {seed}"), patient(f"strange {seed}")]
    told = outcomes(tmp_path, [*people, *spoiled(sound, 250, seed), patient(f"last {seed}")])
    assert told[uuid_of(f"last {seed}")][0] == "imported"
    kept = [outcome for outcome, _reason in told.values() if outcome == "imported"]
    assert len(kept) > 20


def test_units_in_words_and_what_is_of_somebody_else(acting: As, tmp_path: Path) -> None:
    outcomes(tmp_path, odd("strict"))
    uow = acting("system", "tests")
    entries = Records(uow).latest(patient_id_of(tmp_path, "strict")).items
    [visit] = [each for each in entries if each.clinical_data and each.clinical_data.vital_signs]
    taken = visit.clinical_data and visit.clinical_data.vital_signs
    assert taken
    assert taken.units
    assert (str(taken.temperature), taken.units.temperature) == ("99.5", "[degF]")
    named = [each.description for entry in entries for each in entry.diagnoses]
    assert "Of somebody else" not in named
    listed = Lists(uow).now(patient_id_of(tmp_path, "strict"))
    assert "Gout" in [each.condition.description for each in listed if each.condition]
    values = Results(uow).latest(patient_id_of(tmp_path, "strict")).items
    assert len(values) == 8
