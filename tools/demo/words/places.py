"""Where people live, who insures them and what they do not tolerate."""

from typing import Any

Item = dict[str, Any]

DISTRICTS = (
    ("Al Sadd", "Doha"),
    ("West Bay", "Doha"),
    ("Old Airport", "Doha"),
    ("Al Hilal", "Doha"),
    ("Najma", "Doha"),
    ("Madinat Khalifa", "Doha"),
    ("Al Gharrafa", "Al Rayyan"),
    ("Muaither", "Al Rayyan"),
    ("Education City", "Al Rayyan"),
    ("Al Wukair", "Al Wakrah"),
    ("Al Wakrah Souq", "Al Wakrah"),
    ("Lusail Marina", "Lusail"),
    ("Al Khor Corniche", "Al Khor"),
    ("Umm Salal Mohammed", "Umm Salal"),
)

INSURERS = (
    ("Qatar Insurance Company", "QIC"),
    ("Doha Insurance Group", "DIG"),
    ("QLM Life & Medical Insurance", "QLM"),
    ("Al Koot Insurance", "AKT"),
    None,
)
"""Insurer and the letters its numbers begin with; None pays for themselves."""

BLOOD_TYPES = ("O+", "O+", "O+", "A+", "A+", "B+", "B+", "AB+", "O-", "A-", "B-", None)
"""Roughly as often as they are met; None is not known."""

ALLERGIES = (
    ("Penicillin",),
    ("Penicillin", "Shellfish"),
    ("Aspirin",),
    ("Ibuprofen",),
    ("Peanuts",),
    ("Latex",),
    ("Shellfish",),
    ("Eggs", "Peanuts"),
    ("House dust mite",),
    ("Iodinated contrast media",),
)

CANCEL_REASONS = (
    "Patient travelling",
    "Feeling better",
    "No transport that day",
    "Moved by the clinic: doctor in theatre",
    "Booked twice by mistake",
)


def address(district: int, house: int) -> Item:
    """A postal address in the schema's shape; `district` and `house` are any counting numbers."""
    area, city = DISTRICTS[district % len(DISTRICTS)]
    return {
        "street": f"{house} {area} Street",
        "city": city,
        "state": city,
        "country": "Qatar",
        "postalCode": f"{20000 + district * 97 % 5000}",
    }
