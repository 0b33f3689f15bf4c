"""The chart: everything a doctor needs of a patient in their care, on one printable page."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from appointments.visits.repository import Appointments
from medisecure.access.actor import Role
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import Page
from medisecure.web.display.paging import links_of, mark_of
from medisecure.web.requests import ClinicalRequest
from patients.chart.coming_lines import coming_lines, most_to_come
from patients.chart.current_lists import medicines_of
from patients.chart.document_lines import document_lines
from patients.chart.entries import entry_lines
from patients.chart.medicine_lines import prescription_rows, taken_now
from patients.chart.patient_facts import patient_facts
from patients.chart.plots import plots_of
from patients.chart.result_lines import result_lines
from patients.chart.summary import LOOKED_AT, reads_of, summary_of
from patients.chart.trends import valid
from patients.chart.vital_lines import latest_signs
from patients.lists.repository import Lists
from patients.profile.banner import Banner, open_chart, open_page, open_to_read
from patients.records.models import Record
from patients.records.repository import Records
from patients.results.models import Result
from patients.results.repository import Results
from patients.results.views import row_of
from providers.directory.models import Provider
from providers.directory.repository import Providers

COMING_READ, COMING_SHOWN, PAST_SHOWN, RESULTS_SHOWN = 15, 5, 25, 6
LOOKED_AT_FOR_TRENDS = 100


@require_safe
def chart(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Whose chart it is, what is known, and a page of its entries; one wave of reads."""
    uow, mark = request.uow, mark_of(request)
    if request.role is Role.STAFF:
        open_page(request, patient_id)  # refuses, before visits that the desk may see are opened
    results: Page[Result]
    doctor: Callable[[str], Provider | None]
    opened, past, coming, results, doctor, items, records, documents, *older = in_parallel(
        lambda: open_chart(request, patient_id),
        lambda: Lists(uow).past(patient_id, PAST_SHOWN),
        lambda: Appointments(uow).coming(patient_id, uow.at, COMING_READ),
        lambda: Results(uow).latest(patient_id, RESULTS_SHOWN),
        lambda: Providers(uow).among_all(),
        *reads_of(uow, patient_id),
        *([lambda: Records(uow).latest(patient_id, LOOKED_AT, mark)] if mark else []),
    )
    banner, patient = opened
    shown: Page[Record] = older[0] if mark else records
    entries = [*shown.items, *shown.shut]
    summary = summary_of(items, records, documents, uow.today)
    over = medicines_of(past.items, [], uow.today)
    may_write = request.role is Role.PROVIDER and not banner.preparing
    context: dict[str, Any] = {
        "banner": banner,
        "may_write": may_write,
        "chart": summary,
        "patient_facts": patient_facts(patient),
        "latest_signs": latest_signs(summary.readings),
        "medicine_lines": taken_now(summary.current_medicines),
        "prescription_rows": prescription_rows(summary.medicines, over),
        "document_lines": document_lines(summary.documents),
        "entry_lines": entry_lines(
            (each, doctor(each.provider_id))
            for each in sorted(entries, key=lambda each: each.seen_at, reverse=True)
        ),
        "result_lines": result_lines(
            row for each in results.items if (row := row_of(each, may_write=may_write))
        ),
        "coming_lines": coming_lines(
            (each, doctor(each.provider_id)) for each in most_to_come(coming, COMING_SHOWN)
        ),
        "pages": links_of(request, shown),
        "is_first_page": not mark,
    }
    return render(request, "patients/chart/chart.html", context)


@require_safe
def trends(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Vital signs over time, out of the latest hundred entries: charts with their tables."""
    banner: Banner
    page: Page[Record]
    banner, page = in_parallel(
        lambda: open_to_read(request, patient_id),
        lambda: Records(request.uow).latest(patient_id, LOOKED_AT_FOR_TRENDS, mark_of(request)),
    )
    context = {
        "banner": banner,
        "plots": plots_of(valid(page.items), banner.born_on),
        "pages": links_of(request, page),
    }
    return render(request, "patients/chart/trends.html", context)
