"""An entry's findings put on the patient's lists: at signing, and once for what was loaded."""

from dataclasses import dataclass, field, replace
from datetime import date

from medisecure.audit.actions import Action
from medisecure.clock import clinic_date
from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.lists import services as lists
from patients.lists.medicines import MedicationStatement, of_prescription
from patients.lists.models import Content, Source
from patients.lists.problems import Condition
from patients.records.models import Diagnosis, Prescription, Record
from patients.records.repository import Records

PAGE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What building one patient's lists would do: entries to read, and what they would bring."""

    records: list[Record] = field(default_factory=list)
    problems: int = 0
    medicines: int = 0


def contents_of(record: Record) -> list[Content]:
    """The problems and medicines an entry names; what names nothing is left out."""
    seen_on = clinic_date(record.seen_at)
    problems = [_problem(each) for each in record.diagnoses if each.summary.strip()]
    given = [each for each in record.prescriptions if each.medication.strip()]
    return [*problems, *(_medicine(each, seen_on) for each in given)]


def outlook(uow: UnitOfWork, patient_id: str) -> Outlook:
    """What is not on the lists yet, oldest entry first; nothing is changed."""
    waiting: list[Record] = []
    cursor = ""
    while True:
        page = Records(uow).latest(patient_id, PAGE, cursor)
        waiting += [each for each in page.items if each.status.is_final and not each.is_listed]
        cursor = page.next_cursor
        if not cursor:
            break
    told = [content for record in waiting for content in contents_of(record)]
    return Outlook(
        records=waiting[::-1],
        problems=len({each.name for each in told if isinstance(each, Condition)}),
        medicines=len({each.name for each in told if isinstance(each, MedicationStatement)}),
    )


def list_entry(uow: UnitOfWork, patient_id: str, record_id: str) -> bool:
    """Put one loaded entry on the lists, once, in one transaction; False if it stands there.

    What it brings is dated by the visit, and lies on the shelf where it belongs today. `Invalid`
    for an entry that says more than one transaction holds, or what no list takes.
    """
    records = Records(uow)
    record = records.get(patient_id, record_id)
    if record.is_listed or not record.status.is_final:
        return False
    today = uow.today
    source = Source(
        at=record.seen_at, today=today, provider_id=record.provider_id, record_id=record.record_id
    )
    items = lists.lists_now(uow, patient_id).items
    with uow:
        records.save(replace(record, is_listed=True), Action.ADD_FINDINGS)
        lists.sign(uow, patient_id, items, contents_of(record), source)
    return True


def _problem(diagnosis: Diagnosis) -> Condition:
    return Condition(
        code=diagnosis.code, description=diagnosis.description, severity=diagnosis.severity
    )


def _medicine(given: Prescription, seen_on: date) -> MedicationStatement:
    read = of_prescription(
        medication=given.medication,
        started_on=seen_on,
        dosage=given.dosage,
        frequency=given.frequency,
        duration=given.duration,
    )
    return replace(
        read,
        atc=given.atc or read.atc,
        instruction=given.instruction or read.instruction,
        screening=given.screening,
    )
