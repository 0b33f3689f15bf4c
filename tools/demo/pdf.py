"""A very small PDF writer: text in Helvetica, lines and boxes on A4, the same bytes every time."""

from collections.abc import Iterable, Sequence

A4 = (595, 842)
A4_LANDSCAPE = (842, 595)
BLACK = (0.1, 0.1, 0.12)
GREY = (0.45, 0.47, 0.5)
BRAND = (0.05, 0.35, 0.45)

Point = tuple[float, float]
Colour = tuple[float, float, float]

_ENCODING = "cp1252"
_FONTS = "/F1 4 0 R /F2 5 0 R"


class Sheet:
    """One page being drawn; points (1/72 inch) count from the lower left corner."""

    def __init__(self, size: tuple[int, int] = A4) -> None:
        self.size = size
        self._marks: list[str] = []

    def text(
        self, at: Point, words: str, *, size: float = 10, bold: bool = False, ink: Colour = BLACK
    ) -> None:
        """Write `words` from `at`; letters outside Western Europe become question marks."""
        safe = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        font = "F2" if bold else "F1"
        self._marks.append(
            f"BT {_colour(ink)} rg /{font} {size:g} Tf {_pair(at)} Td ({safe}) Tj ET"
        )

    def lines(
        self, lines: Iterable[Sequence[Point]], *, width: float = 0.5, ink: Colour = BLACK
    ) -> None:
        """Draw several lines with one pen; each is the points it joins."""
        drawn = [
            f"{_pair(points[0])} m " + " ".join(f"{_pair(point)} l" for point in points[1:])
            for points in lines
        ]
        self._marks.append(f"{_colour(ink)} RG {width:g} w {' '.join(drawn)} S")

    def box(self, at: Point, size: Point, *, fill: Colour) -> None:
        """Fill a rectangle whose lower left corner is `at`."""
        self._marks.append(f"{_colour(fill)} rg {_pair(at)} {_pair(size)} re f")

    def content(self) -> bytes:
        """The page's drawing commands."""
        return "\n".join(["1 j 1 J", *self._marks]).encode(_ENCODING, "replace")


def pdf_bytes(sheet: Sheet, *, title: str) -> bytes:
    """A one-page PDF 1.4 file; `title` is for the reader's window and names no person."""
    drawing = sheet.content()
    width, height = sheet.size
    safe_title = title.encode("ascii", "replace").decode().translate({40: "[", 41: "]", 92: "/"})
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) "
        b"/ViewerPreferences << /DisplayDocTitle true >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 6 0 R "
        f"/Resources << /Font << {_FONTS} >> >> >>".encode(),
        _font("Helvetica"),
        _font("Helvetica-Bold"),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawing), drawing),
        f"<< /Title ({safe_title}) /Producer (MediSecure demo) >>".encode(),
    ]
    return _file(objects)


def _file(objects: Iterable[bytes]) -> bytes:
    """Header, numbered objects, table of their places, trailer (PDF 1.4, section 3.4)."""
    written = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places: list[int] = []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer\n<< /Size %d /Root 1 0 R /Info 7 0 R >>\n" % (len(places) + 1)
    return bytes(written) + b"startxref\n%d\n%%%%EOF\n" % start


def _font(name: str) -> bytes:
    return (
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()
    )


def _pair(point: Point) -> str:
    return f"{_short(point[0])} {_short(point[1])}"


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _colour(colour: Colour) -> str:
    return " ".join(f"{part:g}" for part in colour)
