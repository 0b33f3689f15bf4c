"""A record to read comes in files that the press can set, however much an entry tells."""

from dataclasses import replace

from medisecure.clock import now
from medisecure.exporting.readable import A_FILE, MOST_TOLD, parcelled
from patients.records.models import ClinicalData, Record, VisitInfo


def entry(number: int, told: int = 10) -> Record:
    return Record(
        record_id=f"consultation_{number}", record_type="CONSULTATION", patient_id="patient_1",
        provider_id="provider_1", visit_info=VisitInfo(date=now()), created_at=now(),
        updated_at=now(), clinical_data=ClinicalData(notes="x" * told),
    )  # fmt: skip


def sizes(*entries: Record) -> list[int]:
    return [len(each) for each in parcelled(entries)]


def test_short_entries_come_so_many_to_a_file_and_none_is_lost() -> None:
    entries = [entry(n) for n in range(2 * A_FILE + 1)]
    assert sizes(*entries) == [A_FILE, A_FILE, 1]
    assert [each for file in parcelled(entries) for each in file] == entries


def test_long_ones_come_in_more_files_and_the_longest_alone() -> None:
    half = entry(1, MOST_TOLD // 2 + 1)
    assert sizes(half, half, half) == [1, 1, 1]
    assert sizes(entry(1), entry(2, 10 * MOST_TOLD), entry(3)) == [1, 1, 1]


def test_whoever_has_no_entry_gets_one_file_all_the_same() -> None:
    assert sizes() == [0]
    assert sizes(replace(entry(1), clinical_data=None)) == [1]
