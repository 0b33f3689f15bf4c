"""The entries of a chart's own page, written without the template engine."""

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from medisecure.web.display.marks import decoration, status
from medisecure.web.display.markup.timeline import TimelineLine, timeline_line
from medisecure.web.display.values import framed, value, written_moment
from patients.records.header import RecordHeader
from patients.records.lines.listed import entry_link
from patients.records.lines.plan import plan_of
from patients.records.models import Record, Status
from providers.directory.models import Provider

Entry = Record | RecordHeader


def entry_lines(entries: Iterable[tuple[Entry, Provider | None]]) -> SafeString:
    """Each entry with its doctor as an item of the list."""
    return SafeString("\n".join(timeline_line(_drawn(*each)) for each in entries))


def _drawn(entry: Entry, doctor: Provider | None) -> TimelineLine:
    when = written_moment(entry.seen_at, "datetime")
    seen_by = framed(" · ", value(doctor.display_name), "") if doctor else ""
    is_open = isinstance(entry, Record)
    protected = _flag(f"{decoration('lock')}{_('Protected')}") if entry.is_sensitive else ""
    return TimelineLine(
        icon=_icon(entry),
        when=SafeString(f"{when}{seen_by}{_state(entry)}"),
        title=SafeString(f"{entry_link(entry)}{protected if is_open else ''}"),
        below=_below(entry) if isinstance(entry, Record) else SafeString(""),
        struck=entry.status is Status.ENTERED_IN_ERROR,
    )


def _icon(entry: Entry) -> str:
    if not isinstance(entry, Record):
        return "lock"
    if entry.status is Status.ENTERED_IN_ERROR:
        return "cross"
    return "pencil" if entry.is_draft else "stethoscope"


def _state(entry: Entry) -> str:
    """What is to be known of its state before it is read; nothing of one that simply stands."""
    if entry.is_draft:
        return f" {status('DRAFT')}"
    if entry.status is Status.AMENDED:
        return _flag(_("Corrected later"), "flag flag-calm")
    return _flag(_("Entered by mistake")) if entry.status is Status.ENTERED_IN_ERROR else ""


def _flag(words: str, kind: str = "flag") -> str:
    return f' <span class="{kind}">{words}</span>'


def _below(record: Record) -> SafeString:
    summary = record.diagnosis_summary
    found = framed("<p>", value(summary), "</p>") if summary else ""
    return SafeString(f"{found}{plan_of(record)}")
