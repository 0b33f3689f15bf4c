"""Several parts that make one paper: how they travel to the inspector, and a photo as a page."""

import io
import json
from collections.abc import Iterable, Iterator

from PIL import Image

from documents.verification.kinds import FileKind

DOTS_PER_INCH = 150
A4 = (1240, 1754)  # pixels at that many dots
SIDE = 2400  # pixels: what a letter needs to be read
QUALITY = 80


def packed(parts: Iterable[tuple[FileKind, bytes]]) -> bytes:
    """Each part after a line that says its kind and length."""
    heads = ((json.dumps({"kind": kind, "size": len(part)}).encode(), part) for kind, part in parts)
    return b"".join(head + b"\n" + part for head, part in heads)


def unpacked(told: bytes) -> Iterator[tuple[FileKind, bytes]]:
    """The parts back out of it."""
    place = 0
    while place < len(told):
        end = told.index(b"\n", place)
        words = json.loads(told[place:end])
        place = end + 1 + words["size"]
        yield FileKind(words["kind"]), told[end + 1 : place]


def paper(kind: FileKind, content: bytes) -> bytes:
    """A part as a paper: a photo becomes one page, no larger than reading needs."""
    if kind is FileKind.PDF:
        return content
    with Image.open(io.BytesIO(content)) as picture:
        picture.thumbnail((SIDE, SIDE))
        page = picture.convert("RGB")
    out = io.BytesIO()
    # As large on paper as an A4 sheet, whatever the camera's pixels.
    dots = max(page.size[0] / A4[0], page.size[1] / A4[1]) * DOTS_PER_INCH
    page.save(out, "PDF", resolution=dots, quality=QUALITY)
    return out.getvalue()
