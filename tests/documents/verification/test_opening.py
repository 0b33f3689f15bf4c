"""What checking a file comes to: a clean copy of what is a document, and a reason for the rest."""

import io
import sys
import zlib
from pathlib import Path

import pikepdf
import pydicom
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from documents.verification import inspector, limits, opening
from documents.verification.findings import FileFinding
from documents.verification.kinds import FileKind
from documents.verification.opening import digest, inspected, run
from documents.verification.outcome import Refused
from medisecure.errors import Unavailable
from tests.documents.files import (
    located_photo,
    locked_paper,
    paper,
    photo,
    saved,
    scan_of_device,
)

JAVASCRIPT = Dictionary(S=Name.JavaScript, JS="app.launchURL('https://evil.example')")
LAUNCH = Dictionary(S=Name.Launch, F="cmd.exe")


def reason(*contents: bytes) -> FileFinding:
    with pytest.raises(Refused) as refused:
        inspected(contents)
    return refused.value.finding


def black(width: int, height: int) -> bytes:
    """A PNG of one bit a pixel: large, and made at once."""
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (paper(), FileKind.PDF),
        (photo(), FileKind.JPEG),
        (photo("PNG"), FileKind.PNG),
        (photo("HEIF"), FileKind.JPEG),
        (photo("TIFF"), FileKind.TIFF),
        (scan_of_device(), FileKind.DICOM),
        (
            locked_paper(opens_with=""),
            FileKind.PDF,
        ),  # opens for everybody; printing it is forbidden
    ],
    ids=["pdf", "jpeg", "png", "heic", "tiff", "dicom", "forbids printing"],
)
def test_a_document_is_taken_in_and_its_copy_is_one_too(content: bytes, kind: FileKind) -> None:
    found = inspected([content])
    assert (found.kind, found.pages) == (kind, 1)
    assert inspected([found.content]).kind is kind


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (b"", FileFinding.EMPTY),
        (b"%PDF-1.7" + bytes(26 * 1024 * 1024), FileFinding.TOO_LARGE),
        (b"GIF89a" + bytes(99), FileFinding.UNKNOWN_KIND),
        (b"<html><script>alert(1)</script>", FileFinding.UNKNOWN_KIND),
        (b"MZ\x90" + paper(), FileFinding.PROGRAM),
        (b"#!/bin/sh\n" + paper(), FileFinding.PROGRAM),
        (b"\x7fELF" + bytes(500), FileFinding.PROGRAM),
        (b"PK\x03\x04" + paper(), FileFinding.OFFICE),
        (b" " + paper(), FileFinding.UNKNOWN_KIND),
        (locked_paper(), FileFinding.ENCRYPTED),
        (paper()[:200], FileFinding.DAMAGED),
        (photo()[:900], FileFinding.DAMAGED),
        (photo("PNG")[:200], FileFinding.DAMAGED),
        (b"\xff\xd8\xff" + bytes(500), FileFinding.DAMAGED),
        (bytes(128) + b"DICM" + b"\xff" * 90, FileFinding.DAMAGED),
        (black(10_000, 10_000), FileFinding.TOO_MANY_PIXELS),
        (black(16_001, 2), FileFinding.TOO_MANY_PIXELS),
        (paper(limits.PAGES + 1), FileFinding.TOO_MANY_PAGES),
    ],
)
def test_whatever_is_none_has_its_reason(content: bytes, finding: FileFinding) -> None:
    assert reason(content) is finding


class TestPhotos:
    def test_they_lose_where_they_were_taken_and_stand_upright(self) -> None:
        found = inspected([located_photo()])
        with Image.open(io.BytesIO(found.content)) as picture:
            assert picture.size == (200, 320)
            assert dict(picture.getexif()) == {}
        assert b"Secret Camera" not in found.content

    def test_what_stands_behind_the_picture_is_gone(self) -> None:
        found = inspected([photo() + b"<script>alert(1)</script>" + paper()])
        assert b"script" not in found.content
        assert b"%PDF" not in found.content

    def test_a_see_through_one_is_shown_on_white(self) -> None:
        out = io.BytesIO()
        Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(out, "PNG")
        with Image.open(io.BytesIO(inspected([out.getvalue()]).content)) as picture:
            assert picture.convert("RGB").getpixel((4, 4)) == (255, 255, 255)

    def test_an_x_ray_keeps_its_sixteen_bits(self) -> None:
        out = io.BytesIO()
        Image.new("I;16", (9, 9), 4000).save(out, "PNG")
        with Image.open(io.BytesIO(inspected([out.getvalue()]).content)) as picture:
            assert picture.getpixel((4, 4)) == 4000


