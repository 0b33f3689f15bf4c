"""What an illness brings with it: words, medicines, advice, papers, and what clashes."""

from dataclasses import dataclass, replace

ECG = "ECG_REPORT"
LAB = "LAB_REPORT"
LETTER = "DISCHARGE_LETTER"
XRAY = "XRAY_IMAGE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine:
    """One line of a prescription, in the words of the chart."""

    medication: str
    dosage: str
    frequency: str
    duration: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A diagnosis in ICD-10-CM words with the visit that usually goes with it."""

    code: str
    description: str
    severity: str
    complaint: str
    reason_ar: str
    symptoms: tuple[str, ...]
    medicines: tuple[Medicine, ...] = ()
    advice: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    follow_up: tuple[str, str] | None = None
    papers: tuple[str, ...] = ()
    preparation: tuple[str, ...] = ()
    raises_pressure: bool = False
    fever: bool = False
    short_of_breath: bool = False


def rx(line: str) -> Medicine:
    """`Atorvastatin, 20 mg, Once daily, 30 days` as a prescription line."""
    medication, dosage, frequency, duration = (part.strip() for part in line.split(","))
    return Medicine(medication=medication, dosage=dosage, frequency=frequency, duration=duration)


CLASHES = {
    ("Penicillin", "Amoxicillin"): "Azithromycin",
    ("Aspirin", "Aspirin"): "Clopidogrel",
    ("Aspirin", "Ibuprofen"): "Paracetamol",
    ("Ibuprofen", "Ibuprofen"): "Paracetamol",
    ("Ibuprofen", "Aspirin"): "Clopidogrel",
}
"""(known allergy, medicine) → what is given instead; aspirin and ibuprofen share a class."""

_INSTEAD = {
    "Azithromycin": ("10 mg/kg", "Once daily", "3 days"),
    "Clopidogrel": ("75 mg", "Once daily", "30 days"),
    "Paracetamol": ("15 mg/kg (at most 1 g)", "Every 6 hours if needed", "5 days"),
}


def suited(medicine: Medicine, allergies: list[str] | None) -> Medicine:
    """The medicine, or the one given instead to a person with these known allergies."""
    for allergy in allergies or []:
        other = CLASHES.get((allergy, medicine.medication))
        if other:
            dosage, frequency, duration = _INSTEAD[other]
            return replace(
                medicine,
                medication=other,
                dosage=dosage,
                frequency=frequency,
                duration=duration,
            )
    return medicine
