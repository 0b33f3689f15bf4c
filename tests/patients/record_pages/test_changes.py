"""A signed entry afterwards: added to, corrected, struck out; and what could be read when."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from medisecure.clock import now
from medisecure.dynamodb import unit_of_work
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict, Invalid
from medisecure.web.input.fields import new_id
from patients.lists.services import lists_now
from patients.records import services
from patients.records.models import (
    ClinicalData,
    Diagnosis,
    Prescription,
    Record,
    Status,
    Treatment,
    VisitInfo,
)
from patients.records.repository import Records
from patients.records.versions import Versions
from tests.patients.home.portal import ago, fresh_patient, record, store
from tests.people import DR_SMITH

Smith = Callable[[], UnitOfWork]


@pytest.fixture
def smith(acting: Callable[[str, str], UnitOfWork]) -> Smith:
    return lambda: acting("provider", DR_SMITH)


@pytest.fixture
def patient() -> str:
    """Somebody in Dr. Smith's care by an entry that was loaded."""
    who = fresh_patient()
    store(record(who, ago(days=30)))
    return who


def an_entry(patient_id: str, at: datetime, *, words: str = "", codes: tuple[str, ...] = (),
             medicine: str = "") -> Record:  # fmt: skip
    given = [Prescription(medication=medicine)] if medicine else None
    return Record(
        record_id=new_id("consultation"), record_type="CONSULTATION", patient_id=patient_id,
        provider_id=DR_SMITH, visit_info=VisitInfo(date=at), status=Status.COMPLETED,
        clinical_data=ClinicalData(
            notes=words, diagnosis=[Diagnosis(code=code) for code in codes] or None,
            treatment=Treatment(prescription=given) if given else None,
        ), created_at=at, updated_at=at,
    )  # fmt: skip


def signed(smith: Smith, entry: Record) -> str:
    uow = smith()
    told = replace(entry, created_at=uow.at, updated_at=uow.at)
    items = lists_now(uow, entry.patient_id).items
    with uow:
        services.sign(uow, told, items)
    return entry.record_id


def corrected(smith: Smith, patient: str, record_id: str, as_now: Record, why: str) -> Record:
    uow = smith()
    before, versions = services.read_own(uow, patient, record_id)
    items = lists_now(uow, patient).items
    with uow:
        return services.correct(
            uow, before, as_now, why, items=items, past=[], versions=versions
        )  # fmt: skip


def names(smith: Smith, patient: str) -> set[str]:
    return {each.name for each in lists_now(smith(), patient).items}


def test_words_are_added_below_and_the_entry_stays_as_it_was(smith: Smith, patient: str) -> None:
    name = signed(smith, an_entry(patient, now(), words="As signed"))
    services.add_addendum(smith(), patient, name, " Later: the culture was sterile. ")
    read = Records(smith()).get(patient, name)
    assert read.clinical_data
    assert read.clinical_data.notes == "As signed"
    assert [each.text for each in read.addenda or []] == ["Later: the culture was sterile."]
    first = next(iter(Versions(smith()).of(patient, name)))
    assert first.entry.addenda is None
    with pytest.raises(Invalid):
        services.add_addendum(smith(), patient, name, "  ")


def test_a_correction_takes_its_place_with_a_reason_and_changes_the_lists(
    smith: Smith, patient: str
) -> None:
    first = an_entry(patient, now(), codes=("I10", "E11.9"), medicine="Metformin")
    name = signed(smith, first)
    assert names(smith, patient) == {"I10", "E11.9", "A10BA02"}
    as_now = an_entry(patient, now(), codes=("I10", "J45.909"))
    with pytest.raises(Invalid):
        corrected(smith, patient, name, as_now, " ")
    saved = corrected(smith, patient, name, as_now, "Wrong patient's test")
    assert (saved.status, saved.seen_at) == (Status.AMENDED, first.seen_at)
    assert names(smith, patient) == {"I10", "J45.909"}
    assert [each.entry.diagnosis_summary for each in Versions(smith()).of(patient, name)] == [
        "I10; E11.9", "I10; J45.909",
    ]  # fmt: skip


