"""A patient's laboratory results: the list, one of them over time, entering and releasing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from medisecure.access.actor import Role
from medisecure.clock import CLINIC_ZONE, zone
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import Page
from medisecure.errors import Conflict, Invalid, MediSecureError
from medisecure.web.display.charts.plot import Line, Plot, Point
from medisecure.web.display.errors import error_text
from medisecure.web.display.paging import links_of, mark_of
from medisecure.web.display.values import framed, value
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.input.refusals import add_refusals
from medisecure.web.requests import ClinicalRequest
from patients.profile.banner import Banner, open_page, open_to_read
from patients.results import from_csv, laboratory, services
from patients.results.forms import FileForm, ResultForm
from patients.results.models import LabValue, Result
from patients.results.repository import Results
from patients.results.wording import FLAGS, MARKS, range_of, test_name

SURE = "sure"  # what the button sends that was asked about
ARROWS = {"high": "▲", "low": "▼"}


@dataclass(frozen=True, slots=True)
class Row:
    """One result as a page shows it."""

    result: Result
    measured: LabValue
    test: str
    range: str
    word: str
    mark: str
    may_write: bool = False  # whoever enters results reads what became of them

    @property
    def said(self) -> SafeString:
        """The value with its unit, and what it means where that is worth a word."""
        told = self.measured
        shown = value(told.text) if told.value is None else value(told.value, unit=told.unit or "")
        if not self.word:
            return shown
        arrow = f'<span aria-hidden="true">{ARROWS[self.mark]}</span> ' if self.mark else ""
        look = framed(' <span class="plot-word plot-word-', self.mark, f'">{arrow}')
        return SafeString(shown + framed(look, self.word, "</span>"))

    @property
    def state(self) -> SafeString:
        """Whether it stands, and to those who enter results whether it is new and who sees it."""
        if not self.result.stands:
            return framed('<span class="flag">', _("Entered by mistake"), "</span>")
        if not self.may_write:
            return SafeString()
        new = framed('<span class="flag">', _("New"), "</span>") if self.result.is_new else ""
        seen = self._seen_by_patient
        calm = f'<span class="flag flag-calm">{seen}</span>' if seen else ""
        return SafeString(f"{new}{calm}")

    @property
    def _seen_by_patient(self) -> str:
        """From when the patient sees it; empty for one that is not shown to them."""
        if not self.result.is_released and self.result.opens_on:
            since = value(self.result.opens_on, kind="datetime")
            return _("Visible to the patient from") + " " + since
        is_open = self.result.is_released or self.result.opens_at
        return _("Released to the patient") if is_open else ""


def row_of(result: Result, *, may_write: bool = False) -> Row | None:
    """The result in words; None for one that says nothing."""
    if result.measured is None:
        return None
    level = result.measured.level
    word = str(FLAGS[level]) if level and result.measured.is_abnormal else ""
    mark = MARKS.get(level or "", "")
    told = result.measured
    return Row(result, told, test_name(told), range_of(told), word, mark, may_write)


@require_safe
def results(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """The newest specimens first; a patient sees what was released to them."""
    banner: Banner
    page: Page[Result]
    banner, page = in_parallel(
        lambda: open_to_read(request, patient_id),
        lambda: Results(request.uow).latest(patient_id, cursor=mark_of(request)),
    )
    may_write = request.role is Role.PROVIDER
    context = {
        "banner": banner,
        "rows": [row for each in page.items if (row := row_of(each, may_write=may_write))],
        "pages": links_of(request, page),
        "may_write": may_write,
    }
    return render(request, "patients/results/results.html", context)


@require_safe
def result(request: ClinicalRequest, patient_id: str, result_id: str) -> HttpResponse:
    """One result with those of the same test over time."""
    banner: Banner
    found: Result
    banner, found = in_parallel(
        lambda: open_to_read(request, patient_id),
        lambda: Results(request.uow).get(patient_id, result_id),
    )
    return _shown(request, banner, found)


def _shown(
    request: ClinicalRequest, banner: Banner, found: Result, *, asks: bool = False
) -> HttpResponse:
    """One result, with the word that is typed for the patient; `asks` before it is struck out."""
    may_write = request.role is Role.PROVIDER
    row = row_of(found, may_write=may_write)
    others = Results(request.uow).series(found.series) if found.series else [found]
    context = {
        "banner": banner,
        "row": row,
        "plot": plot_of(others, row) if row else None,
        "may_write": may_write,
        "typed": request.POST.get("word", ""),
        "asks": asks,
    }
    return render(request, "patients/results/result.html", context)


@require_http_methods(["GET", "POST"])
def deed(request: ClinicalRequest, patient_id: str, result_id: str) -> HttpResponse:
    """See, release with a word, or strike out by POST; then back to the result.

    A word that did not go to the patient stays in its box, and striking out is asked about first.
    """
    uow, ids = request.uow, (patient_id, result_id)
    uow.require("result:enter")
    banner: Banner
    found: Result
    banner, found = in_parallel(
        lambda: open_page(request, patient_id), lambda: Results(uow).get(*ids)
    )
    if request.method == "POST":
        if request.POST.get("strike", SURE) != SURE:
            return _shown(request, banner, found, asks=found.stands)
        done = "leave" not in request.POST and _do(request, ids)
        if not done and request.POST.get("word"):
            return _shown(request, banner, Results(uow).get(*ids))
    return redirect("patients:result", *ids)


def _do(request: ClinicalRequest, ids: tuple[str, str]) -> bool:
    """What the button asks for; whether nothing that is typed is of use any more."""
    uow = request.uow
    try:
        if "release" in request.POST:
            services.release(uow, *ids, word=request.POST.get("word", ""))
            messages.success(request, _("The patient can see this result now."))
        elif "strike" in request.POST:
            services.strike_out(uow, *ids)
            messages.success(request, _("This result is marked as entered by mistake."))
        else:
            services.see(uow, *ids)
            messages.success(request, _("Marked as seen."))
            return False
    except Invalid as refused:
        messages.error(request, "; ".join(_(message) for message in refused.fields.values()))
        return False
    except Conflict as refused:
        messages.error(request, error_text(refused))
        return False
    return True


@require_http_methods(["GET", "POST"])
def enter(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Enter one result by hand, or many out of a file; a wrong line loses none of the others."""
    request.uow.require("result:enter")
    banner = open_page(request, patient_id)
    by_file = request.method == "POST" and "lines" in request.POST
    form = form_of(request, ResultForm) if not by_file else ResultForm()
    many = FileForm(request.POST) if by_file else FileForm()
    told: from_csv.ParsedFile | None = None
    if by_file and many.is_valid():
        content = many.cleaned_data["content"]
        told = from_csv.read(content, zone=zone(CLINIC_ZONE), now=request.uow.at)
        if not told.errors and _stored(request, patient_id, told.lines, many):
            return redirect("patients:results", patient_id)
        many = _again(many, content)
    elif is_sent(request, form) and _stored(request, patient_id, [form.cleaned_data["line"]], form):
        return redirect("patients:results", patient_id)
    context = {
        "banner": banner, "form": form, "many": many, "by_file": by_file,
        "wrong": _wrong(told), "right": len(told.lines) if told else 0,
        "tests": laboratory.table(),
    }  # fmt: skip
    return render(request, "patients/results/enter.html", context)


