"""What every printed paper of the clinic carries: letterhead, whose paper, who signed it."""

from datetime import datetime

from tools.demo.clinic_time import DOHA
from tools.demo.doctors import DOCTOR
from tools.demo.pdf import BLACK, BRAND, GREY, Point, Sheet
from tools.demo.schema_items import Item

_LEFT = 40
_ROW = 14
_CLINIC = "MediSecure demo clinic"


def letterhead(sheet: Sheet, document: Item) -> None:
    """Draw the head and the foot of the page for this document item."""
    width, height = sheet.size
    doctor = DOCTOR[document["providerId"]]
    sheet.box((0, height - 46), (width, 46), fill=BRAND)
    white = (1.0, 1.0, 1.0)
    sheet.text((_LEFT, height - 29), _CLINIC, size=15, bold=True, ink=white)
    sheet.text((width - 190, height - 28), doctor.department, size=10, ink=white)
    sheet.text((_LEFT, height - 72), document["documentInfo"]["title"], size=16, bold=True)
    when = datetime.fromisoformat(document["createdAt"]).astimezone(DOHA)
    facts = (
        ("Patient", document["patientId"]),
        ("Document", document["documentId"]),
        ("Visit", document["recordId"]),
        ("Doctor", doctor.latin_name),
        ("Time in Doha", f"{when:%Y-%m-%d %H:%M}"),
    )
    for place, (label, value) in enumerate(facts):
        column = _LEFT + place * (width - 2 * _LEFT) / len(facts)
        sheet.text((column, height - 90), label, size=7, ink=GREY)
        sheet.text((column, height - 101), value, size=8)
    sheet.text((_LEFT, 22), "Invented demonstration data. Not for clinical use.", size=7, ink=GREY)
    sheet.text((width - 80, 22), "Page 1/1", size=7, ink=GREY)


def paragraph(sheet: Sheet, at: Point, heading: str, lines: list[str]) -> float:
    """Write a heading and its lines downwards from `at`; returns the height left below."""
    x, y = at
    sheet.text((x, y), heading, size=11, bold=True, ink=BRAND)
    for line in lines:
        y -= _ROW
        sheet.text((x, y), line, size=10, ink=BLACK)
    return y - 2 * _ROW


def signature(sheet: Sheet, at: Point, document: Item) -> None:
    """The signing line of the doctor of this document."""
    x, y = at
    sheet.lines([[(x, y + 12), (x + 180, y + 12)]], ink=GREY)
    doctor = DOCTOR[document["providerId"]]
    sheet.text((x, y), f"{doctor.latin_name}, {doctor.specialization}", size=9)
