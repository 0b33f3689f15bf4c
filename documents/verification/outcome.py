"""What an inspection came to, and how it travels from the inspector's process to ours."""

import json
from dataclasses import dataclass

from documents.verification.findings import FileFinding
from documents.verification.kinds import FileKind


class Refused(Exception):
    """The file is not taken in, for this reason."""

    def __init__(self, finding: FileFinding) -> None:
        super().__init__(finding.value)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Inspected:
    """A clean copy: its kind, its bytes, how many pages it has."""

    kind: FileKind
    content: bytes
    pages: int

    def packed(self) -> bytes:
        """One line of JSON, then the bytes."""
        told = {"kind": self.kind, "pages": self.pages}
        return json.dumps(told).encode() + b"\n" + self.content


def packed(refused: Refused) -> bytes:
    """A refusal as one line."""
    return json.dumps({"finding": refused.finding}).encode() + b"\n"


def unpacked(told: bytes) -> Inspected:
    """What a process wrote; `Refused` as it said, or where it said nothing that makes sense."""
    line, _, content = told.partition(b"\n")
    try:
        words = json.loads(line)
        if "finding" in words:
            raise Refused(FileFinding(words["finding"]))
        return Inspected(FileKind(words["kind"]), content, int(words["pages"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(FileFinding.TOO_HEAVY) from error
