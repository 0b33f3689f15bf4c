"""Pictures, in the inspector's process: opened whole, and written anew without what came along.

A picture that is written anew from its pixels holds nothing else: no place, no camera, no
thumbnail, no second file behind the first one.
"""

import importlib
import io
from collections.abc import Iterator

from PIL import Image, ImageFile, ImageOps, ImageSequence, UnidentifiedImageError

from documents.verification import limits
from documents.verification.findings import FileFinding
from documents.verification.kinds import FileKind
from documents.verification.outcome import Inspected, Refused

QUALITY = 90
FORMATS = {FileKind.JPEG: "JPEG", FileKind.PNG: "PNG", FileKind.TIFF: "TIFF", FileKind.HEIC: "HEIF"}
# HEIC is written as JPEG.
READERS = {
    FileKind.JPEG: "JpegImagePlugin",
    FileKind.PNG: "PngImagePlugin",
    FileKind.TIFF: "TiffImagePlugin",
    FileKind.HEIC: "JpegImagePlugin",
}
MODES = frozenset({"1", "L", "RGB", "I;16"})  # the last one: X-rays of 16 bits


def prepare(kind: FileKind) -> None:
    """Load the reader of this kind and no other one; and nothing that is cut off opens."""
    importlib.import_module(f"PIL.{READERS[kind]}")
    if kind is FileKind.HEIC:
        importlib.import_module("pillow_heif").register_heif_opener()
    Image.MAX_IMAGE_PIXELS = limits.PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False


def inspected(content: bytes, kind: FileKind) -> Inspected:
    """The picture written anew; `Refused` with the reason."""
    with open_picture(content, kind) as picture:
        check_size(picture)
        if kind is FileKind.TIFF:
            return tiff(picture)
        upright = plain(picture)
    out = io.BytesIO()
    if kind is FileKind.PNG:
        upright.save(out, "PNG")
        return Inspected(FileKind.PNG, out.getvalue(), pages=1)
    upright.convert("RGB").save(out, "JPEG", quality=QUALITY)
    return Inspected(FileKind.JPEG, out.getvalue(), pages=1)


def portrait(content: bytes, kind: FileKind) -> Inspected:
    """A small JPEG of the picture, whatever it was; `Refused` with the reason."""
    with open_picture(content, kind) as picture:
        check_size(picture)
        small = plain(picture).convert("RGB")
    small.thumbnail((limits.PHOTO_SIDE, limits.PHOTO_SIDE))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=limits.PHOTO_QUALITY, optimize=True)
    return Inspected(FileKind.JPEG, out.getvalue(), pages=1)


def open_picture(content: bytes, kind: FileKind) -> Image.Image:
    """The picture, not yet unpacked; only the reader of its own kind is asked."""
    try:
        return Image.open(io.BytesIO(content), formats=[FORMATS[kind]])
    except Image.DecompressionBombError as error:
        raise Refused(FileFinding.TOO_MANY_PIXELS) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Refused(FileFinding.DAMAGED) from error


def check_size(picture: Image.Image) -> None:
    """`Refused` for more pixels than a document has, before one of them is unpacked."""
    width, height = picture.size
    if width * height > limits.PIXELS or max(width, height) > limits.SIDE:
        raise Refused(FileFinding.TOO_MANY_PIXELS)
    if min(width, height) < 1:
        raise Refused(FileFinding.DAMAGED)


def plain(picture: Image.Image) -> Image.Image:
    """The pixels alone, the right way up, in a mode every reader knows."""
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        over = upright.convert("RGBA")
        upright = Image.new("RGBA", over.size, "white")
        upright.alpha_composite(over)
    made = upright if upright.mode in MODES else upright.convert("RGB")
    bare = Image.new(made.mode, made.size)
    bare.paste(made)
    return bare


def tiff(picture: Image.Image) -> Inspected:
    """All pages of a fax or a scan, written anew."""
    pages = list(_frames(picture))
    out = io.BytesIO()
    pages[0].save(out, "TIFF", compression="tiff_deflate", save_all=True, append_images=pages[1:])
    return Inspected(FileKind.TIFF, out.getvalue(), pages=len(pages))


def _frames(picture: Image.Image) -> Iterator[Image.Image]:
    pixels = 0
    for number, frame in enumerate(ImageSequence.Iterator(picture), start=1):
        if number > limits.PAGES:
            raise Refused(FileFinding.TOO_MANY_PAGES)
        check_size(frame)
        pixels += frame.size[0] * frame.size[1]
        if pixels > limits.PIXELS * 4:
            raise Refused(FileFinding.TOO_MANY_PIXELS)
        yield plain(frame)
