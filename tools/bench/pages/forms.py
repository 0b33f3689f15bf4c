"""What is typed into the forms that are sent; whatever can be done only once is made anew first."""

import secrets
from datetime import timedelta
from itertools import count

from appointments.booking.services import BookingRequest, book
from medisecure.audit.actions import Action
from medisecure.clock import from_utc_text, now
from medisecure.web.input.fields import new_id
from medisecure.wiring import system_work
from patients.lists.models import next_id
from patients.results.repository import Results
from tools.bench.clinic import crowd, papers
from tools.bench.pages.page import Form, Scene
from tools.demo.schema_items import DR_SMITH

WINDOW, STEPS = secrets.token_hex(8), count(1)  # of the one window that writes the note
BEYOND = "more visits than a patient may have"


def found(_: Scene) -> Form:
    return {"q": "john doe"}


def looked_up(_: Scene) -> Form:
    return {"q": "aspirin"}


def diagnosis(_: Scene) -> Form:
    return {"q": "heart"}


def added(_: Scene) -> Form:
    """As the note asks, whose list of hits is swapped in."""
    return {"dx_q": "heart"}


def registering(_: Scene) -> Form:
    """Somebody nobody is like."""
    patient = new_id("patient")
    name = "".join(letter for letter in patient.title() if letter.isalpha())
    return {
        "patient_id": patient, "first_name": name[:12], "last_name": name[12:],
        "date_of_birth": "1960", "phone_number": f"55{secrets.randbelow(900_000) + 100_000}",
        "language": "en", "communication_method": "phone",
    }  # fmt: skip


def booking(scene: Scene) -> Form:
    """A new visit in the next free time."""
    starts_at = next(scene.slots)
    visit = new_id("appointment")
    scene.booked.append(visit)
    return {
        "appointment_id": visit, "provider": DR_SMITH, "date": starts_at[:10], "minutes": "30",
        "starts_at": starts_at, "visit_type": "FOLLOW_UP", "mode": "IN_PERSON", "reason": "bench",
        "beyond": BEYOND,
    }  # fmt: skip


def cancelling(scene: Scene) -> Form:
    """The visit that was booked last; a new one where none is left."""
    scene.fresh = scene.booked.pop() if scene.booked else _booked(scene)
    return {"reason": "bench"}


def _booked(scene: Scene) -> str:
    booking_request = BookingRequest(
        appointment_id=new_id("appointment"), patient_id=scene.patient, provider_id=DR_SMITH,
        starts_at=from_utc_text(next(scene.slots)), minutes=30, beyond=BEYOND,
    )  # fmt: skip
    return book(system_work("bench"), booking_request).appointment_id


def stepping(scene: Scene) -> Form:
    """A visit of today is confirmed."""
    _visit_of_today(scene)
    return {"step": "SCHEDULED.CONFIRMED"}


def paying(scene: Scene) -> Form:
    """A visit of today is paid."""
    _visit_of_today(scene)
    return {"version": "0", "fee": "200", "currency": "QAR", "status": "PAID", "method": "CASH"}


def _visit_of_today(scene: Scene, **changed: str) -> None:
    """Written straight into the table: it takes nobody's time."""
    scene.fresh = new_id("appointment")
    crowd.write([crowd.visit(scene.patient, scene.fresh, now(), **changed)])


def repeating(scene: Scene) -> Form:
    """The same visit three times, to look at its dates."""
    form = booking(scene) | {"every": "7", "count": "3"}
    scene.booked.pop()  # nothing is booked yet
    return form


def series(scene: Scene) -> Form:
    """A new series in the next three free times."""
    form = repeating(scene)
    scene.series = f"{form['appointment_id'].replace('appointment', 'series')}-01"
    chosen = [form["starts_at"], next(scene.slots), next(scene.slots)]
    return form | {f"date_{n}": each for n, each in enumerate(chosen, start=1)} | {"confirm": "1"}


def shifting(_: Scene) -> Form:
    """All visits of the series at another time, to look at the dates."""
    day = now().date() + timedelta(days=400)
    return {"which": "all", "provider": DR_SMITH, "date": day.isoformat(), "time": "09:00",
            "show": "1"}  # fmt: skip


def saving(_: Scene) -> Form:
    """The note as its window saves it by itself, some words longer each time."""
    step = str(next(STEPS))
    return {
        "save": "auto", "tab": WINDOW, "step": step, "seen": "",
        "record_id": new_id("consultation"), "blood_pressure": "130/85",
        "notes": f"{'Chest pain for two days. ' * 40}{step}",
    }  # fmt: skip


def signing(scene: Scene) -> Form:
    """The note of a visit that has begun."""
    _visit_of_today(scene, status="IN_CONSULTATION")
    return {
        "sign": "1", "tab": secrets.token_hex(8), "step": "1", "seen": "",
        "record_id": new_id("consultation"), "chief_complaint": "Chest pain",
        "blood_pressure": "130/85", "notes": "Chest pain for two days. " * 40,
    }  # fmt: skip


def entering(_: Scene) -> Form:
    """One result by hand."""
    return {"form_id": new_id("result"), "name": "Sodium", "value": "141", "unit": "mmol/L",
            "taken": "2026-03-14 09:30"}  # fmt: skip


def seeing(scene: Scene) -> Form:
    """A result nobody has seen."""
    uow, scene.fresh = system_work("bench"), new_id("result")
    with uow:
        Results(uow).add(papers.result(scene.patient, scene.fresh, uow.at), Action.ADD_RESULT)
    return {"see": "1"}


def striking(scene: Scene) -> Form:
    """A problem that was put on the list by mistake."""
    uow, scene.fresh = system_work("bench"), next_id(papers.PROBLEM)
    with uow:
        papers.listed(uow, scene.patient, scene.fresh, papers.PROBLEM)
    return {"mistake": "1"}


def asking(scene: Scene) -> Form:
    """For a medicine, once what was asked for before is taken back."""
    papers.take_back(scene.patient, scene.papers["medicine"])
    return {"note": "bench"}


def checking(scene: Scene) -> Form:
    """The number that stands on a letter, with no birth date on it."""
    return {"number": papers.number_of(scene.patient)}


def opening(scene: Scene) -> Form:
    """The code of what was shared."""
    return {"code": scene.papers["code"]}
