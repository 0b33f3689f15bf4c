"""Why a file is not taken in: one word for each reason; the sentences are in `wording.py`."""

from enum import StrEnum


class FileFinding(StrEnum):
    """What checking a file found. What was stored once keeps its spelling."""

    EMPTY = "EMPTY"
    TOO_LARGE = "TOO_LARGE"
    NOT_THE_SAME = "NOT_THE_SAME"  # other bytes than were announced
    UNKNOWN_KIND = "UNKNOWN_KIND"
    PROGRAM = "PROGRAM"
    OFFICE = "OFFICE"
    ENCRYPTED = "ENCRYPTED"
    DAMAGED = "DAMAGED"
    TOO_MANY_PAGES = "TOO_MANY_PAGES"
    TOO_MANY_PIXELS = "TOO_MANY_PIXELS"
    TOO_HEAVY = "TOO_HEAVY"  # it takes more time or memory than a document does
    MIXED = "MIXED"  # several files that do not make one document
    NO_PICTURE = "NO_PICTURE"  # a patient's photo is one picture
    MALWARE = "MALWARE"
    GONE = "GONE"  # the bytes were not there any more
    NOT_CHECKED = "NOT_CHECKED"  # it was tried again and again
    MISMATCH = "MISMATCH"  # brought in from elsewhere, and not what was noted of it
    ALTERED = "ALTERED"  # changed where it is kept, after it was checked
