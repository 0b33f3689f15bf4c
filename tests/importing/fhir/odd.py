"""FHIR resources in shapes that real systems write and nobody expects, all made up."""

import copy
import random
from collections.abc import Iterator
from typing import Any

from tests.importing.fhir.bundles import (
    Resource,
    attachment,
    concept,
    encounter,
    found,
    observation,
    patient,
    quantity,
    ref,
    uuid_of,
)

CORE = "http://hl7.org/fhir/us/core/StructureDefinition"
LAB, LOINC = "laboratory", "http://loinc.org"
ABSENT = concept("Unknown", "unknown", "http://terminology.hl7.org/CodeSystem/data-absent-reason")


def synthea_patient(name: str) -> Resource:
    """Half of it are extensions, as Synthea writes them."""
    race = {"url": "ombCategory", "valueCoding": {"code": "2106-3", "display": "White"}}
    place = [
        {"url": "latitude", "valueDecimal": 42.15},
        {"url": "longitude", "valueDecimal": -71.1},
    ]
    return patient(
        name,
        meta={"profile": [f"{CORE}/us-core-patient"]},
        text={"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">x</div>'},
        extension=[
            {"url": f"{CORE}/us-core-race", "extension": [race]},
            {"url": f"{CORE}/us-core-birthsex", "valueCode": "F"},
            {"url": "http://synthetichealth.github.io/disability", "valueDecimal": 0.4},
        ],
        maritalStatus=concept("Married", "M"), multipleBirthBoolean=False,
        deceasedDateTime="2025-01-02T03:04:05-05:00",
        address=[{"extension": [{"url": "http://hl7.org/geolocation", "extension": place}],
                  "line": ["1 Street Unit 3", ""], "city": "Boston", "state": "MA"}],
        contained=[{"resourceType": "Organization", "id": "gp", "name": "A practice"}],
        generalPractitioner=[{"reference": "#gp"}],
    )  # fmt: skip


def barely(who: str, **told: Any) -> Resource:
    """A person of whom next to nothing is known."""
    return {"resourceType": "Patient", "id": uuid_of(who)} | told


def lab(name: str, who: str, **value: Any) -> Resource:
    return observation(name, (who, f"{who} visit"), "2345-7 Glucose", LAB, **value)


def odd(who: str) -> list[Resource]:
    """A patient, a visit, and what is odd around them."""
    v = f"{who} visit"
    pressure = [
        {"code": concept("Systolic", "8480-6", LOINC), "valueQuantity": quantity(120, "mm[Hg]")},
        {"code": concept("Diastolic", "8462-4", LOINC), "dataAbsentReason": ABSENT},
    ]
    survey = [
        {"code": concept("Q1", "44250-9", LOINC), "valueCodeableConcept": concept("Not at all")},
        {"code": concept("Q2", "44255-8", LOINC), "valueQuantity": quantity(2, "{score}")},
    ]
    drug = {"resourceType": "Medication", "id": "med", "code": concept("Enalapril")}
    return [
        synthea_patient(who),
        barely(f"{who} nameless"), barely(f"{who} text", name=[{"text": "Suharto"}]),
        barely(f"{who} given", name=[{"given": ["Only"]}], birthDate="1960"),
        barely(f"{who} masked", name=[{"extension": [{"url": "x", "valueCode": "masked"}]}]),
        encounter(v, who, participant=[{"individual": {"reference": "#dr"}}], contained=[
            {"resourceType": "Practitioner", "id": "dr", "name": [{"text": "Dr. Contained"}]}]),
        encounter(f"{who} no period", who, period={}),
        encounter(f"{who} to come", who, at="2999-01-01"),
        encounter(f"{who} nobody", "nobody at all"),
        encounter(f"{who} off", who, status="cancelled"),
        lab(f"{who} 1", who, valueCodeableConcept=concept("Positive", "10828004")),
        lab(f"{who} 2", who, valueString="not detected"), lab(f"{who} 3", who, valueBoolean=True),
        lab(f"{who} 4", who, valueInteger=3),
        lab(f"{who} 5", who, valueRange={"low": {"value": 1}}),
        lab(f"{who} 6", who, valueRatio={"numerator": {"value": 1}, "denominator": {"value": 8}}),
        lab(f"{who} 7", who, dataAbsentReason=ABSENT), lab(f"{who} 8", who, valueTime="10:00:00"),
        lab(f"{who} 9", who, valueQuantity=quantity(5, "mmol/L") | {"comparator": "<"}),
        lab(f"{who} 10", who, valueDateTime="2024-03-02"), lab(f"{who} 11", who),
        lab(f"{who} 12", who, valueQuantity={"unit": "mmol/L"}, interpretation=[concept("H", "H")]),
        observation(
            f"{who} 13", (who, v), "85354-9 Pressure", "vital-signs", component=pressure
        ),
        observation(f"{who} 14", (who, v), "69737-5 PHQ-9", "survey", component=survey),
        observation(f"{who} 15", (who, v), "8867-4 Heart rate", "vital-signs", valueString="fast"),
        observation(f"{who} 16", (who, v), "8310-5 Temperature", "vital-signs",
                    valueQuantity={"value": 99.5, "unit": "°F"}),
        {"resourceType": "Observation", "id": uuid_of(f"{who} 17"), "status": "final",
         "code": {"text": "Of nobody"}, "valueString": "x"},
        observation(f"{who} 18", (who, v), "224459001 Sick", "exam", valueBoolean=True) | {
            "code": concept("On sick leave", "224459001")},
        found("MedicationRequest", f"{who} m1", who, v, status="active", intent="order",
              contained=[drug], medicationReference={"reference": "#med"}),
        found("MedicationRequest", f"{who} m2", who, v, status="active", intent="order",
              medicationReference={"reference": "Medication/unknown"}),
        found("Condition", f"{who} c1", who, v, subject={"identifier": {"value": "x"}}),
        found("Condition", f"{who} c2", who, v, code={"coding": [{"code": "1"}]}),
        found("Condition", f"{who} c3", who, v), found("AllergyIntolerance", f"{who} a1", who),
        found("Condition", f"{who} c4", who, f"{who} nobody", code=concept("Gout")),
        found("Immunization", f"{who} i1", who, status="not-done", occurrenceString="in childhood",
              vaccineCode=concept("Measles")),
        found("Immunization", f"{who} i2", who, status="completed", occurrenceString="in childhood",
              vaccineCode=concept("Measles")),
        found("Procedure", f"{who} p1", who, v, status="not-done", code=concept("Biopsy")),
        found("DiagnosticReport", f"{who} d1", who, v, status="final", code=concept("Report"),
              presentedForm=[attachment("# Note\n\nA text.")]),
        found("DiagnosticReport", f"{who} d2", who, v, status="final", code=concept("Empty")),
        found("DocumentReference", f"{who} d3", who, status="current",
              content=[{"attachment": {"contentType": "text/plain", "data": "%%%"}}]),
        found("Condition", f"{who} c5", f"{who} text", v, code=concept("Of somebody else")),
        found("Procedure", f"{who} p2", who, status="completed", code=concept("ECG"),
              performedDateTime="2999-01-01"),
        found("Goal", f"{who} g", who, lifecycleStatus="active", description=concept("Less")),
        {"resourceType": "Provenance", "id": uuid_of(f"{who} pr")}, {"resourceType": "Claim"},
        {"id": uuid_of(f"{who} untyped")},
        {"resourceType": "Appointment", "id": uuid_of(f"{who} ap"), "status": "booked",
         "participant": [{"actor": ref(who), "status": "accepted"}]},
    ]  # fmt: skip


WRONG: tuple[Any, ...] = (
    None, "", [], {}, 0, -1, "x" * 5000, "9999-99-99", "2024-02-30", [None], [[]], [{}], True,
    {"reference": "#nowhere"}, {"coding": [{}]}, {"value": "NaN"}, "\u202e\u0000", 1e300,
)  # fmt: skip


def spoiled(resources: list[Resource], count: int, seed: int) -> Iterator[Resource]:
    """Copies of them with ids of their own, each with an element left out or made wrong."""
    dice = random.Random(seed)  # noqa: S311
    for n in range(count):
        whole = copy.deepcopy(dice.choice(resources))
        for _ in range(dice.randint(1, 2)):
            _spoil(whole, dice)
        yield {"id": uuid_of(f"spoiled {seed} {n}")} | {k: v for k, v in whole.items() if k != "id"}


def _spoil(whole: Resource, dice: random.Random) -> None:
    """One element somewhere inside."""
    holder: Any = whole
    while True:
        names = [k for k in (holder if isinstance(holder, dict) else range(len(holder)))
                 if k not in ("id", "resourceType")]  # fmt: skip
        if not names:
            return
        name = dice.choice(names)
        inner = holder[name]
        if isinstance(inner, dict | list) and inner and dice.random() < 0.7:
            holder = inner
            continue
        if dice.random() < 0.5:
            del holder[name]
        else:
            holder[name] = dice.choice(WRONG)
        return
