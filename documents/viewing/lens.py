"""The lens: one page of a file in, a picture of safe size out. A process of its own for each look.

It is given a file that came from outside, so it knows nothing of MediSecure and reaches nothing:
its memory, its time and the size of the picture are bounded, and neither a connection nor a program
can be opened. What leaves it is pixels it drew itself and the page's words as plain text.

    lens.py PDF|PICTURE|DICOM PAGE WIDTH < file     page from 1, width in pixels
    → one line of JSON: pages, page, kind, text; then the picture
"""

import io
import json
import resource
import sys
from typing import Any

MEMORY, SECONDS = 1024 * 1024 * 1024, 15
MOST_PIXELS, MOST_DECODED = 12_000_000, 120_000_000  # of what is shown, and of what is opened
MOST_TEXT = 20_000
LARGEST_PNG = 1_500_000  # bytes; a drawing is smaller, a photograph is sent as JPEG
ENCRYPTED, DAMAGED, TOO_LARGE, UNKNOWN = 3, 4, 5, 6  # exit codes
# How 16 bits of a pixel lie in DICOM: little end first or last, with a sign or without.
SIXTEEN = {(True, 0): "I;16", (True, 1): "I;16S", (False, 0): "I;16B", (False, 1): "I;16BS"}
# https://docs.python.org/3/library/audit_events.html
REFUSED = ("socket.", "subprocess.", "os.exec", "os.fork", "os.system", "urllib.", "ftplib.")


class Refused(Exception):
    """It is not shown; `code` is the exit code that says why."""

    def __init__(self, code: int) -> None:
        self.code = code


def page_of_pdf(content: bytes, number: int, width: int) -> tuple[Any, int, int, str]:
    """The page as a picture, how many there are, which this is, and its words."""
    import pypdfium2 as pdfium  # noqa: PLC0415 - only what this file needs is loaded

    try:
        pdf = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as problem:
        locked = "password" in str(problem).lower() or "security" in str(problem).lower()
        raise Refused(ENCRYPTED if locked else DAMAGED) from problem
    pages = len(pdf)
    if not pages:
        raise Refused(DAMAGED)
    number = min(max(number, 1), pages)
    page = pdf[number - 1]
    wide, high = page.get_size()
    if wide <= 0 or high <= 0:
        raise Refused(DAMAGED)
    scale = min(width / wide, (MOST_PIXELS / (wide * high)) ** 0.5)
    picture = page.render(scale=scale, may_draw_forms=False).to_pil()
    words = page.get_textpage().get_text_range()[:MOST_TEXT]
    return picture.convert("RGB"), pages, number, words


def picture_of(content: bytes, number: int, width: int) -> tuple[Any, int, int, str]:
    """A picture (or one page of a TIFF) turned upright, without what its camera wrote into it."""
    from PIL import Image, ImageOps  # noqa: PLC0415

    Image.MAX_IMAGE_PIXELS = None  # the bound below is exact
    try:
        opened = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "TIFF"))
        pages = getattr(opened, "n_frames", 1)
        number = min(max(number, 1), pages)
        opened.seek(number - 1)
        if opened.width * opened.height > MOST_DECODED:
            raise Refused(TOO_LARGE)
        opened.draft("RGB", (width, width))
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        raise Refused(DAMAGED) from problem
    return fitting(upright, width), pages, number, ""


def fitting(picture: Any, width: int) -> Any:
    """The same, no wider than asked, no larger than it is or than may go out."""
    scale = min(1.0, width / picture.width, (MOST_PIXELS / (picture.width * picture.height)) ** 0.5)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return picture.resize(size)


def slice_of(content: bytes, number: int, width: int) -> tuple[Any, int, int, str]:
    """One picture of a DICOM file, in the grey window the file asks for, and how many there are.

    Source: DICOM PS3.3 C.7.6.3, C.11.2. A report that lies in it is drawn as the PDF it is.
    """
    import pydicom  # noqa: PLC0415

    try:
        data = pydicom.dcmread(io.BytesIO(content))
        if data.get("MIMETypeOfEncapsulatedDocument") == "application/pdf":
            return page_of_pdf(data.EncapsulatedDocument, number, width)
        if "PixelData" not in data:
            raise Refused(UNKNOWN)
        pages = max(int(data.get("NumberOfFrames") or 1), 1)
        number = min(max(number, 1), pages)
        if data.Rows * data.Columns > MOST_DECODED:
            raise Refused(TOO_LARGE)
        packed_in = data.file_meta.TransferSyntaxUID.is_compressed
        picture = (unpacked if packed_in else plain)(data, number, pages)
        return fitting(in_window(picture, data), width), pages, number, ""
    except Refused:
        raise
    except Exception as problem:  # pydicom fails in any way on a file that is none
        raise Refused(DAMAGED) from problem


