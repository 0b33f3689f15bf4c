"""DICOM, in the inspector's process: read through, its preamble set to zero.

The preamble is 128 bytes for anybody's use; a program may stand there. What follows is what the
device wrote, and is kept as it is. Source: DICOM PS3.10 7.1; CVE-2019-11687.
"""

import io

import pydicom
from pydicom.errors import InvalidDicomError

from documents.verification import limits
from documents.verification.findings import FileFinding
from documents.verification.kinds import PREAMBLE, FileKind
from documents.verification.outcome import Inspected, Refused


def inspected(content: bytes) -> Inspected:
    """The file with an empty preamble; `Refused` with the reason."""
    try:
        data = pydicom.dcmread(io.BytesIO(content))
        rows, columns = int(data.get("Rows") or 0), int(data.get("Columns") or 0)
        frames = int(data.get("NumberOfFrames") or 1)
        if "SOPClassUID" not in data:
            raise Refused(FileFinding.DAMAGED)
    except (InvalidDicomError, OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused(FileFinding.DAMAGED) from error
    if rows * columns > limits.PIXELS or frames > limits.PAGES * 10:
        raise Refused(FileFinding.TOO_MANY_PIXELS)
    return Inspected(FileKind.DICOM, bytes(PREAMBLE) + content[PREAMBLE:], pages=1)
