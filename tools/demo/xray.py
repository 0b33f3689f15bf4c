"""A grey picture like a chest X-ray: bright spine, heart and ribs, dark lungs, film grain."""

import math
import random
import struct
import zlib
from functools import lru_cache

from tools.demo.dice import dice
from tools.demo.schema_items import Item

_WIDE, _HIGH = 204, 238
_FILMS = 3
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY_8_BIT = (8, 0, 0, 0, 0)
_RIBS = 9


def xray_image(document: Item) -> bytes:
    """The PNG of an XRAY_IMAGE document item; its name is kept inside as text."""
    number = dice("x-ray", document["documentId"]).randrange(_FILMS)
    name = f"Document\0{document['documentId']}".encode("latin-1")
    header = struct.pack(">II5B", _WIDE, _HIGH, *_GREY_8_BIT)
    chunks = ((b"IHDR", header), (b"tEXt", name), (b"IDAT", _film(number)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    """Length, kind, body, CRC: PNG specification, section 5.3."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


@lru_cache(maxsize=_FILMS)
def _film(number: int) -> bytes:
    """One of a few films, as compressed rows; drawn once, for drawing is the slow part."""
    source = dice("film", number)
    tilt, heart = source.uniform(-0.02, 0.02), source.uniform(0.17, 0.21)
    rows = (_row(source, y / _HIGH * 2 - 1, tilt, heart) for y in range(_HIGH))
    return zlib.compress(b"".join(b"\0" + row for row in rows), 9)


def _row(source: random.Random, y: float, tilt: float, heart: float) -> bytes:
    grain = source.random
    return bytes(
        max(4, min(250, int(_light(x / _WIDE * 2 - 1 + tilt * y, y, heart) + 14 * grain())))
        for x in range(_WIDE)
    )


def _light(x: float, y: float, heart: float) -> float:
    """Brightness (0 to 240) at a place between -1 and 1: body, lungs, heart, spine, ribs."""
    body = 150 * _inside(x, y, (0.0, 0.25), (0.92, 1.25), 6)
    body += 45 * _inside(x, y, (0.0, -1.0), (0.22, 0.45), 4)
    lungs = max(_lung(x, y, -0.42), _lung(x, y, 0.42))
    light = 12 + body * (1 - 0.78 * lungs)
    light += 62 * _inside(x, y, (0.12, 0.28), (heart + 0.12, 0.34), 5) * lungs
    light += 42 * math.exp(-((x / 0.085) ** 2)) * (0.8 + 0.2 * math.cos(y * 42))
    light += 70 * _inside(x, y, (0.0, 1.05), (0.85, 0.34), 6) * (body > 1)
    return light + 26 * _rib(x, y) * min(1, body / 90)


def _lung(x: float, y: float, middle: float) -> float:
    return _inside(x, y, (middle, 0.0), (0.33, 0.72), 7)


def _inside(
    x: float, y: float, middle: tuple[float, float], radius: tuple[float, float], edge: float
) -> float:
    """1 well inside an ellipse, 0 well outside, soft at the rim; `edge` is its sharpness."""
    far = ((x - middle[0]) / radius[0]) ** 2 + ((y - middle[1]) / radius[1]) ** 2
    return 1 / (1 + math.exp(min(edge * 2 * (far - 1), 60)))


def _rib(x: float, y: float) -> float:
    """Thin bright arcs that fall away from the spine."""
    arc = (y + 0.75 - 0.45 * x * x + 0.1 * abs(x)) * _RIBS / 1.7
    near = abs(arc - round(arc))
    return math.exp(-((near / 0.13) ** 2)) if 0 <= round(arc) <= _RIBS else 0.0
