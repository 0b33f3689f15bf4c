"""Who did what to whose record: the audit trail by day, by person, by patient, or both."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from medisecure.access.limits import LimitedAction
from medisecure.audit.actions import Action
from medisecure.audit.event import AuditEvent
from medisecure.audit.grouping import folded
from medisecure.clock import zone
from medisecure.dynamodb.unit_of_work import Page, UnitOfWork
from medisecure.identity.person import Person
from medisecure.identity.repository import Colleagues
from medisecure.web.display.frame import begin_counts
from medisecure.web.display.paging import MARK, mark_of
from medisecure.web.input.chosen_day import ChosenDay, chosen_day
from medisecure.web.limits import limited
from medisecure.web.oversight.day_entries import DayEntries
from medisecure.web.oversight.export import (
    MOST_EXPORTED,
    cut_short,
    file_name,
    headed,
    lines_of,
)
from medisecure.web.oversight.forms import QuestionForm
from medisecure.web.oversight.names import colleagues_in, names_on
from medisecure.web.oversight.questions import (
    AT_ONCE,
    LOOKED_AT_ONCE,
    PAGES_LOOKED_THROUGH,
    TrailQuery,
    answer,
)
from medisecure.web.oversight.rows import row_of
from medisecure.web.requests import ClinicalRequest

PART = "part"  # which of the UTC days of a local day the page mark belongs to
PARTS = ("0", "1", "2")  # a day of 25 hours may touch three of them
LISTS = "lists"  # the day's first looks in lists instead of everything else
SEEN_AT_ONCE = 200
A_LOT = 2_000  # entries of a file that are read at once: a usual one waits no longer for it
LOTS_IN_A_FILE = 100  # looked through: what is further back needs its own days
NOTHING: tuple[Page[AuditEvent], int] = (Page(), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """What the address asks: a question of its own, or a day."""

    question: TrailQuery
    day: ChosenDay
    lists: bool
    clock: ZoneInfo

    @property
    def address(self) -> dict[str, Any]:
        """It, without the page's mark."""
        if self.question.names_somebody:
            return self.question.address
        lists = {LISTS: "1"} if self.lists else {}
        return {**self.question.address, "date": str(self.day.day), **lists}

    @property
    def period(self) -> tuple[date | None, date]:
        """The first and the last day it asks for: no first one where it asks for all before."""
        asked, day = self.question, self.day
        if asked.names_somebody:
            return asked.since, asked.until or day.today
        return day.day, day.day


@require_safe
def entries(request: ClinicalRequest) -> HttpResponse:
    """One page of the trail; every question is itself an entry in it."""
    request.uow.require("oversight:read")
    begin_counts(request)
    form, asked = _asked(request)
    page, part = _page(request, asked, AT_ONCE) if asked else NOTHING
    found = folded(page.items, _clock())
    question = asked.question if asked else TrailQuery()
    names = names_on(request.uow, page.items, question)
    older = {}
    if asked is not None and page.next_cursor:
        older = {**asked.address, MARK: page.next_cursor, **({PART: part} if part else {})}
    address = asked.address if asked else {}
    day = chosen_day(request, _clock())
    context = {
        "form": form,
        "asked": day,
        "strip": _strip(day, asked),
        "question": question,
        "person_name": names.of(question.person),
        "patient_name": names.of(question.patient),
        "unknown": "" if found else names.unknown_of(question),
        "lists": bool(asked and asked.lists),
        "day_url": f"?{urlencode({**address, LISTS: ''})}",
        "lists_url": f"?{urlencode({**address, LISTS: '1'})}",
        "rows": [row_of(each, names) for each in found],
        "clock": request.uow.at,
        "newer_url": f"?{urlencode(address)}" if mark_of(request) and address else "",
        "older_url": f"?{urlencode(older)}" if older else "",
        "export_query": urlencode(address),
        "most": MOST_EXPORTED,
        "could_ask": asked is not None,
    }
    return render(request, "oversight/entries.html", context)


@require_safe
@limited(LimitedAction.EXPORT, methods=("GET", "HEAD"))
def export(request: ClinicalRequest) -> HttpResponse:
    """The answer as a file, up to some thousand entries; the export is an entry of its own."""
    request.uow.require("oversight:export")
    _, asked = _asked(request)
    if asked is None:  # the page says what is wrong with the question
        return redirect(f"{reverse('oversight:entries')}?{request.GET.urlencode()}")
    response = HttpResponse(_lines(request.uow, asked), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name(*asked.period)}"'
    return response


