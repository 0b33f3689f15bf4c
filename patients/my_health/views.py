"""The patient's own view of their chart: allergies, medicines, results, visits, letters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.letters.models import Letter
from documents.letters.repository import Letters
from documents.letters.views import LetterLine, line
from documents.renewals.models import Renewal
from documents.renewals.repository import Renewals
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import Page
from medisecure.web.requests import ClinicalRequest
from patients.chart.current_lists import Medicine, medicines_of, problems_of
from patients.chart.trends import series_of, valid
from patients.chart.vital_lines import sparklines
from patients.coding.wording import plainly_or_as_written
from patients.lists.models import ListItem
from patients.lists.repository import Lists
from patients.lists.services import sorted_out
from patients.profile.banner import Banner, open_to_read
from patients.records.models import Record
from patients.records.repository import Records
from patients.results.models import Result
from patients.results.repository import Results
from patients.results.views import Row, row_of
from providers.directory.models import Provider
from providers.directory.repository import Providers

LOOKED_AT, VISITS_SHOWN, RESULTS_READ, LETTERS_SHOWN = 25, 5, 50, 5
ENOUGH_FOR_A_LINE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentMedicine:
    """A medicine, and what became of the last request for it."""

    medicine: Medicine
    renewal: Renewal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """One laboratory test: the newest result, and its values over time, oldest first."""

    newest: Row
    points: list[tuple[Any, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitSummary:
    """A visit as one tells it at home: with whom, why, what it is called, by when to come back."""

    record: Record
    doctor: str
    found: list[str] = field(default_factory=list)


@require_safe
def my_health(request: ClinicalRequest) -> HttpResponse:
    """Everything on one page, each with the way to all of it."""
    uow, patient_id = request.uow, request.subject_id
    uow.require("my_details:read")
    banner: Banner
    items: list[ListItem]
    records: Page[Record]
    results: Page[Result]
    letters: Page[Letter]
    renewals: list[Renewal]
    banner, items, records, results, letters, renewals = in_parallel(
        lambda: open_to_read(request, patient_id),
        lambda: Lists(uow).now(patient_id),
        lambda: Records(uow).latest(patient_id, LOOKED_AT),
        lambda: Results(uow).latest(patient_id, RESULTS_READ),
        lambda: Letters(uow).latest(patient_id, LETTERS_SHOWN),
        lambda: Renewals(uow).of_patient(patient_id),
    )
    told, lists = valid(records.items), sorted_out(items)
    uow.begin_audit()  # stored beside the last read: doctors' names leave no trace
    doctors = Providers(uow).by_id(each.provider_id for each in told[:VISITS_SHOWN])
    context = {
        "banner": banner,
        "allergies": [each.allergy for each in lists.allergies or []],
        "were_allergies_asked": lists.allergies is not None or banner.allergies is not None,
        "allergy_words": banner.allergies if lists.allergies is None else None,
        "problems": problems_of(items, told),
        "medicines": current_medicines(medicines_of(items, told, uow.today), renewals),
        "tests": latest_of_each(results.items),
        "sparklines": sparklines(series_of(told)),
        "visits": [visit_of(each, doctors) for each in told[:VISITS_SHOWN]],
        "letters": letter_lines(letters.items),
    }
    return render(request, "patients/my_health/my_health.html", context)


def current_medicines(
    medicines: Iterable[Medicine], renewals: Iterable[Renewal]
) -> list[CurrentMedicine]:
    """The medicines taken now, and those that came to their end and may be asked for again."""
    asked = {each.item_id: each for each in renewals}
    shown = [each for each in medicines if each.is_current or each.item]
    return [
        CurrentMedicine(medicine=each, renewal=asked.get(each.item.item_id) if each.item else None)
        for each in shown
    ]


def latest_of_each(results: Sequence[Result]) -> list[Test]:
    """Each test once with its newest result; `results` come newest first."""
    by_test: dict[str, list[Result]] = {}
    for each in results:
        if each.measured and each.stands:
            by_test.setdefault(each.measured.code, []).append(each)
    found = []
    for same in by_test.values():
        newest = row_of(same[0])
        if newest is not None:
            found.append(Test(newest=newest, points=_points(same)))
    return found


def _points(same: Sequence[Result]) -> list[tuple[Any, Any]]:
    """The numbers in the newest one's unit, oldest first; too few are no line."""
    unit = same[0].measured.unit if same[0].measured else None
    points = [
        (each.taken_at, each.measured.value)
        for each in reversed(same)
        if each.measured and each.measured.value is not None and each.measured.unit == unit
    ]
    return points if len(points) >= ENOUGH_FOR_A_LINE else []


def visit_of(record: Record, doctors: dict[str, Provider]) -> VisitSummary:
    """The visit in plain words, where there are such; else as the doctor wrote it."""
    doctor = doctors.get(record.provider_id)
    found = [plainly_or_as_written(each.code, each.description) for each in record.diagnoses]
    return VisitSummary(
        record=record,
        doctor=doctor.display_name if doctor else "",
        found=[each for each in found if each],
    )


def letter_lines(letters: Iterable[Letter]) -> list[LetterLine]:
    """Letters in words."""
    return [line(each) for each in letters]
