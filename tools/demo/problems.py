"""What each patient suffers from: two problems of the department, kept over the years."""

from tools.demo.dice import dice
from tools.demo.doctors import CARDIAC_SURGERY, FAMILY_MEDICINE, PEDIATRICS
from tools.demo.schedule import Visit
from tools.demo.schema_items import JOHN_DOE
from tools.demo.words.cardiac import CARDIAC, ISCHEMIC, LIPIDS, PRESSURE
from tools.demo.words.children import CHILDREN
from tools.demo.words.conditions import Condition
from tools.demo.words.family import FAMILY

_SEEN_IN = {CARDIAC_SURGERY: CARDIAC, FAMILY_MEDICINE: FAMILY, PEDIATRICS: CHILDREN}
_PROBLEMS_EACH = 2


def problem_of(visit: Visit) -> Condition:
    """The reason of this visit, one of the patient's own problems."""
    problems = _problems(visit.patient.patient_id, visit.doctor.department)
    return dice("problem", visit.number).choice(problems)


def _problems(patient_id: str, department: str) -> tuple[Condition, ...]:
    if patient_id == JOHN_DOE:
        return ISCHEMIC, LIPIDS, PRESSURE
    source = dice("problems", patient_id, department)
    return tuple(source.sample(_SEEN_IN[department], _PROBLEMS_EACH))