def _strip(day: ChosenDay, asked: PageQuery | None) -> dict[str, Any]:
    """The strip of days; the result asked for and the view go along to the next one."""
    kept = {name: each for name, each in asked.address.items() if name != "date"} if asked else {}
    urls = {name: f"{each}&{urlencode(kept)}" if kept else each
            for name, each in day.strip.items() if name.endswith("_url")}  # fmt: skip
    return {**day.strip, **urls, "keep": kept}


def _subject(asked: PageQuery) -> str:
    question = asked.question
    return question.patient or question.person or str(asked.day.day)


def _asked(request: ClinicalRequest) -> tuple[QuestionForm, PageQuery | None]:
    """The form as it was sent, and what it asks if it asks something that can be answered."""
    clock, form = _clock(), QuestionForm(request.GET)
    day = chosen_day(request, clock)
    if not form.is_valid() or day.problem:
        return form, None
    question = _by_id(request.uow, form)
    if question is None:
        return form, None
    lists = request.GET.get(LISTS) == "1"
    return form, PageQuery(question=question, day=day, lists=lists, clock=clock)


def _by_id(uow: UnitOfWork, form: QuestionForm) -> TrailQuery | None:
    """What is asked, with the id of a colleague who was named by e-mail; None if nobody has it."""
    question = form.question
    if "@" not in question.person:
        return question
    found = Colleagues(uow).by_email(question.person)
    if not found:
        form.add_error(
            "person",
            gettext(
                "Nobody who works here has this e-mail. Patients, and whoever acts for them, are "
                "asked for by their id."
            ),
        )
        return None
    return replace(question, person=found[0].user_id)


def _page(request: ClinicalRequest, asked: PageQuery, limit: int) -> tuple[Page[AuditEvent], int]:
    """One page of the answer, and the part of the day its mark belongs to."""
    mark, uow = mark_of(request), request.uow
    told = request.GET.get(PART, "")
    part = PARTS.index(told) if mark and told in PARTS else 0
    return _read(uow, asked, mark, part, limit)


def _read(
    uow: UnitOfWork, asked: PageQuery, mark: str, part: int, limit: int
) -> tuple[Page[AuditEvent], int]:
    if asked.question.names_somebody:
        return answer(uow, asked.question, asked.clock, mark, limit), 0
    if asked.lists:
        page = DayEntries(uow).seen_in_lists(asked.day.day, mark, max(limit, SEEN_AT_ONCE))
        fitting = [each for each in page.items if asked.question.fits(each)]
        return Page(fitting, page.next_cursor), part
    return _of_day(uow, asked, mark, part, limit)


def _of_day(
    uow: UnitOfWork, asked: PageQuery, mark: str, part: int, limit: int
) -> tuple[Page[AuditEvent], int]:
    """The day's newest entries that fit; one result is looked for in as much as `answer` reads.

    The few that were refused stand among hundreds of the clinic's own programs.
    """
    trail, found = DayEntries(uow), list[AuditEvent]()
    narrow = asked.question.is_narrow
    at_once = max(limit, LOOKED_AT_ONCE) if narrow else limit
    for _ in range(PAGES_LOOKED_THROUGH if narrow else 1):
        page, part = trail.on_local(asked.day.day, asked.clock, part, mark, at_once)
        found += [each for each in page.items if asked.question.fits(each)]
        mark = page.next_cursor
        if not mark or len(found) >= limit:
            break
    return Page(found, mark), part


def _lines(uow: UnitOfWork, asked: PageQuery) -> Iterator[bytes]:
    """The file of everything that answers, up to the most of one file.

    Lot by lot: thousands of entries weigh ten times what their lines do. The entry of the export is
    stored beside the last read.
    """
    mark, part, left, lots = "", 0, MOST_EXPORTED, LOTS_IN_A_FILE
    names: dict[str, Person] = {}
    yield headed()
    while lots > 0:
        page, part = _read(uow, asked, mark, part, A_LOT)
        found, mark = page.items[:left], page.next_cursor
        left, lots = left - len(page.items), lots - 1 if mark and left > len(page.items) else 0
        if not lots:
            uow.record(Action.EXPORT_AUDIT, _subject(asked), asked.question.patient)
            uow.begin_audit()
        names |= colleagues_in(uow, [each for each in found if each.user_id not in names])
        yield lines_of(found, names)
        del page, found  # before the next lot is read
    if mark or left < 0:
        yield cut_short()


def _clock() -> ZoneInfo:
    return zone(timezone.get_current_timezone_name())