class TestPapers:
    def active(self) -> bytes:
        with pikepdf.open(io.BytesIO(paper(2))) as pdf:
            pdf.Root.OpenAction = JAVASCRIPT
            named = Dictionary(Names=Array(["a", pdf.make_indirect(JAVASCRIPT)]))
            pdf.Root.Names = Dictionary(JavaScript=named)
            pdf.Root.AcroForm = Dictionary(XFA="<xdp/>", Fields=Array())
            pdf.attachments["evil.exe"] = b"MZ evil"
            page = pdf.pages[0].obj
            page.AA = Dictionary(O=LAUNCH)
            page.Annots = Array([
                Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=LAUNCH),
                Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=[0, 0, 9, 9],
                           AA=Dictionary(K=JAVASCRIPT)),
                Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9]),
                Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9],
                           A=Dictionary(S=Name.URI, URI="https://clinic.example")),
            ])  # fmt: skip
            return saved(pdf, compress_streams=False)

    def test_what_acts_by_itself_is_taken_out(self) -> None:
        before = self.active()
        hostile = (b"JavaScript", b"launchURL", b"Launch", b"cmd.exe", b"MZ evil", b"/XFA",
                   b"/AA", b"/OpenAction", b"FileAttachment", b"EmbeddedFiles")  # fmt: skip
        found = inspected([before])
        with pikepdf.open(io.BytesIO(found.content)) as pdf:
            after = saved(pdf, compress_streams=False,
                          object_stream_mode=pikepdf.ObjectStreamMode.disable)  # fmt: skip
        assert [each for each in hostile if each not in before] == []
        assert [each for each in hostile if each in after] == []
        assert b"https://clinic.example" in after
        assert found.pages == 2

    def test_what_stands_before_between_and_behind_its_objects_is_gone(self) -> None:
        assert b"MZ" not in inspected([paper() + b"\nMZ program"]).content

    def test_a_page_that_unpacks_without_end_is_refused_in_time(self) -> None:
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            bomb = pikepdf.Stream(pdf, zlib.compress(bytes(limits.CONTENT * 3), 9))
            bomb.Filter = Name.FlateDecode
            pdf.pages[0].obj.Contents = pdf.make_indirect(bomb)
            content = saved(pdf, compress_streams=False,
                            stream_decode_level=pikepdf.StreamDecodeLevel.none)  # fmt: skip
        assert len(content) < 1024 * 1024
        assert reason(content) is FileFinding.TOO_HEAVY


class TestDevices:
    def test_a_program_in_the_preamble_is_gone_and_the_rest_is_as_it_was(self) -> None:
        content = scan_of_device(b"MZ a program")
        found = inspected([content])
        assert found.content[:128] == bytes(128)
        assert found.content[128:] == content[128:]
        assert pydicom.dcmread(io.BytesIO(found.content)).PatientName == "Doe^John"


class TestSeveral:
    def test_photos_and_papers_become_one_paper(self) -> None:
        found = inspected([photo(), paper(2), photo("HEIF"), photo("PNG")])
        assert (found.kind, found.pages) == (FileKind.PDF, 5)

    def test_what_cannot_be_put_together_is_not(self) -> None:
        assert reason(photo(), scan_of_device()) is FileFinding.MIXED

    def test_one_bad_page_is_enough(self) -> None:
        assert reason(photo(), b"MZ") is FileFinding.PROGRAM

    def test_together_they_have_no_more_pages_than_one_may(self) -> None:
        assert reason(paper(limits.PAGES), photo()) is FileFinding.TOO_MANY_PAGES


class TestTheInspector:
    def test_it_has_nothing_of_ours_about_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seen = {}

        def looked(command, **how):  # type: ignore[no-untyped-def]
            seen.update(how, command=command)
            raise opening.subprocess.TimeoutExpired(command, 1)

        monkeypatch.setattr(opening.subprocess, "run", looked)
        with pytest.raises(Unavailable):  # a busy machine is not the file's fault
            run(FileKind.PDF.value, b"%PDF-")
        assert set(seen["env"]) == {"LANG", "PATH", "HOME"}
        assert seen["timeout"] == limits.PATIENCE
        assert "-I" in seen["command"]

    @pytest.mark.parametrize(
        "deed",
        [
            "import socket; socket.create_connection(('127.0.0.1', 9))",
            "import subprocess; subprocess.run(['true'])",
            "import os; os.system('true')",
            "import os; os.fork()",
            "open('/tmp/inspector-was-here', 'w')",
            "import os; os.remove('/tmp/inspector-was-here')",
        ],
    )
    def test_it_reaches_nothing(self, deed: str) -> None:
        program = f"""
import sys; sys.path.insert(0, {str(opening.INSPECTOR.parents[2])!r})
from documents.verification import inspector
inspector.confined()
try:
    {deed}
except PermissionError:
    sys.exit(7)
"""
        done = opening.subprocess.run([opening.sys.executable, "-I", "-c", program], check=False)
        assert done.returncode == 7

    def test_it_is_held_to_its_memory(self) -> None:
        program = f"""
import sys; sys.path.insert(0, {str(opening.INSPECTOR.parents[2])!r})
from documents.verification import inspector
inspector.confined()
try:
    bytearray({limits.MEMORY})
except MemoryError:
    sys.exit(7)
"""
        done = opening.subprocess.run([opening.sys.executable, "-I", "-c", program], check=False)
        assert done.returncode == 7


def an_inspector(monkeypatch: pytest.MonkeyPatch, folder: Path, program: str) -> None:
    """Another program in its place."""
    path = folder / "inspector.py"
    path.write_text(program)
    monkeypatch.setattr(opening, "INSPECTOR", path)


def test_a_process_that_is_killed_was_stopped_by_its_limits(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    an_inspector(monkeypatch, tmp_path, "import os; os.kill(os.getpid(), 9)")
    with pytest.raises(Refused) as refused:
        run(FileKind.PDF.value, b"%PDF-")
    assert refused.value.finding is FileFinding.TOO_HEAVY


@pytest.mark.parametrize("program", ["import a_library_that_is_missing", "raise SystemExit(2)"])
def test_no_file_is_blamed_for_an_inspector_that_is_not_whole(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str
) -> None:
    an_inspector(monkeypatch, tmp_path, program)
    with pytest.raises(Unavailable):
        run(FileKind.PDF.value, b"%PDF-")


def test_a_missing_library_is_nothing_the_inspector_says_of_a_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "documents.verification.papers", None)
    monkeypatch.delattr("documents.verification.papers", raising=False)  # imported before
    with pytest.raises(ImportError):
        inspector.answer(FileKind.PDF.value, paper())


def test_the_digest_is_in_the_schemas_shape() -> None:
    assert digest(b"abc").startswith("sha256:ba7816bf")
