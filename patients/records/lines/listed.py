"""The entries of a chart as its list shows them, written without the template engine."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from medisecure.web.display.markup.addresses import address
from medisecure.web.display.markup.timeline import TimelineLine, timeline_line
from medisecure.web.display.values import framed, value, written_moment
from patients.records.header import RecordHeader
from patients.records.lines.plan import plan_of
from patients.records.models import Record, Status


@dataclass(frozen=True, slots=True)
class RecordLine:
    """An entry in words; `state` is empty for one that is finished and stands."""

    record: Record | RecordHeader
    doctor: str
    kind: str
    state: str


def listed(lines: Iterable[RecordLine], query: str = "") -> SafeString:
    """The items of the list; `query` goes along to each entry's page ("?…")."""
    return SafeString("\n".join(timeline_line(_drawn(each, query)) for each in lines))


def _drawn(line: RecordLine, query: str) -> TimelineLine:
    record = line.record
    return TimelineLine(
        icon="stethoscope" if isinstance(record, Record) else "lock",
        when=_when(line),
        title=entry_link(record, query),
        below=_below(line),
        struck=record.status is Status.ENTERED_IN_ERROR,
    )


def entry_link(record: Record | RecordHeader, query: str = "") -> SafeString:
    """The entry's name, which leads to it; of a protected one only that it is there."""
    name = value(record.title) if isinstance(record, Record) else _("Protected entry")
    href = framed("", address("patients:record", record.patient_id, record.record_id) + query, "")
    return framed(f'<a href="{href}">', name, "</a>")


def _when(line: RecordLine) -> SafeString:
    kind = framed(" · ", line.kind, "") if line.kind else ""
    state = framed(' <span class="flag">', line.state, "</span>") if line.state else ""
    return SafeString(f"{written_moment(line.record.seen_at, 'datetime')}{kind}{state}")


def _below(line: RecordLine) -> SafeString:
    """What was found, by whom, and what was decided as long as it stands."""
    record, found, plan = line.record, "", ""
    if isinstance(record, Record):
        summary = record.diagnosis_summary
        found = f"{value(summary)}<br>" if summary else ""
        plan = plan_of(record) if record.status.is_final else ""
    doctor = value(line.doctor)
    return SafeString(
        f'<p class="timeline-text">{found}<span class="muted">{doctor}</span></p>{plan}'
    )
