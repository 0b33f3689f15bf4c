"""A discharge letter to the family doctor: why, what was done, what to take, what to watch."""

from tools.demo.dice import dice
from tools.demo.letterhead import letterhead, paragraph, signature
from tools.demo.pdf import Sheet, pdf_bytes
from tools.demo.schema_items import Item

_COURSE = (
    "The patient was admitted for observation and remained stable throughout.",
    "Symptoms eased within two days of adjusted treatment.",
    "Recovery was uneventful; the patient walked unaided before discharge.",
)
_AT_DISCHARGE = (
    "Comfortable at rest, chest clear, no ankle swelling.",
    "Wound clean and dry, no fever, pain well controlled.",
    "Blood pressure and heart rhythm stable on present medicines.",
)
_TASKS = (
    "Please check kidney function and potassium in two weeks.",
    "Please review blood pressure in one week.",
    "Please continue the medicines listed in the visit record.",
    "Please encourage the cardiac rehabilitation programme.",
)
_WARNINGS = [
    "Come back at once with chest pain, fainting or growing breathlessness.",
    "Call 999 in an emergency.",
]
_STAY_DAYS = (3, 7)


def discharge_letter(document: Item) -> bytes:
    """The PDF of a DISCHARGE_LETTER document item."""
    source = dice("letter", document["documentId"])
    sheet = Sheet()
    letterhead(sheet, document)
    stay = source.randint(*_STAY_DAYS)
    sheet.text((40, 708), "Dear colleague,")
    sheet.text((40, 686), f"thank you for taking over the care of {document['patientId']}.")
    course = [f"Length of stay: {stay} days.", source.choice(_COURSE)]
    y = paragraph(sheet, (40, 654), "Course in hospital", course)
    y = paragraph(sheet, (40, y), "At discharge", [source.choice(_AT_DISCHARGE)])
    y = paragraph(sheet, (40, y), "What we ask of you", source.sample(_TASKS, 3))
    y = paragraph(sheet, (40, y), "What the patient was told", _WARNINGS)
    sheet.text((40, y), "With kind regards")
    signature(sheet, (40, y - 60), document)
    return pdf_bytes(sheet, title=document["documentInfo"]["title"])
