"""The files of an archive: compared with what was checked before a byte of them is written."""

import time
from collections.abc import Iterable, Iterator
from itertools import chain

from documents.models import FILE_BYTES, Document
from documents.services import matches_checksum
from medisecure import document_store
from medisecure.document_store import Missing
from medisecure.errors import MediSecureError, Unavailable

PAUSES = 1, 5  # seconds before a store that was silent is asked again


class Altered(MediSecureError):
    """The stored bytes are not those that were checked."""


def content_of(document: Document) -> Iterable[bytes]:
    """A document's file in pieces: whole, and as it was checked.

    A file as large as those we take in is read once and held, 25 MB at most; a larger one, which
    another system had, is read twice. `Altered` for other bytes, `Missing` for a file that is not
    there, `Unavailable` where the store was silent three times: nothing was given out by then.
    """
    for pause in PAUSES:
        try:
            return _read(document)
        except Missing:
            raise
        except Unavailable:
            time.sleep(pause)
    return _read(document)


def _read(document: Document) -> Iterable[bytes]:
    told = document.file_info
    pieces = document_store.read_file(told.s3_key, told.s3_version)
    held = list(_first(FILE_BYTES, pieces))
    more = next(pieces, b"")
    if not matches_checksum(document, None if more else held):
        raise Altered
    return chain(held, [more], pieces) if more else held


def _first(size: int, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The first pieces, until they hold this much."""
    while size > 0 and (piece := next(pieces, b"")):
        yield piece
        size -= len(piece)
