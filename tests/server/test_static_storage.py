"""Where a page finds its style sheets and scripts."""

from pathlib import Path

import pytest
from whitenoise.storage import CompressedManifestStaticFilesStorage

from medisecure.server.static_storage import StaticStorage


def test_a_file_has_djangos_address_each_time_and_one_that_is_not_there_none(
    tmp_path: Path,
) -> None:
    ours, theirs = (
        kind(location=tmp_path, base_url="/static/")
        for kind in (StaticStorage, CompressedManifestStaticFilesStorage)
    )
    for each in (ours, theirs):
        each.hashed_files = {"css/a.css": "css/a.1f.css", "a b.svg": "a b.2e.svg"}
    for name in ("css/a.css", "a b.svg", "css/a.css", "a b.svg"):
        assert ours.url(name) == theirs.url(name)
    for _ in range(2):
        with pytest.raises(ValueError, match=r"none\.css"):
            ours.url("none.css")


def test_the_manifest_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage, asked = StaticStorage(location=tmp_path, base_url="/static/"), []
    storage.hashed_files = {"css/a.css": "css/a.1f.css"}
    ask = storage.stored_name
    monkeypatch.setattr(storage, "stored_name", lambda name: (asked.append(name), ask(name))[1])
    assert storage.url("css/a.css") == storage.url("css/a.css") == "/static/css/a.1f.css"
    assert asked == ["css/a.css"]
