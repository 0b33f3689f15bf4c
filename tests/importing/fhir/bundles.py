"""FHIR R4 bundles as other systems write them, made here: nobody in them ever lived."""

import base64
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

SPACE = UUID("6f1c8f0e-7f2a-4b52-9d5e-2f1d9a1c0a77")
Resource = dict[str, Any]


def uuid_of(name: str) -> str:
    """The same UUID for the same name."""
    return str(uuid5(SPACE, name))


def bundle(path: Path, resources: Sequence[Resource]) -> Path:
    """A transaction bundle with full URLs as UUIDs, as Synthea writes it."""
    entries = [{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in resources]
    whole = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return path


def ref(name: str) -> dict[str, str]:
    return {"reference": f"urn:uuid:{uuid_of(name)}"}


def concept(text: str, code: str = "", system: str = "http://snomed.info/sct") -> Resource:
    coding = [{"system": system, "code": code, "display": text}] if code else []
    return {"text": text} | ({"coding": coding} if coding else {})


def patient(name: str, **more: Any) -> Resource:
    return {
        "resourceType": "Patient", "id": uuid_of(name),
        "name": [
            {"use": "official", "family": "Al-Kuwari", "given": ["Maryam", "Noor"]},
            {"use": "maiden", "family": "Haddad", "given": ["Maryam"]},
        ],
        "telecom": [{"system": "phone", "value": "+97455512345", "use": "mobile"}],
        "gender": "female", "birthDate": "1988-04-12",
        "address": [{"line": ["12 Corniche St"], "city": "Doha", "country": "QA"}],
        "contact": [{"name": {"text": "Ali Al-Kuwari"}, "relationship": [{"text": "Husband"}]}],
        "communication": [{"language": {"coding": [{"code": "ar"}]}, "preferred": True}],
        "identifier": [{"type": {"coding": [{"code": "MR"}]}, "value": "998877"}],
    } | more  # fmt: skip


def practitioner(name: str) -> Resource:
    return {
        "resourceType": "Practitioner", "id": uuid_of(name), "active": True,
        "name": [{"family": "Rahman", "given": ["Aisha"], "prefix": ["Dr."]}],
        "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "9999991193"}],
    }  # fmt: skip


def encounter(name: str, who: str, at: str = "2024-03-02T09:00:00+03:00", **more: Any) -> Resource:
    return {
        "resourceType": "Encounter", "id": uuid_of(name), "status": "finished",
        "class": {"code": "AMB"}, "type": [concept("General examination (check up)", "162673000")],
        "subject": ref(who), "period": {"start": at, "end": at.replace("09:00", "09:30", 1)},
        "reasonCode": [concept("Cough")],
        "participant": [{"individual": {
            "reference": "Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|9999991193",
            "display": "Dr. Aisha Rahman",
        }}],
    } | more  # fmt: skip


def found(kind: str, name: str, who: str, visit: str = "", **more: Any) -> Resource:
    subject = "patient" if kind in ("AllergyIntolerance", "Immunization") else "subject"
    made = {"resourceType": kind, "id": uuid_of(name), subject: ref(who)}
    return made | ({"encounter": ref(visit)} if visit else {}) | more


def quantity(value: float, unit: str) -> Resource:
    return {"value": value, "unit": unit, "code": unit, "system": "http://unitsofmeasure.org"}


def observation(name: str, of: tuple[str, str], what: str, category: str, **more: Any) -> Resource:
    """`what` is LOINC's code and words: "8310-5 Temperature"; `of` who, and in which visit."""
    code, _, text = what.partition(" ")
    return found(
        "Observation", name, *of, status="final", effectiveDateTime="2024-03-02T09:10:00+03:00",
        code=concept(text, code, "http://loinc.org"),
        category=[{"coding": [{"code": category}]}], **more,
    )  # fmt: skip


def attachment(text: str, kind: str = "text/plain; charset=utf-8") -> Resource:
    return {"contentType": kind, "data": base64.b64encode(text.encode()).decode()}


def a_history(who: str = "maryam") -> list[Resource]:
    """One patient with one visit and something of everything, in no helpful order."""
    v = f"{who} visit"
    of = (who, v)
    daily = {
        "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
        "doseAndRate": [{"doseQuantity": quantity(5, "mg")}],
    }
    clinical = {"clinicalStatus": {"coding": [{"code": "active"}]}}
    return [
        found(
            "Condition",
            f"{who} c1",
            who,
            v,
            code=concept("Essential hypertension", "I10", "http://hl7.org/fhir/sid/icd-10"),
            onsetDateTime="2019-05-01",
            **clinical,
        ),
        found(
            "Condition",
            f"{who} c2",
            who,
            code=concept("Viral sinusitis (disorder)", "444814009"),
            clinicalStatus={"coding": [{"code": "resolved"}]},
            onsetDateTime="2020-01-02",
            abatementDateTime="2020-01-15",
        ),
        found(
            "AllergyIntolerance",
            f"{who} a1",
            who,
            code=concept("Penicillin"),
            criticality="high",
            verificationStatus={"coding": [{"code": "confirmed"}]},
            **clinical,
            reaction=[{"manifestation": [concept("Hives")]}],
        ),
        found(
            "MedicationRequest",
            f"{who} m1",
            who,
            v,
            status="active",
            intent="order",
            medicationCodeableConcept=concept("Amlodipine"),
            authoredOn="2024-03-02",
            dosageInstruction=[daily],
        ),
        found(
            "MedicationRequest",
            f"{who} m2",
            who,
            status="stopped",
            intent="order",
            medicationReference=ref(f"{who} drug"),
            authoredOn="2021-01-01",
            statusReason=concept("Cough"),
        ),
        {"resourceType": "Medication", "id": uuid_of(f"{who} drug"), "code": concept("Enalapril")},
        found(
            "MedicationRequest",
            f"{who} m3",
            who,
            status="active",
            intent="proposal",
            medicationCodeableConcept=concept("Aspirin"),
            authoredOn="2024-03-02",
        ),
        found(
            "Immunization",
            f"{who} i1",
            who,
            status="completed",
            occurrenceDateTime="2023-10-01",
            vaccineCode=concept("Influenza, seasonal"),
            lotNumber="A1",
        ),
        observation(
            f"{who} bp",
            of,
            "85354-9 Blood pressure panel",
            "vital-signs",
            component=[
                {
                    "code": concept("Diastolic", "8462-4", "http://loinc.org"),
                    "valueQuantity": quantity(82, "mm[Hg]"),
                },
                {
                    "code": concept("Systolic", "8480-6", "http://loinc.org"),
                    "valueQuantity": quantity(131, "mm[Hg]"),
                },
            ],
        ),
        observation(
            f"{who} wt",
            of,
            "29463-7 Body Weight",
            "vital-signs",
            valueQuantity=quantity(71.4, "kg"),
        ),
        observation(
            f"{who} bmi", of, "39156-5 BMI", "vital-signs", valueQuantity=quantity(26.1, "kg/m2")
        ),
        observation(
            f"{who} t", of, "8310-5 Temperature", "vital-signs", valueQuantity=quantity(371, "Cel")
        ),
        observation(
            f"{who} smoke",
            of,
            "72166-2 Tobacco",
            "social-history",
            valueCodeableConcept=concept("Never"),
        ),
        observation(
            f"{who} hba",
            of,
            "4548-4 Hemoglobin A1c",
            "laboratory",
            valueQuantity=quantity(6.1, "%"),
            referenceRange=[{"low": {"value": 4.0}, "high": {"value": 5.6}}],
        ),
        observation(
            f"{who} ua",
            of,
            "24357-6 Urinalysis panel",
            "laboratory",
            component=[
                {"code": concept("Glucose"), "valueCodeableConcept": concept("Negative")},
                {"code": concept("pH"), "valueQuantity": quantity(6, "pH")},
            ],
        ),
        found("Procedure", f"{who} p1", who, v, status="completed", code=concept("Spirometry")),
        found(
            "DiagnosticReport",
            f"{who} d1",
            who,
            v,
            status="final",
            code=concept("History and physical"),
            presentedForm=[attachment("Cough for two weeks.\nسعال منذ أسبوعين")],
        ),
        found(
            "DocumentReference",
            f"{who} doc",
            who,
            status="current",
            content=[{"attachment": {"contentType": "application/pdf", "data": "JVBERi0="}}],
            date="2024-03-02T09:40:00+03:00",
        ),
        {"resourceType": "Claim", "id": uuid_of(f"{who} claim"), "status": "active"},
        encounter(v, who),
        practitioner("dr rahman"),
        patient(who),
    ]