def test_what_is_struck_out_counts_nowhere_and_only_its_author_may(
    smith: Smith, patient: str, acting: Callable[[str, str], UnitOfWork], signed_in: Any
) -> None:
    name = signed(smith, an_entry(patient, now(), codes=("I10",), medicine="Metformin"))
    services.strike_out(smith(), patient, name, "Another chart was meant")
    assert names(smith, patient) == set()
    with pytest.raises(Conflict):
        services.strike_out(smith(), patient, name, "twice")
    assert Records(acting("patient", patient)).latest(patient).items[0].record_id != name
    page = signed_in(DR_SMITH).get(f"/patients/{patient}/records/{name}/").content.decode()
    assert "Another chart was meant" in page
    assert "struck" in page
    assert signed_in(patient).get(f"/patients/{patient}/records/{name}/").status_code == 404


def test_an_entry_of_a_colleague_may_be_added_to_and_not_corrected(
    smith: Smith, patient: str
) -> None:
    theirs = record(patient, ago(days=2), providerId="provider_other")
    store(theirs)
    services.add_addendum(smith(), patient, theirs["recordId"], "Seen by me, too.")
    with pytest.raises(AccessDenied):
        services.strike_out(smith(), patient, theirs["recordId"], "not mine")
    with pytest.raises(AccessDenied):
        services.read_own(smith(), patient, theirs["recordId"])
    # It was loaded and never kept: its state before the change is a version of its own.
    assert len(Versions(smith()).of(patient, theirs["recordId"])) == 2


@pytest.fixture
def clock(patient: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[], datetime]:
    """A clock of the units of work that goes on by a minute each time it is asked."""
    start, ticks = now(), iter(range(10**6))
    monkeypatch.setattr(unit_of_work, "now", lambda: start + timedelta(minutes=next(ticks)))
    return lambda: start + timedelta(minutes=next(ticks))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_as_of_any_instant_is_what_could_be_read_then(
    smith: Smith, patient: str, clock: Callable[[], datetime], seed: int
) -> None:
    """A recorded history: after each change all entries are written down, and asked for later."""
    dice, snapshots, mine = random.Random(seed), [], []  # noqa: S311 - a history, no secret
    for n in range(14):
        deed = dice.choice(["sign", "sign", "add", "correct", "strike"])
        left = [each for each in mine if Records(smith()).get(patient, each).status.is_final]
        if deed == "sign" or not left:
            mine.append(signed(smith, an_entry(patient, clock(), words=f"{n}")))
        elif deed == "add":
            services.add_addendum(smith(), patient, dice.choice(left), f"added {n}")
        elif deed == "correct":
            as_now = an_entry(patient, clock(), words=f"corrected {n}")
            corrected(smith, patient, dice.choice(left), as_now, "a test")
        else:
            services.strike_out(smith(), patient, dice.choice(left), "a test")
        snapshots.append((clock(), Records(smith()).latest(patient).items))
    assert len({len(repr(each)) for _, each in snapshots}) > 5
    for instant, then in snapshots:
        uow = smith()
        today = Records(uow).latest(patient).items
        assert Versions(uow).as_of(today, instant) == then


def test_the_page_shows_the_entry_as_it_was(smith: Smith, patient: str, signed_in: Any) -> None:
    name = signed(smith, an_entry(patient, now(), words="As signed"))
    corrected(smith, patient, name, an_entry(patient, now(), words="As corrected"), "a test")
    doctor, url = signed_in(DR_SMITH), f"/patients/{patient}/records/{name}/"
    page = doctor.get(url)
    first = page.context["versions"][0]
    assert "As corrected" in page.content.decode()
    query = {"day": first.day, "time": first.time}
    then = doctor.get(url, query).content.decode()
    assert "As signed" in then
    assert "As corrected" not in then
    assert doctor.get(url, {"day": "2001-01-01"}).status_code == 302
    assert doctor.get(url, {"day": "soon", "time": "x"}).status_code == 200
    listed = doctor.get(f"/patients/{patient}/records/", {"day": "2001-01-01"}).content.decode()
    assert name not in listed
    assert "As corrected" in signed_in(patient).get(url, query).content.decode()
