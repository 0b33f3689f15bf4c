"""What every page brings is one sheet and one script: the single files, in their order."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from medisecure.web.display import joined_files
from medisecure.web.display.joined_files import JOINED, SOURCES, JoinedFinder


@pytest.mark.parametrize("name", sorted(JOINED))
def test_a_joined_file_holds_its_parts_whole_and_in_order(name: str) -> None:
    found = finders.find(name)
    assert found
    parts = [(SOURCES / each).read_text(encoding="utf-8") for each in JOINED[name]]
    assert Path(str(found)).read_text(encoding="utf-8") == "\n".join(parts)
    assert len(parts) > 1


def test_it_is_collected_and_follows_its_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("SOURCES", "JOINED_TO"):
        monkeypatch.setattr(joined_files, place, tmp_path / place)
    for each in {part for parts in JOINED.values() for part in parts}:
        (tmp_path / "SOURCES" / each).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "SOURCES" / each).write_text(f"/* {each} */", encoding="utf-8")
    finder = JoinedFinder()
    for wanted in ("/* js/idle.js */", "/* later */"):
        (tmp_path / "SOURCES" / "js/idle.js").write_text(wanted, encoding="utf-8")
        found = {name: storage.open(name).read().decode() for name, storage in finder.list(None)}
        assert found["js/frame.js"] == f"/* js/app.js */\n{wanted}"
        assert found.keys() == JOINED.keys()


def test_it_knows_no_other_files() -> None:
    assert JoinedFinder().find("css/app.css") == []
    assert JoinedFinder().find("js/frame.js", find_all=True) != []
