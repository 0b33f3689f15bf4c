"""What kind of file some bytes are, by their first ones: nothing else decides, no name and no type.

A signature counts at the very beginning only. Readers are more patient: a PDF may begin anywhere
in its first kilobyte for many of them, and so a file can be two kinds at once.
Sources: PDF 32000-1:2008, 7.5.2; ITU-T T.81 B.1.1.3; PNG 5.2; TIFF 6.0, section 2;
ISO/IEC 23008-12, 10.2 (brands); DICOM PS3.10, 7.1.
"""

from enum import StrEnum

from documents.verification.findings import FileFinding


class FileKind(StrEnum):
    """The kinds that are taken in, by their media type."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    HEIC = "image/heic"
    TIFF = "image/tiff"
    DICOM = "application/dicom"


IMAGES = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.HEIC})
SUFFIXES = {
    FileKind.PDF: ".pdf",
    FileKind.JPEG: ".jpg",
    FileKind.PNG: ".png",
    FileKind.TIFF: ".tif",
    FileKind.DICOM: ".dcm",
}
BEGINNINGS = (
    (b"%PDF-", FileKind.PDF),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"II*\x00", FileKind.TIFF),
    (b"MM\x00*", FileKind.TIFF),
)
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx"})
PREAMBLE, DICOM_MARK = 128, b"DICM"
# What people send by mistake, named for them: programs and scripts, office files and archives.
PROGRAMS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!", b"L\x00\x00\x00")
OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")


def kind_of(content: bytes) -> FileKind | FileFinding:
    """The kind of file, or why it is none of ours.

    >>> str(kind_of(b"%PDF-1.7")), str(kind_of(b"MZ..%PDF-1.7")), str(kind_of(b"GIF89a"))
    ('application/pdf', 'PROGRAM', 'UNKNOWN_KIND')
    """
    for beginning, kind in BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        return FileKind.HEIC
    # Whatever stands in the preamble, a program even: it is set to zero in the copy that is kept.
    if content[PREAMBLE : PREAMBLE + len(DICOM_MARK)] == DICOM_MARK:
        return FileKind.DICOM
    if content.startswith(PROGRAMS):
        return FileFinding.PROGRAM
    return FileFinding.OFFICE if content.startswith(OFFICE) else FileFinding.UNKNOWN_KIND
