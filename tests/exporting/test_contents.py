"""A file goes into an archive as it was checked, or not at all; a silent store is asked again."""

import hashlib
from collections.abc import Iterator

import pytest

from documents.models import (
    AccessLevel,
    Document,
    DocumentInfo,
    FileInfo,
    Security,
    Status,
    Verification,
)
from medisecure import document_store
from medisecure.clock import now
from medisecure.document_store import Missing
from medisecure.errors import Unavailable
from medisecure.exporting import contents
from medisecure.exporting.contents import Altered, content_of

CONTENT = b"twelve bytes" * 3
PIECE = 5


class Kept:
    """A store of one file; `reads` are how often it was asked for it."""

    def __init__(self, *answers: bytes | Exception) -> None:
        self.answers, self.reads = list(answers), 0

    def read(self, _key: str, _version: str | None = None) -> Iterator[bytes]:
        answer = self.answers[min(self.reads, len(self.answers) - 1)]
        self.reads += 1
        if isinstance(answer, Exception):
            yield CONTENT[:PIECE]
            raise answer
        yield from (answer[at : at + PIECE] for at in range(0, len(answer), PIECE))


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    """The store, where nobody sleeps between two tries."""
    made = Kept(CONTENT)
    monkeypatch.setattr(document_store, "read_file", made.read)
    monkeypatch.setattr(contents, "PAUSES", (0, 0))
    return made


@pytest.fixture(params=["held", "larger than what is held"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Files that are small enough to be read once, and such that are not."""
    if request.param != "held":
        monkeypatch.setattr(contents, "FILE_BYTES", PIECE)
    return str(request.param)


def checked() -> Document:
    at = now()
    return Document(
        document_id="doc_1", patient_id="patient_1", document_info=DocumentInfo(type="OTHER"),
        file_info=FileInfo(
            s3_bucket="documents", s3_key="documents/1", s3_version="1", file_size=len(CONTENT),
            checksum=f"sha256:{hashlib.sha256(CONTENT).hexdigest()}",
        ),
        security=Security(access_level=AccessLevel.PATIENT_PROVIDER_ONLY), status=Status.ACTIVE,
        verification=Verification(checked_at=at), created_at=at, updated_at=at,
    )  # fmt: skip


def test_what_was_checked_comes_whole(kept: Kept, size: str) -> None:
    assert b"".join(content_of(checked())) == CONTENT
    assert kept.reads == (1 if size == "held" else 2)


@pytest.mark.parametrize("bytes_there", [CONTENT[:-1], CONTENT[:-1] + b"!", CONTENT + b"!", b""])
def test_other_bytes_are_not_given(kept: Kept, size: str, bytes_there: bytes) -> None:
    kept.answers = [bytes_there]
    with pytest.raises(Altered):
        content_of(checked())


def test_a_file_that_is_gone_is_not_asked_for_again(kept: Kept) -> None:
    kept.answers = [Missing()]
    with pytest.raises(Missing):
        content_of(checked())
    assert kept.reads == 1


def test_a_store_that_broke_off_is_asked_again(kept: Kept) -> None:
    kept.answers = [Unavailable(), Unavailable(), CONTENT]
    assert b"".join(content_of(checked())) == CONTENT


def test_a_store_that_stays_silent_is_no_missing_file(kept: Kept) -> None:
    kept.answers = [Unavailable()]
    with pytest.raises(Unavailable) as told:
        content_of(checked())
    assert not isinstance(told.value, Missing)
