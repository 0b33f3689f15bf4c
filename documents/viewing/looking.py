"""Having one page of a file drawn: the file out of the store, through the lens, as a picture."""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import structlog

from documents.apart import Slots, run
from medisecure.errors import MediSecureError, Unavailable

LENS = Path(__file__).with_name("lens.py")
KINDS: Mapping[str, str] = {
    "application/pdf": "PDF", "image/jpeg": "PICTURE", "image/png": "PICTURE",
    "image/tiff": "PICTURE", "application/dicom": "DICOM",
}  # fmt: skip
LONGEST = 20.0  # seconds
MOST_BYTES = 25 * 1024 * 1024
log = structlog.get_logger()
places = Slots()


class Why(StrEnum):
    """Why a file is not shown here."""

    KIND = "KIND"  # no kind of file we draw
    ENCRYPTED = "ENCRYPTED"
    DAMAGED = "DAMAGED"
    TOO_LARGE = "TOO_LARGE"


REASONS = {3: Why.ENCRYPTED, 4: Why.DAMAGED, 5: Why.TOO_LARGE, 6: Why.KIND}  # the lens's exit codes


class CannotShow(MediSecureError):
    """The file is there and is not shown in place; `why` says what keeps it."""

    def __init__(self, why: Why) -> None:
        super().__init__()
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnPage:
    """One page as it is shown: its number (from 1) of how many, the picture, and its words."""

    page: int
    pages: int
    mime_type: str
    picture: bytes
    text: str

    @property
    def address(self) -> str:
        """The picture inside the page itself: nothing is fetched that would need leave again."""
        return f"data:{self.mime_type};base64,{b64encode(self.picture).decode()}"


def draw_page(chunks: Iterable[bytes], mime_type: str | None, page: int, width: int) -> DrawnPage:
    """Page number `page` (from 1; the nearest there is) drawn `width` pixels wide.

    `CannotShow` for a file that cannot be drawn; `Busy` (an `Unavailable`) without a place for it.
    """
    kind = KINDS.get(mime_type or "")
    if kind is None:
        raise CannotShow(Why.KIND)
    content = b"".join(_bounded(chunks))
    with places:
        code, out = run(LENS, (kind, str(page), str(width)), content, LONGEST)
    if code in REASONS:
        raise CannotShow(REASONS[code])
    if code:
        log.error("a page was not drawn", code=str(code))
        raise CannotShow(Why.DAMAGED)
    head, _, picture = out.partition(b"\n")
    try:
        told = json.loads(head)
    except ValueError as problem:
        raise Unavailable from problem
    return DrawnPage(
        page=told["page"], pages=told["pages"], mime_type=told["kind"], picture=picture,
        text=told["text"].strip(),
    )  # fmt: skip


def _bounded(chunks: Iterable[bytes]) -> Iterable[bytes]:
    size = 0
    for each in chunks:
        size += len(each)
        if size > MOST_BYTES:
            raise CannotShow(Why.TOO_LARGE)
        yield each
