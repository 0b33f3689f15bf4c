"""Notes of finished visits as record items: complaint, vital signs, diagnosis, treatment."""

from tools.demo.clinic_time import stamp
from tools.demo.dice import dice
from tools.demo.problems import problem_of
from tools.demo.schedule import Visit
from tools.demo.schema_items import Item
from tools.demo.visits import appointment_id, visit_type
from tools.demo.vitals import vital_signs
from tools.demo.words.conditions import Condition, suited


def record_id(visit: Visit) -> str:
    """`consultation_` and the visit's lasting number."""
    return f"consultation_{visit.number}"


def record_item(visit: Visit, papers: list[Item], *, seed: int) -> Item:
    """The note of a finished visit; `papers` are its document items, listed as attachments."""
    starts, ends = stamp(visit.starts_at), stamp(visit.ends_at)
    kind = visit_type(visit)
    record_type = "FOLLOW_UP" if kind == "FOLLOW_UP" else "CONSULTATION"
    problem = problem_of(visit)
    return {
        "PK": f"USER#{visit.patient.patient_id}",
        "SK": f"RECORD#{record_id(visit)}#{starts}",
        "GSI1PK": f"PROVIDER#{visit.doctor.provider_id}",
        "GSI1SK": f"RECORD#{starts}",
        "GSI2PK": f"RECORD_TYPE#{record_type}",
        "GSI2SK": starts,
        "entityType": "RECORD",
        "recordType": record_type,
        "recordId": record_id(visit),
        "patientId": visit.patient.patient_id,
        "providerId": visit.doctor.provider_id,
        "appointmentId": appointment_id(visit),
        "visitInfo": {
            "date": starts,
            "type": kind,
            "duration": visit.minutes,
            "location": visit.doctor.location,
        },
        "clinicalData": _clinical_data(visit, problem, seed),
        "followUp": _follow_up(problem),
        "attachments": [_attachment(paper) for paper in papers],
        "createdAt": starts,
        "updatedAt": ends,
        "status": "COMPLETED",
    }


def _clinical_data(visit: Visit, problem: Condition, seed: int) -> Item:
    source = dice(seed, "record", visit.number)
    diagnosis = {
        "code": problem.code,
        "description": problem.description,
        "severity": problem.severity,
    }
    return {
        "chiefComplaint": problem.complaint,
        "symptoms": list(problem.symptoms),
        "vitalSigns": vital_signs(visit.patient, problem, visit.day, source),
        "diagnosis": [diagnosis],
        "treatment": {
            "prescription": _prescription(visit, problem),
            "procedures": list(problem.procedures),
            "recommendations": list(problem.advice),
        },
    }


def _prescription(visit: Visit, problem: Condition) -> list[Item]:
    """The usual medicines, changed where the patient is known not to tolerate one."""
    medicines = [suited(medicine, visit.patient.allergies) for medicine in problem.medicines]
    return [
        {
            "medication": medicine.medication,
            "dosage": medicine.dosage,
            "frequency": medicine.frequency,
            "duration": medicine.duration,
        }
        for medicine in dict.fromkeys(medicines)
    ]


def _follow_up(problem: Condition) -> Item:
    if problem.follow_up is None:
        return {"required": False}
    timeframe, notes = problem.follow_up
    return {"required": True, "timeframe": timeframe, "notes": notes}


def _attachment(paper: Item) -> Item:
    return {
        "documentId": paper["documentId"],
        "type": paper["documentInfo"]["type"],
        "s3Key": paper["fileInfo"]["s3Key"],
    }
