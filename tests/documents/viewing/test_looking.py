"""The lens draws what it can, bounded, and says what it cannot."""

import io

import pytest
from PIL import Image
from pydicom.uid import JPEGBaseline8Bit, RLELossless

from documents.apart import Busy
from documents.viewing import lens, looking
from documents.viewing.looking import LENS, CannotShow, Why, draw_page
from tests.documents.alone import tried_alone
from tests.documents.viewing.files import dicom, locked, pdf, picture

PDF = "application/pdf"


def drawn(content: bytes, kind: str = PDF, page: int = 1, width: int = 600) -> looking.DrawnPage:
    return draw_page([content], kind, page, width)


def size_of(found: looking.DrawnPage) -> tuple[int, int]:
    return Image.open(io.BytesIO(found.picture)).size


def test_a_page_of_a_pdf_is_a_picture_of_the_asked_width_with_its_words() -> None:
    found = drawn(pdf("first words", "second words"), page=2)
    assert (found.page, found.pages, found.mime_type) == (2, 2, "image/png")
    assert size_of(found)[0] == 600
    assert found.text == "second words"
    assert found.address.startswith("data:image/png;base64,")


@pytest.mark.parametrize(("asked", "got"), [(-3, 1), (0, 1), (9, 2)])
def test_a_page_that_is_not_there_is_the_nearest_that_is(asked: int, got: int) -> None:
    assert drawn(pdf("one", "two"), page=asked).page == got


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_pictures_are_drawn_no_larger_than_they_are(kind: str) -> None:
    found = drawn(picture(kind, (300, 100)), f"image/{kind.lower()}")
    assert (found.pages, size_of(found)) == (1, (300, 100))


def test_every_page_of_a_tiff_is_seen() -> None:
    assert drawn(picture("TIFF", pages=3), "image/tiff", page=3).pages == 3


@pytest.mark.parametrize(
    ("content", "kind", "why"),
    [
        (locked(), PDF, Why.ENCRYPTED),
        (b"%PDF-1.7 nothing more", PDF, Why.DAMAGED),
        (b"", PDF, Why.DAMAGED),
        (picture("PNG")[:40], "image/png", Why.DAMAGED),
        (pdf("a PDF that says it is a picture"), "image/png", Why.DAMAGED),
        (b"<svg onload=alert(1)>", "image/svg+xml", Why.KIND),
        (b"anything", None, Why.KIND),
    ],
)
def test_what_cannot_be_shown_says_why(content: bytes, kind: str | None, why: Why) -> None:
    with pytest.raises(CannotShow) as refused:
        draw_page([content], kind, 1, 600)
    assert refused.value.why is why


def test_a_picture_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    flat = picture("PNG", (12_000, 10_001))
    assert len(flat) < 2_000_000
    with pytest.raises(CannotShow) as refused:
        drawn(flat, "image/png")
    assert refused.value.why is Why.TOO_LARGE


def test_a_file_that_is_longer_than_any_may_be_is_not_read_to_its_end() -> None:
    given = 0

    def endless():
        nonlocal given
        while True:
            given += 1
            yield b"x" * 1024 * 1024

    with pytest.raises(CannotShow) as refused:
        draw_page(endless(), PDF, 1, 600)
    assert (refused.value.why, given) == (Why.TOO_LARGE, 26)


def test_a_page_as_large_as_a_wall_stays_within_the_picture_there_may_be() -> None:
    found = drawn(pdf("words"), width=100_000)
    width, height = size_of(found)
    assert width * height <= lens.MOST_PIXELS * 1.01


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "LONGEST", 0.001)
    with pytest.raises(Busy):
        drawn(pdf("slow"))


def test_the_lens_reaches_neither_a_socket_nor_a_program() -> None:
    assert tried_alone(LENS) == ["refused"] * 3


class TestDicom:
    def greys(self, content: bytes, page: int = 1) -> list[int]:
        """The grey of each of the eight pixels."""
        found = drawn(content, "application/dicom", page)
        picture = Image.open(io.BytesIO(found.picture))
        assert picture.size == (4, 2)
        return [red for red, _green, _blue in picture.get_flattened_data()]

    def test_each_frame_is_a_page(self) -> None:
        content = dicom(bytes(range(0, 8)), bytes(range(248, 256)))
        assert drawn(content, "application/dicom", 2).pages == 2
        assert self.greys(content, 1)[0] < self.greys(content, 1)[7]

    def test_sixteen_bits_with_a_sign_are_seen_in_the_window_the_file_asks_for(self) -> None:
        values = (-1000, -160, -60, 40, 140, 240, 1000, 3000)  # of a CT: air … bone
        frame = b"".join(each.to_bytes(2, "little", signed=True) for each in values)
        seen_as = self.greys(dicom(
            frame, BitsAllocated=16, BitsStored=16, PixelRepresentation=1, WindowCenter=40,
            WindowWidth=400,
        ))  # fmt: skip
        assert seen_as[0] == seen_as[1] == 0
        assert 126 <= seen_as[3] <= 128
        assert seen_as[5] == seen_as[6] == seen_as[7] == 255

    def test_what_the_device_scales_is_scaled(self) -> None:
        frame = b"".join(each.to_bytes(2, "little") for each in (0, 924, 1064, 1164, 0, 0, 0, 0))
        seen_as = self.greys(dicom(
            frame, BitsAllocated=16, BitsStored=16, RescaleSlope="1", RescaleIntercept="-1024",
            WindowCenter=[40, 300], WindowWidth=[400, 1500],
        ))  # fmt: skip
        assert (seen_as[0], 126 <= seen_as[2] <= 128) == (0, True)

    def test_white_on_black_is_turned_where_the_file_says_so(self) -> None:
        seen_as = self.greys(dicom(bytes([0] * 4 + [255] * 4),
                                   PhotometricInterpretation="MONOCHROME1"))  # fmt: skip
        assert seen_as == [255] * 4 + [0] * 4

    def test_colours_are_seen_whichever_way_they_lie(self) -> None:
        red = {"SamplesPerPixel": 3, "PhotometricInterpretation": "RGB"}
        for planar, frame in ((0, b"\xff\x00\x00" * 8), (1, b"\xff" * 8 + bytes(16))):
            found = drawn(dicom(frame, PlanarConfiguration=planar, **red), "application/dicom")
            assert Image.open(io.BytesIO(found.picture)).getpixel((0, 0)) == (255, 0, 0)

    def test_a_jpeg_inside_is_drawn_and_what_we_cannot_read_is_said(self) -> None:
        photo = io.BytesIO()
        Image.new("L", (4, 2), 200).save(photo, "JPEG")
        inside = dicom(photo.getvalue(), syntax=JPEGBaseline8Bit, WindowCenter=128, WindowWidth=256)
        assert 195 <= self.greys(inside)[0] <= 205
        with pytest.raises(CannotShow) as refused:
            drawn(dicom(bytes(80), syntax=RLELossless), "application/dicom")
        assert refused.value.why is Why.KIND

    @pytest.mark.parametrize(
        "said", [{"Rows": 60_000, "Columns": 60_000}, {"Rows": 2, "Columns": 40}]
    )
    def test_one_whose_words_are_not_true_of_its_pixels_is_refused(
        self, said: dict[str, int]
    ) -> None:
        with pytest.raises(CannotShow) as refused:
            drawn(dicom(bytes(8), **said), "application/dicom")
        assert refused.value.why in (Why.TOO_LARGE, Why.DAMAGED)
