"""The log that makes a confirmed change last: torn endings are dropped, damage is not."""

from pathlib import Path

import pytest

from tools.local_cloud.journal import Journal, JournalDamagedError, read


@pytest.fixture
def written(tmp_path: Path) -> Path:
    journal = Journal(tmp_path, 1)
    for n in range(3):
        journal.append({"n": n})
    journal.close()
    return journal.path


def test_records_come_back_in_order(written: Path) -> None:
    assert list(read(written.parent, 1)) == [{"n": 0}, {"n": 1}, {"n": 2}]


def test_another_generation_is_empty(written: Path) -> None:
    assert list(read(written.parent, 2)) == []


@pytest.mark.parametrize("cut", range(1, 18))
def test_a_torn_last_line_is_left_out(written: Path, cut: int) -> None:
    whole = written.read_bytes()
    written.write_bytes(whole[:-cut])
    expected = 3 if cut == 1 else 2  # only the line's end is missing: the record is whole
    assert len(list(read(written.parent, 1))) == expected


def test_damage_in_the_middle_is_not_passed_over(written: Path) -> None:
    written.write_bytes(written.read_bytes().replace(b'"n":1', b'"n":7'))
    with pytest.raises(JournalDamagedError, match="line 2"):
        list(read(written.parent, 1))


def test_old_generations_are_removed_once_a_snapshot_holds_them(written: Path) -> None:
    newer = Journal(written.parent, 2)
    newer.forget_others()
    newer.close()
    assert [path.name for path in written.parent.iterdir()] == ["journal-2.jsonl"]
