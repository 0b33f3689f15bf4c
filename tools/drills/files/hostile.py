"""Hostile files by the thousand: from a seed, each with what must become of it.

What is hidden in a file is `MARK` and a number, so that a copy can be searched for it.
"""

import io
import random
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pikepdf
import pillow_heif
import pydicom
from pikepdf import Array, Dictionary, Name
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID

from documents.verification.findings import FileFinding

MARK = b"HIDDEN-"
CLEAN: frozenset[FileFinding] = frozenset()
OTHERS = (
    b"GIF89a", b"BM", b"RIFF....WEBP", b"<svg onload=alert(1)>", b"<html><script>", b"<?php",
    b"\x1f\x8b", b"7z\xbc\xaf", b"OggS", b"\x00\x00\x01\x00", b"#EXTM3U", b"--\r\n",
)  # fmt: skip
PROGRAMS = (
    b"MZ\x90\x00", b"\x7fELF\x02", b"#!/bin/sh\n", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe",
)  # fmt: skip
SECONDARY_CAPTURE = UID("1.2.840.10008.5.1.4.1.1.7")
NAMES = (
    "../../etc/passwd", "..\\..\\boot.ini", "CON", "a\u202egpj.exe", "\x00\x07\x1b[2J",
    "x" * 300, "<script>alert(1)</script>", "ملف\u2067\u2066", "  . . ", "a\r\nX: y", "%00",
    "nul:\\\\.\\",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file: what it is, how it is called, and what may become of it.

    `only` are the findings one of which it must have; with none of them it may be taken in too, as
    a copy without the mark, or be refused for any reason.
    """

    kind: str
    name: str
    content: bytes
    only: frozenset[FileFinding] = CLEAN
    keeps_mark: bool = False  # what follows a DICOM's preamble is the device's own


Maker = Callable[["Workshop", bytes], Hostile]


class Workshop:
    """Sound files of every kind, and ways to spoil them."""

    def __init__(self, seed: int) -> None:
        pillow_heif.register_heif_opener()
        self.dice = random.Random(seed)  # noqa: S311 - to be repeated
        self.sound = {
            "jpeg": picture("JPEG"), "png": picture("PNG"), "tiff": picture("TIFF"),
            "heic": picture("HEIF"), "pdf": paper(), "dicom": device(),
        }  # fmt: skip
        self.bombs = (picture("PNG", (10_000, 10_000)), picture("PNG", (16_500, 3)))
        self.unpacks = unpacking()
        self.locked = saved_with(self.sound["pdf"], user="secret")

    def files(self, count: int) -> Iterator[Hostile]:
        """So many files; every way at least once where there is room."""
        for number in range(count):
            make = WAYS[number] if number < len(WAYS) else self.dice.choice(WAYS)
            yield make(self, MARK + b"%06d" % number)

    def of(self, *kinds: str) -> bytes:
        return self.sound[self.dice.choice(kinds or tuple(self.sound))]

    def noise(self, most: int = 2_000) -> bytes:
        return self.dice.randbytes(self.dice.randint(1, most))

    def named(self) -> str:
        return self.dice.choice(NAMES)


def picture(form: str, size: tuple[int, int] = (64, 48)) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, form)
    return out.getvalue()


def paper() -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        return saved(pdf)


def saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def saved_with(content: bytes, user: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user=user))
    return out.getvalue()


def device() -> bytes:
    data, meta, out = Dataset(), FileMetaDataset(), io.BytesIO()
    data.SOPClassUID, data.SOPInstanceUID = SECONDARY_CAPTURE, UID("1.2.3")
    data.Rows = data.Columns = 2
    meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = SECONDARY_CAPTURE
    meta.MediaStorageSOPInstanceUID = data.SOPInstanceUID
    data.file_meta = meta
    pydicom.dcmwrite(out, data, enforce_file_format=True)
    return out.getvalue()


def unpacking() -> bytes:
    """A page of a few hundred kilobytes that unpacks to 300 MB."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        bomb = pikepdf.Stream(pdf, zlib.compress(bytes(300 * 1024 * 1024), 9))
        bomb.Filter = Name.FlateDecode
        pdf.pages[0].obj.Contents = pdf.make_indirect(bomb)
        out = io.BytesIO()
        pdf.save(out, compress_streams=False,
                 stream_decode_level=pikepdf.StreamDecodeLevel.none)  # fmt: skip
        return out.getvalue()


def empty(at: Workshop, _: bytes) -> Hostile:
    return Hostile("0 bytes", at.named(), b"", frozenset({FileFinding.EMPTY}))


def renamed(at: Workshop, mark: bytes) -> Hostile:
    content = at.dice.choice(PROGRAMS) + mark + at.noise()
    return Hostile(
        "renamed program", at.named() + ".pdf", content, frozenset({FileFinding.PROGRAM})
    )


def other_kind(at: Workshop, mark: bytes) -> Hostile:
    content = at.dice.choice(OTHERS) + mark + at.noise()
    return Hostile(
        "other kind", at.named() + ".jpg", content, frozenset({FileFinding.UNKNOWN_KIND})
    )


def office(at: Workshop, mark: bytes) -> Hostile:
    content = (
        at.dice.choice((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) + mark + at.noise()
    )
    return Hostile("office or archive", at.named(), content, frozenset({FileFinding.OFFICE}))


def program_before(at: Workshop, mark: bytes) -> Hostile:
    """Two kinds at once: many readers find the PDF, and a system the program."""
    content = at.dice.choice(PROGRAMS) + mark + b"\n" + at.of("pdf")
    return Hostile("program before a paper", at.named(), content, frozenset({FileFinding.PROGRAM}))


def page_before(at: Workshop, mark: bytes) -> Hostile:
    content = b"<html><!--" + mark + b"-->\n" + at.of("pdf", "jpeg", "png")
    return Hostile("web page before", at.named(), content, frozenset({FileFinding.UNKNOWN_KIND}))


def something_behind(at: Workshop, mark: bytes) -> Hostile:
    what = at.dice.choice((b"<script>", b"PK\x03\x04", b"MZ", b"%PDF-1.7\n"))
    return Hostile("something behind", at.named(), at.of() + what + mark, keeps_mark=False)


def cut(at: Workshop, _: bytes) -> Hostile:
    whole = at.of()
    return Hostile("cut off", at.named(), whole[: at.dice.randint(9, len(whole) - 1)])


def flipped(at: Workshop, _: bytes) -> Hostile:
    content = bytearray(at.of())
    for _n in range(at.dice.randint(1, 30)):
        content[at.dice.randrange(len(content))] ^= 1 << at.dice.randrange(8)
    return Hostile("bytes flipped", at.named(), bytes(content), keeps_mark=True)


def beginning_only(at: Workshop, mark: bytes) -> Hostile:
    content = at.of()[:16] + mark + at.noise()
    return Hostile("a beginning and noise", at.named(), content, keeps_mark=False)


def locked(at: Workshop, _: bytes) -> Hostile:
    return Hostile("locked", at.named(), at.locked, frozenset({FileFinding.ENCRYPTED}))


def bomb(at: Workshop, _: bytes) -> Hostile:
    content = at.dice.choice(at.bombs)
    return Hostile("10,000 x 10,000", at.named(), content, frozenset({FileFinding.TOO_MANY_PIXELS}))


def unpacks(at: Workshop, _: bytes) -> Hostile:
    return Hostile(
        "a page that unpacks", at.named(), at.unpacks, frozenset({FileFinding.TOO_HEAVY})
    )


def active(at: Workshop, mark: bytes) -> Hostile:
    words = mark.decode()
    with pikepdf.open(io.BytesIO(at.sound["pdf"])) as pdf:
        script = Dictionary(S=Name.JavaScript, JS=words)
        ways: tuple[Callable[[], object], ...] = (
            lambda: setattr(pdf.Root, "OpenAction", script),
            lambda: setattr(pdf.Root, "AA", Dictionary(WC=script)),
            lambda: setattr(pdf.Root, "Names", Dictionary(
                JavaScript=Dictionary(Names=Array([words, pdf.make_indirect(script)])))),
            lambda: pdf.attachments.__setitem__("setup.exe", b"MZ" + mark),
            lambda: setattr(pdf.pages[0].obj, "AA", Dictionary(O=script)),
            lambda: setattr(pdf.pages[0].obj, "Annots", Array([Dictionary(
                Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9],
                A=Dictionary(S=Name.Launch, F=words))])),
        )  # fmt: skip
        for way in at.dice.sample(ways, at.dice.randint(1, len(ways))):
            way()
        return Hostile("active paper", at.named(), saved(pdf))


def preamble(at: Workshop, mark: bytes) -> Hostile:
    content = (b"MZ" + mark).ljust(128, b"\0") + at.sound["dicom"][128:]
    return Hostile("program in a preamble", at.named(), content)


def tagged(at: Workshop, mark: bytes) -> Hostile:
    exif = Image.Exif()
    exif[0x010E] = mark.decode()  # ImageDescription
    out = io.BytesIO()
    with Image.open(io.BytesIO(at.sound["jpeg"])) as photo:
        photo.save(out, "JPEG", exif=exif.tobytes(), comment=mark)
    return Hostile("words in a photo", at.named(), out.getvalue())


WAYS: tuple[Maker, ...] = (
    empty, renamed, other_kind, office, program_before, page_before, something_behind, cut, flipped,
    beginning_only, locked, bomb, unpacks, active, preamble, tagged,
)  # fmt: skip
