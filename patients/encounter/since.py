"""What has changed since the doctor last saw the patient: from what the page has read anyway."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from patients.lists.models import ListItem, ListName
from patients.records.models import Record
from patients.results.models import Result

MOST_LINES = 8
LISTED = {
    ListName.CONDITION: (_("New problem"), _("Changed problem")),
    ListName.ALLERGY: (_("New allergy"), _("Changed allergy")),
    ListName.MEDICATION: (_("New medicine"), _("Changed medicine")),
    ListName.IMMUNIZATION: (_("New vaccination"), _("Changed vaccination")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One change: what it is, in which words, when, and where it is read in full."""

    what: Any
    words: str
    at: datetime
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """The entry counted from, None at the first visit, and what has changed, the newest first."""

    last: Record | None
    lines: list[Line]
    more: int = 0


def changes_since(
    provider_id: str,
    *,
    records: Sequence[Record],
    items: Iterable[ListItem],
    results: Iterable[Result],
    documents: Iterable[Document],
) -> Since:
    """Everything newer than the doctor's own latest signed entry; without one, than the latest."""
    signed = [each for each in records if each.status.is_final]
    own = [each for each in signed if each.provider_id == provider_id]
    last = next(iter(own or signed), None)
    if last is None:
        return Since(last=None, lines=[])
    found = [
        *_entries(signed, last),
        *_listed(items, last),
        *_results(results, last),
        *_documents(documents, last),
    ]
    found.sort(key=lambda each: each.at, reverse=True)
    return Since(last=last, lines=found[:MOST_LINES], more=max(0, len(found) - MOST_LINES))


def _entries(signed: Iterable[Record], last: Record) -> Iterable[Line]:
    for each in signed:
        if each.seen_at > last.seen_at and each.record_id != last.record_id:
            url = reverse("patients:record", args=[each.patient_id, each.record_id])
            yield Line(what=_("Entry"), words=each.title, at=each.seen_at, url=url)


def _listed(items: Iterable[ListItem], last: Record) -> Iterable[Line]:
    """What stands on the lists since; what that entry itself put there is no news."""
    for each in items:
        if each.updated_at <= max(last.updated_at, last.seen_at) or (
            each.record_id == last.record_id and each.version == 0
        ):
            continue
        new, changed = LISTED[each.list_name]
        word = _name(each)
        yield Line(what=changed if each.version else new, words=word, at=each.updated_at)


def _name(item: ListItem) -> str:
    if item.condition:
        return item.condition.summary
    if item.medication:
        return item.medication.medication
    if item.allergy:
        return item.allergy.substance or str(_("None known"))
    return item.immunization.vaccine if item.immunization else ""


def _results(results: Iterable[Result], last: Record) -> Iterable[Line]:
    for each in results:
        if each.created_at > last.seen_at and each.stands:
            url = reverse("patients:result", args=[each.patient_id, each.result_id])
            name = each.measured.name if each.measured else ""
            yield Line(what=_("Result"), words=name, at=each.taken_at, url=url)


def _documents(documents: Iterable[Document], last: Record) -> Iterable[Line]:
    for each in documents:
        if each.created_at > last.seen_at:
            yield Line(what=_("Document"), words=each.title or "", at=each.created_at)
