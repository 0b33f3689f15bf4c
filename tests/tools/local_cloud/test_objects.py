"""A stored file and its description appear together, also when the plug is pulled in between."""

import hashlib
from pathlib import Path

from tools.local_cloud.objects import Staging, finish_interrupted


def test_nothing_is_in_place_before_all_of_it_is_on_disk(tmp_path: Path) -> None:
    folder = tmp_path / "bucket"
    in_place_early: list[Path] = []

    def engine(bucket: str, key: str, stored: bytes) -> None:
        """Stores as the engine does: the body first, then the description."""
        staging.write(str(folder / key), stored)
        staging.write(str(folder / f"{key}.meta.json"), "{}", text=True)
        in_place_early.extend(path for path in folder.iterdir() if path.suffix != ".tmp")

    folder.mkdir()
    staging = Staging(tmp_path, engine)
    staging.persist("bucket", "a", b"body")
    assert in_place_early == []
    assert sorted(path.name for path in folder.iterdir()) == ["a", "a.meta.json"]


class TestInterruptedFile:
    def store(self, folder: Path, *, described: bytes) -> Path:
        """A body that was written but not yet in place, and a description of some body."""
        digest = hashlib.md5(described, usedforsecurity=False).hexdigest()
        (folder / "a.tmp").write_bytes(b"new body")
        (folder / "a.meta.json").write_text(f'{{"etag": "{digest}", "size": {len(described)}}}')
        return folder / "a"

    def test_it_is_finished_when_its_description_got_there(self, tmp_path: Path) -> None:
        final = self.store(tmp_path, described=b"new body")
        finish_interrupted(tmp_path)
        assert final.read_bytes() == b"new body"

    def test_it_is_dropped_when_the_description_is_still_the_old_one(self, tmp_path: Path) -> None:
        final = self.store(tmp_path, described=b"old body")
        finish_interrupted(tmp_path)
        assert not final.exists()
        assert not list(tmp_path.glob("*.tmp"))
