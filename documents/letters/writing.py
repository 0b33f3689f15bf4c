"""What a letter says before a doctor adds anything: the patient, the doctor, the visit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from documents.letters.models import Author, Content, LetterKind, Subject
from medisecure.web.language import LANGUAGES
from patients.lists.models import ListItem
from patients.prescribing.reading import Written
from patients.profile.models import Patient
from patients.records.models import Diagnosis, Prescription, Record
from providers.directory.models import Provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """All a letter is written from."""

    patient: Patient
    author: Provider
    record: Record | None = None
    items: Sequence[ListItem] = ()


def language_for(patient: Patient) -> str:
    """The language a patient is written to in."""
    chosen = patient.preferences.language if patient.preferences else ""
    return chosen if chosen in LANGUAGES else "en"


def certificate_id(record_id: str) -> str:
    """The id of the certificate that is issued with an entry."""
    return f"letter_{record_id.rpartition('_')[2]}"


def subject_of(patient: Patient) -> Subject:
    """The patient as the paper names them."""
    info = patient.personal_info
    return Subject(
        name=patient.display_name,
        born_on=info.date_of_birth,
        is_birth_date_estimated=info.birth_date_estimated,
        record_number=info.identifiers.record_number if info.identifiers else None,
        patient_id=patient.patient_id,
        sex=info.gender,
    )


def author_of(doctor: Provider) -> Author:
    """The doctor as the paper names them."""
    told = doctor.professional_info
    return Author(
        name=doctor.display_name,
        specialization=told.specialization if told else None,
        department=told.department if told else None,
        license_number=told.license_number if told else None,
    )


def drafted(kind: LetterKind, of: Drafted) -> Content:
    """What a letter of this kind begins with.

    A referral names the problems and medicines of the lists; a prescription what the entry
    prescribes; a certificate the days the entry certifies, and nothing of why, unless the doctor
    adds it.
    """
    record = of.record
    bare = Content(
        subject=subject_of(of.patient),
        author=author_of(of.author),
        seen_at=record.seen_at if record else None,
        allergies=of.patient.allergies,
        diagnoses=record.diagnoses if record and kind is not LetterKind.SICK_LEAVE else [],
        medicines=record.prescriptions if record and kind is LetterKind.PRESCRIPTION else [],
    )
    if kind is LetterKind.SUMMARY and record:
        return _summary(bare, record)
    if kind is LetterKind.SICK_LEAVE and record and record.sick_leave:
        leave = record.sick_leave
        return replace(
            bare, allergies=None, first_day=leave.first_day, last_day=leave.last_day,
            text=leave.words,
        )  # fmt: skip
    if kind is LetterKind.REFERRAL:
        return replace(bare, diagnoses=_problems(of) or bare.diagnoses, medicines=_taken(of))
    return bare


def prescribed(item: ListItem) -> Prescription:
    """A medicine of the list as one prescribes it again."""
    taken = item.medication
    if taken is None:
        raise ValueError("this is no medicine")
    told: Written = taken.written
    return Prescription(
        medication=taken.medication,
        dosage=told.dosage,
        frequency=told.frequency,
        duration=told.duration,
        atc=taken.atc,
        instruction=taken.instruction,
    )


def _summary(bare: Content, record: Record) -> Content:
    clinical, treatment = record.clinical_data, None
    if clinical:
        treatment = clinical.treatment
    return replace(
        bare,
        complaint=clinical.chief_complaint if clinical else None,
        symptoms=(clinical and clinical.symptoms) or [],
        vital_signs=clinical.vital_signs if clinical else None,
        medicines=record.prescriptions,
        procedures=(treatment and treatment.procedures) or [],
        recommendations=(treatment and treatment.recommendations) or [],
        follow_up=record.follow_up,
    )


def _problems(of: Drafted) -> list[Diagnosis]:
    return [
        Diagnosis(code=each.condition.code, description=each.condition.description)
        for each in of.items
        if each.condition
    ]


def _taken(of: Drafted) -> list[Prescription]:
    return [prescribed(each) for each in of.items if each.medication]
