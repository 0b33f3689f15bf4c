"""The medicines of a chart, written without the template engine: a line and a row for each.

See docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from medisecure.web.display.values import absent, framed, parts, value
from patients.chart.current_lists import Medicine
from patients.lists.medicines import MedicationStatement, MedicineStatus


def taken_now(medicines: Iterable[Medicine]) -> SafeString:
    """Each medicine that is taken now: what, how, until when; items of a list."""
    nothing = _("No medicine is noted as being taken now.")
    lines = "\n".join(map(_line, medicines))
    return SafeString(lines or f'<li class="muted">{nothing}</li>')


def _line(medicine: Medicine) -> str:
    name, end = framed("<bdi>", medicine.prescription.medication, "</bdi>"), _("no end date")
    if medicine.ends_on:
        until = _("until")
        end = f"{until} {value(medicine.ends_on, kind='date')}"
    return f"<li>{name} <small>{_how(medicine, ' · ')}{end}</small></li>"


def prescription_rows(medicines: Iterable[Medicine], over: Iterable[Medicine]) -> SafeString:
    """Rows of a table: each medicine as it was last prescribed, then those that are over."""
    now = _flag(_("now"), "flag flag-calm")
    rows = [_row(each, f" {now}" if each.is_current else "") for each in medicines]
    return SafeString("".join([*rows, *(_row_of_past(each) for each in over)]))


def _row_of_past(medicine: Medicine) -> str:
    taken = medicine.item.medication if medicine.item else None
    struck = taken is not None and taken.status is MedicineStatus.ENTERED_IN_ERROR
    return _row(medicine, f" {_end_of(taken)}", ' class="is-struck"' if struck else "")


def _end_of(taken: MedicationStatement | None) -> str:
    """How it came to its end, and why it was stopped."""
    status, reason = (taken.status, taken.stop_reason) if taken else (None, None)
    if status is MedicineStatus.STOPPED:
        flag = _flag(_("stopped"))
    elif status is MedicineStatus.ENTERED_IN_ERROR:
        flag = _flag(_("Entered by mistake"))
    else:
        flag = _flag(_("ended"), "flag flag-calm")
    why = framed('<small class="d-block fw-normal muted">', value(reason), "</small>")
    return f"{flag}{why}" if reason else flag


def _flag(words: str, look: str = "flag") -> str:
    return f'<span class="{look}">{words}</span>'


def _row(medicine: Medicine, flags: str, look: str = "") -> str:
    how = _how(medicine)
    cells = (
        (_("How to take it"), f"<span>{how}</span>" if how else absent()),
        (_("From"), value(medicine.started_on, kind="date")),
        (_("Until"), value(medicine.ends_on, kind="date")),
    )
    told = "".join(f'<td role="cell" data-label="{name}">{said}</td>' for name, said in cells)
    name = value(medicine.prescription.medication)
    return f'<tr role="row"{look}><th scope="row" role="rowheader">{name}{flags}</th>{told}</tr>'


def _how(medicine: Medicine, after: str = "") -> str:
    """How it is taken, with what stands after it; nothing where nothing is said."""
    how = medicine.how
    return f"{parts(how)}{after}" if how else ""
