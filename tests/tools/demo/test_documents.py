"""The files of the demo clinic: real, small, repeatable, and just what their items say."""

import copy
import hashlib
import io
import re
import struct
import zlib

import pytest
from pypdf import PdfReader

from tools.demo.documents import file_bytes
from tools.demo.pdf import Sheet, pdf_bytes
from tools.demo.schema_items import schema_items

OPAQUE = re.compile(r"^documents/(patient_[0-9]{5})/[0-9A-HJKMNP-TV-Z]{26}$")


@pytest.fixture(scope="module")
def one_of_each(of_kind):
    """One document item of each kind."""
    return {item["documentInfo"]["type"]: item for item in of_kind("DOCUMENT")}


def test_there_are_papers_and_pictures(one_of_each):
    assert one_of_each.keys() == {"ECG_REPORT", "LAB_REPORT", "DISCHARGE_LETTER", "XRAY_IMAGE"}


def test_sizes_and_checksums_are_those_of_the_files(of_kind):
    for item in of_kind("DOCUMENT"):
        content = file_bytes(item)
        assert item["fileInfo"]["fileSize"] == len(content)
        assert item["fileInfo"]["checksum"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_storage_names_are_opaque_and_never_repeated(of_kind):
    names = [item["fileInfo"]["s3Key"] for item in of_kind("DOCUMENT")]
    assert len(set(names)) == len(names)
    for item in of_kind("DOCUMENT"):
        assert OPAQUE.match(item["fileInfo"]["s3Key"])[1] == item["patientId"]


@pytest.mark.parametrize("kind", ["ECG_REPORT", "LAB_REPORT", "DISCHARGE_LETTER"])
def test_papers_open_as_one_page_and_say_whose_they_are(one_of_each, kind):
    item = one_of_each[kind]
    content = file_bytes(item)
    reader = PdfReader(io.BytesIO(content), strict=True)
    words = reader.pages[0].extract_text()
    assert content.startswith(b"%PDF-1.4")
    assert len(reader.pages) == 1
    assert item["patientId"] in words
    assert item["documentInfo"]["title"] in words
    assert item["fileInfo"]["mimeType"] == "application/pdf"
    assert 2_000 < len(content) < 32_000


def test_the_schemas_own_ecg_has_a_file_too():
    document = schema_items()[4]
    content = file_bytes(document)
    words = PdfReader(io.BytesIO(content), strict=True).pages[0].extract_text()
    for expected in ("12-Lead ECG Report", "patient_12345", "Dr. Sarah Smith", "aVR", "V6"):
        assert expected in words
    assert b"25 mm/s" in content


def test_pictures_are_whole_png_files(one_of_each):
    content = file_bytes(one_of_each["XRAY_IMAGE"])
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    place, kinds, pixels, size = 8, [], b"", (0, 0)
    while place < len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        kind = content[place + 4 : place + 8]
        body = content[place + 8 : place + 8 + length]
        check = content[place + 8 + length : place + 12 + length]
        assert struct.unpack(">I", check)[0] == zlib.crc32(kind + body)
        kinds.append(kind)
        pixels += body if kind == b"IDAT" else b""
        size = struct.unpack(">II", body[:8]) if kind == b"IHDR" else size
        place += 12 + length
    assert kinds == [b"IHDR", b"tEXt", b"IDAT", b"IEND"]
    assert len(zlib.decompress(pixels)) == (size[0] + 1) * size[1]
    assert one_of_each["XRAY_IMAGE"]["fileInfo"]["mimeType"] == "image/png"


def test_a_file_does_not_depend_on_the_size_and_checksum_written_in_its_item(one_of_each):
    for item in one_of_each.values():
        bare = copy.deepcopy(item)
        del bare["fileInfo"]
        assert file_bytes(bare) == file_bytes(item)


def test_two_documents_are_two_different_files(of_kind):
    checksums = [item["fileInfo"]["checksum"] for item in of_kind("DOCUMENT")]
    assert len(set(checksums)) == len(checksums)


def test_a_kind_of_document_without_a_file_is_refused(one_of_each):
    odd = {**one_of_each["ECG_REPORT"], "documentInfo": {"type": "HOLOGRAM", "title": "?"}}
    with pytest.raises(ValueError, match="HOLOGRAM"):
        file_bytes(odd)


def test_brackets_and_backslashes_in_words_do_not_break_the_paper():
    sheet = Sheet()
    sheet.text((50, 50), r"mitral (valve) \ insufficiency مرحبا")
    page = PdfReader(io.BytesIO(pdf_bytes(sheet, title="(odd\\")), strict=True).pages[0]
    assert r"mitral (valve) \ insufficiency ?????" in page.extract_text()