def _stored(
    request: ClinicalRequest,
    patient_id: str,
    lines: Sequence[from_csv.ParsedLine],
    form: ResultForm | FileForm,
) -> bool:
    """Store the lines; False, with a mistake beside its field, if that cannot be."""
    try:
        services.enter(request.uow, patient_id, lines, first_id=form.cleaned_data["form_id"])
    except Invalid as refused:
        add_refusals(form, refused)
        return False
    except Conflict:
        messages.info(request, _("These results were stored before."))
        return True
    except MediSecureError as refused:
        form.add_error(None, error_text(refused))
        return False
    count = len(lines)
    said = ngettext("%(n)d result was stored.", "%(n)d results were stored.", count)
    messages.success(request, said % {"n": count})
    return True


def _again(many: FileForm, content: bytes) -> FileForm:
    """The form with the file's own lines in its box, so that they can be mended in place."""
    text = content.decode("utf-8-sig", errors="replace")
    data = {"form_id": many.cleaned_data["form_id"], "lines": text}
    shown = FileForm(data)
    shown.is_valid()
    for name, found in many.errors.items():
        shown.add_error(None if name == "__all__" else name, found)
    return shown


def _wrong(errors: from_csv.ParsedFile | None) -> list[dict[str, Any]]:
    """Each line that does not fit: its number, its column, what to do."""
    return [
        {"number": e.number, "column": e.column, "message": _(e.message) % dict(e.params)}
        for e in (errors.errors if errors else ())
    ]


def plot_of(found: Sequence[Result], row: Row) -> Plot:
    """The results of one test over time, oldest first, as far as they are in the same unit."""
    told = sorted((each for each in found if each.stands), key=lambda each: each.taken_at)
    rows = [shown for each in told if (shown := row_of(each))]
    points = [
        Point(
            at=each.result.taken_at,
            value=each.measured.value,
            kind=each.mark or "usual",
            word=each.word,
        )
        for each in rows
        if each.measured.value is not None and each.measured.unit == row.measured.unit
    ]
    low, high = row.measured.low, row.measured.high
    line = Line(label=row.test, points=_distinct(points), low=low, high=high)
    source = _("Reference range") if low is not None and high is not None else ""
    return Plot(label=row.test, unit=row.measured.unit or "", lines=[line], source=source)


def _distinct(points: Sequence[Point]) -> list[Point]:
    """One point a moment: of two specimens of one instant the later one stands."""
    last: dict[datetime, Point] = {point.at: point for point in points}
    return list(last.values())
