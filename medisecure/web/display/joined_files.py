"""Style sheets and scripts that every page brings: several files here, one on the wire.

They are joined when static files are collected. A page that is not signed in, or stands by itself,
still links the single files.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SOURCES = Path(settings.STATICFILES_DIRS[0])
JOINED_TO = Path(settings.BASE_DIR) / "build" / "joined"
# In this order. The sheet for paper is not among them: it has the last word, after a page's own.
JOINED = {
    "css/frame.css": ("css/tokens.css", "css/app.css"),
    "js/frame.js": ("js/app.js", "js/idle.js"),
}


def joined(parts: Iterable[str]) -> str:
    """The parts as one file."""
    return "\n".join((SOURCES / name).read_text(encoding="utf-8") for name in parts)


class JoinedFinder(BaseFinder):
    """Makes them where `collectstatic`, or a test, asks for them."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self._storage = FileSystemStorage(location=JOINED_TO)

    def check(self, **_: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        if path not in JOINED:
            return []
        found = str(_written(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        for name in JOINED:
            _written(name)
            yield name, self._storage


def _written(name: str) -> Path:
    """The joined file, written anew if a part has changed."""
    path, text = JOINED_TO / name, joined(JOINED[name])
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return path
