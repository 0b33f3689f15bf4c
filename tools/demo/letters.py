"""Letters of a demo patient: the last prescription, and a certificate of three days."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from documents.letters.models import Letter, LetterKind
from documents.letters.numbers import LENGTH, SIGNS
from documents.letters.services import check_of
from documents.letters.writing import Drafted, drafted
from medisecure.clock import clinic_date
from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.profile.repository import Patients
from patients.records.repository import Records
from providers.directory.repository import Providers
from tools.demo.dice import dice

DAYS = timedelta(days=2)


def demo_letters(uow: UnitOfWork, patient_id: str, seed: int) -> Iterator[Letter]:
    """Out of the latest signed entry that prescribes; none without one."""
    signed = [each for each in Records(uow).latest(patient_id).items if each.status.is_final]
    record = next((each for each in signed if each.prescriptions), None)
    if record is None:
        return
    patient, doctor = Patients(uow).get(patient_id), Providers(uow).get(record.provider_id)
    of = Drafted(patient=patient, author=doctor, record=record)
    for at, kind in enumerate((LetterKind.PRESCRIPTION, LetterKind.SICK_LEAVE), start=1):
        content = drafted(kind, of)
        if kind is LetterKind.SICK_LEAVE:
            first = clinic_date(record.seen_at)
            content = replace(content, allergies=None, first_day=first, last_day=first + DAYS)
        chance = dice(seed, "letter", patient_id, kind)
        number = "".join(chance.choice(SIGNS) for _ in range(LENGTH))
        yield Letter(
            letter_id=f"letter_00_demo_{patient_id}_{at}",  # older than any that is issued
            patient_id=patient_id,
            provider_id=record.provider_id,
            record_id=record.record_id,
            kind=kind,
            language=patient.preferences.language if patient.preferences else "en",
            content=content,
            number=number,
            check=check_of(uow, number, content.subject.born_on),
            issued_at=record.seen_at,
        )
