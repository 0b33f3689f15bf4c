"""Static files are collected once, also when several want them at the same moment."""

import threading
from pathlib import Path
from typing import Any

import pytest

from tools import static_files

pytestmark = pytest.mark.usefixtures("elsewhere")
SEVERAL = 4


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of its own, so that the collected files of this checkout stay."""
    collected = tmp_path / "build" / "static"
    monkeypatch.setattr(static_files, "COLLECTED", collected)
    monkeypatch.setattr(static_files, "STAMP", collected / ".collected-from")
    monkeypatch.setattr(static_files, "LOCK", tmp_path / "build" / "static.lock")


def test_of_several_at_once_one_collects_and_the_others_wait() -> None:
    begun, together = list[str](), threading.Barrier(SEVERAL)

    def collectstatic(_environ: Any, command: str, *_options: str) -> None:
        begun.append(command)
        static_files.COLLECTED.mkdir(parents=True)  # fails for a second one
        threading.Event().wait(0.2)

    def want() -> None:
        together.wait(10)
        static_files.collect(collectstatic, {})

    wanting = [threading.Thread(target=want) for _ in range(SEVERAL)]
    for each in wanting:
        each.start()
    for each in wanting:
        each.join(30)
    assert begun == ["collectstatic"]


def test_what_has_changed_is_collected_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    times = list[str]()

    def collectstatic(_environ: Any, command: str, *_options: str) -> None:
        times.append(command)
        static_files.COLLECTED.mkdir(parents=True, exist_ok=True)

    source = tmp_path / "static"
    source.mkdir()
    monkeypatch.setattr(static_files, "SOURCES", source)
    for content in ("a { color: red }", "a { color: red }", "a { color: blue }"):
        (source / "site.css").write_text(content, encoding="utf-8")
        static_files.collect(collectstatic, {})
    assert len(times) == 2
