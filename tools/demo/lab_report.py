"""A laboratory report: one panel of blood tests with units, ranges and flags."""

from tools.demo.dice import dice
from tools.demo.letterhead import letterhead, signature
from tools.demo.pdf import BRAND, GREY, Sheet, pdf_bytes
from tools.demo.schema_items import Item

_Test = tuple[str, str, float, float, float, float]
"""Name, unit, lowest and highest usual value, lowest and highest value thrown here."""

_GENERAL = "Full blood count and kidney function"
_PANELS: dict[str, tuple[_Test, ...]] = {
    _GENERAL: (
        ("Haemoglobin", "g/dL", 12.0, 17.0, 11.2, 15.8),
        ("White cells", "10^9/L", 4.0, 11.0, 4.2, 12.5),
        ("Platelets", "10^9/L", 150, 400, 160, 390),
        ("Sodium", "mmol/L", 135, 145, 136, 144),
        ("Potassium", "mmol/L", 3.5, 5.1, 3.6, 5.3),
        ("Creatinine", "umol/L", 49, 104, 50, 118),
        ("C-reactive protein", "mg/L", 0, 5, 0.4, 24),
    ),
    "Fasting lipid panel": (
        ("Total cholesterol", "mmol/L", 0, 5.2, 3.8, 6.9),
        ("LDL cholesterol", "mmol/L", 0, 3.0, 1.8, 4.6),
        ("HDL cholesterol", "mmol/L", 1.0, 2.5, 0.9, 1.7),
        ("Triglycerides", "mmol/L", 0, 1.7, 0.8, 2.6),
        ("ALT", "U/L", 7, 56, 12, 60),
    ),
    "Diabetes panel": (
        ("HbA1c", "%", 4.0, 6.0, 6.1, 9.0),
        ("Fasting glucose", "mmol/L", 3.9, 5.6, 5.8, 10.4),
        ("Creatinine", "umol/L", 49, 104, 50, 112),
        ("Urine albumin/creatinine", "mg/mmol", 0, 3, 0.4, 4.8),
    ),
    "Blood count and iron": (
        ("Haemoglobin", "g/dL", 12.0, 17.0, 8.4, 11.6),
        ("MCV", "fL", 80, 100, 66, 82),
        ("Ferritin", "ug/L", 15, 200, 3, 20),
        ("Transferrin saturation", "%", 20, 50, 5, 22),
    ),
    "Thyroid function": (
        ("TSH", "mIU/L", 0.4, 4.0, 1.2, 9.5),
        ("Free T4", "pmol/L", 9, 19, 8.1, 17.0),
    ),
    "Vitamin D": (
        ("25-hydroxyvitamin D", "nmol/L", 50, 125, 18, 70),
        ("Calcium", "mmol/L", 2.1, 2.6, 2.1, 2.5),
    ),
}
_PANEL_OF = {
    "I25.9": "Fasting lipid panel",
    "E78.5": "Fasting lipid panel",
    "E11.9": "Diabetes panel",
    "D50.9": "Blood count and iron",
    "E03.9": "Thyroid function",
    "E55.9": "Vitamin D",
}
_COLUMNS = (40, 230, 310, 390, 500)
_WHOLE_FROM = 40
_SHADE, _RED = (0.94, 0.96, 0.97), (0.72, 0.1, 0.1)


def panel_for(code: str) -> str:
    """The name of the panel usually asked for with this ICD-10-CM code."""
    return _PANEL_OF.get(code, _GENERAL)


def lab_report(document: Item) -> bytes:
    """The PDF of a LAB_REPORT document item; its description names the panel."""
    source = dice("laboratory", document["documentId"])
    sheet = Sheet()
    letterhead(sheet, document)
    panel = document["documentInfo"]["description"]
    sheet.text((40, 700), panel, size=12, bold=True, ink=BRAND)
    _row(sheet, 676, ("Test", "Result", "Unit", "Usual range", "Flag"), flagged=False)
    y = 654
    for name, unit, low, high, least, most in _PANELS.get(panel, _PANELS[_GENERAL]):
        value = round(source.uniform(least, most), 0 if least >= _WHOLE_FROM else 1)
        flag = "HIGH" if value > high else "LOW" if value < low else ""
        if (654 - y) // 22 % 2 == 0:
            sheet.box((36, y - 6), (523, 20), fill=_SHADE)
        span = f"{low:g} - {high:g}"
        _row(sheet, y, (name, f"{value:g}", unit, span, flag), flagged=bool(flag))
        y -= 22
    sheet.text((40, y - 10), "Sample: venous blood. Received on the day of the visit.", ink=GREY)
    signature(sheet, (340, y - 70), document)
    return pdf_bytes(sheet, title=document["documentInfo"]["title"])


def _row(sheet: Sheet, y: float, cells: tuple[str, ...], *, flagged: bool) -> None:
    for x, cell in zip(_COLUMNS, cells, strict=True):
        if flagged:
            sheet.text((x, y), cell, bold=True, ink=_RED)
        else:
            sheet.text((x, y), cell)