def unpacked(data: Any, number: int, pages: int) -> Any:
    """A picture that lies in the file as JPEG or JPEG 2000; other ways are not read here."""
    from PIL import Image  # noqa: PLC0415
    from pydicom.encaps import get_frame  # noqa: PLC0415

    frame = get_frame(data.PixelData, number - 1, number_of_frames=pages)
    try:
        picture = Image.open(io.BytesIO(frame), formats=("JPEG", "JPEG2000"))
        if picture.width * picture.height > MOST_DECODED:
            raise Refused(TOO_LARGE)
        picture.load()
    except (OSError, SyntaxError) as problem:
        raise Refused(UNKNOWN) from problem
    return picture if picture.mode in ("L", "RGB", "I;16", "I") else picture.convert("RGB")


def plain(data: Any, number: int, _pages: int) -> Any:
    """A picture whose pixels lie there one after another, in grey or in three colours."""
    from PIL import Image  # noqa: PLC0415

    size, colours = (data.Columns, data.Rows), data.get("SamplesPerPixel", 1)
    points, deep = size[0] * size[1], data.BitsAllocated // 8
    length = points * deep * colours
    frame = data.PixelData[length * (number - 1) : length * number]
    kind = (colours, data.BitsAllocated, data.PhotometricInterpretation)
    signed = data.get("PixelRepresentation", 0)
    if kind[:2] == (1, 8) and kind[2].startswith("MONOCHROME") and not signed:
        return Image.frombytes("L", size, frame)
    if kind[:2] == (1, 16) and kind[2].startswith("MONOCHROME"):
        little = data.file_meta.TransferSyntaxUID.is_little_endian
        lies = SIXTEEN[little, signed]
        return Image.frombytes("I", size, frame, "raw", lies)
    if kind[:2] == (3, 8) and kind[2] in ("RGB", "YBR_FULL"):
        mode = "RGB" if kind[2] == "RGB" else "YCbCr"
        if not data.get("PlanarConfiguration", 0):
            return Image.frombytes(mode, size, frame).convert("RGB")
        planes = [
            Image.frombytes("L", size, frame[points * n : points * (n + 1)]) for n in range(3)
        ]
        return Image.merge(mode, planes).convert("RGB")
    raise Refused(UNKNOWN)


def in_window(picture: Any, data: Any) -> Any:
    """Grey values as the file wants them seen: its window, or else all there are."""
    if picture.mode not in ("L", "I", "I;16"):
        return picture.convert("RGB")
    values = picture.convert("I")
    slope, lowest = float(data.get("RescaleSlope") or 1), float(data.get("RescaleIntercept") or 0)
    middle, wide = first(data.get("WindowCenter")), first(data.get("WindowWidth"))
    if middle is None or not wide or wide <= 0:
        least, most = (each * slope + lowest for each in values.getextrema())
        middle, wide = (least + most) / 2, max(most - least, 1)
    scale = 255 * slope / wide
    grey = values.point(lambda v: v * scale + (lowest - middle) * 255 / wide + 127.5).convert("L")
    if data.PhotometricInterpretation == "MONOCHROME1":
        grey = grey.point(lambda v: 255 - v)
    return grey.convert("RGB")


def first(told: Any) -> float | None:
    """The first of the numbers a file names, None for none."""
    if told is None or told == "":
        return None
    return float(told if isinstance(told, int | float | str) else told[0])


def packed(picture: Any) -> tuple[str, bytes]:
    """The picture as PNG, or as JPEG where that is much smaller."""
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=6)
    if out.tell() <= LARGEST_PNG:
        return "image/png", out.getvalue()
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return "image/jpeg", out.getvalue()


def alone(event: str, _arguments: object) -> None:
    """An audit hook: no connection, no program."""
    if event.startswith(REFUSED):
        raise PermissionError("the lens works alone")


def main() -> int:
    kind, number, width = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    draw = {"PDF": page_of_pdf, "DICOM": slice_of}.get(kind, picture_of)
    try:
        picture, pages, page, words = draw(sys.stdin.buffer.read(), number, width)
    except Refused as refused:
        return refused.code
    except MemoryError:
        return TOO_LARGE
    mime, content = packed(picture)
    told = {"pages": pages, "page": page, "kind": mime, "text": words}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + content)
    return 0


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.addaudithook(alone)
    sys.exit(main())
