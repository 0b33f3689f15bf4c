"""The visits of a doctor's day, written without the template engine: ten of them are half a day.

See docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import localize
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.visits.models import Appointment
from medisecure.web.display.marks import decoration, status
from medisecure.web.display.markup.addresses import address
from medisecure.web.display.people import born, sex
from medisecure.web.display.values import age, framed, value
from patients.profile.models import Patient
from providers.day.rows import Group, Row

SHARP, CALM = "flag", "flag flag-calm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Which day, which patient stands beside it ("" for none), and whose button is filled."""

    day: date
    patient_id: str = ""
    lead: Row | None = None


def visit_lines(rows: Iterable[Row], shown: Shown) -> SafeString:
    """Each visit as an item of the list."""
    return SafeString("".join(_line(each, shown) for each in rows))


def _line(row: Row, shown: Shown) -> str:
    visit = row.visit
    chosen = " is-chosen" if shown.patient_id == visit.patient_id else ""
    over = "" if visit.next_statuses else " is-over"
    return (
        f'<li class="visit visit-line{chosen}{over}">'
        f'<p class="visit-time"><bdi dir="ltr">{row.starts}</bdi></p>'
        f'<p class="visit-name">{_name(row, shown)}</p>'
        f'<p class="visit-flags">{_flags(row)}</p>'
        f'<p class="visit-state">{_state(row)}{_before(row)}</p>'
        f'<p class="visit-press">{_note(row)}{_button(row, shown)}</p></li>'
    )


def _name(row: Row, shown: Shown) -> str:
    """Who comes, with age and sex, leading to them; struck where the visit does not stand."""
    visit = row.visit
    told = _who(row.patient, visit, shown) if row.patient else value(visit.patient_id, kind="id")
    return told if visit.stands else f"<s>{told}</s>"


def _who(patient: Patient, visit: Appointment, shown: Shown) -> str:
    info = patient.personal_info
    query = f"date={shown.day.isoformat()}&patient={visit.patient_id}&visit={visit.appointment_id}"
    here = ' aria-current="true"' if shown.patient_id == visit.patient_id else ""
    link = framed('<a dir="auto" href="?', query, f'#patient"{here}>')
    old = born(info) if info.birth_date_estimated else age(info.date_of_birth)
    gender = f" · {sex(info.gender)}" if info.gender else ""
    who = f'<small class="visit-who">{old}{gender}</small>'
    return f"{link}{value(patient.display_name)}</a> {who}"


def _flags(row: Row) -> str:
    """What is to be known before the door opens, and why they come."""
    visit = row.visit
    told = (
        (row.stands_in, CALM, _("You stand in")),
        (row.is_overbooked, SHARP, _("Overbooked")),
        (visit.scheduling_info.mode == "VIDEO", CALM, _("By video")),
    )
    what = "".join(_flag(words, look) for holds, look, words in told if holds)
    reason = framed('<bdi class="visit-reason" dir="auto">', visit.reason or "", "</bdi>")
    return f'{_allergies(row.patient)}<span class="visit-what">{what}{reason}</span>'


def _allergies(patient: Patient | None) -> str:
    """The first by name and how many more; that nobody has asked is a flag, too."""
    if patient is None:
        return _flag(_("no longer in your care"), CALM)
    if patient.allergies is None:
        not_asked = _("Allergies not asked")
        return _flag(f"{decoration('question')} {not_asked}", CALM)
    if not patient.allergies:
        return ""
    first, *others = patient.allergies
    ear = framed('<span class="visually-hidden">', _("Allergies:"), "</span>")
    return _flag(f"{decoration('warning')} {ear} {value(first)}{_more(others)}", SHARP)


def _more(others: list[str]) -> str:
    if not others:
        return ""
    comma = _(", ")
    named = f'<span class="visually-hidden">{comma}{value(others)}</span>'
    return f'{named} <bdi dir="ltr" aria-hidden="true">+{len(others)}</bdi>'


def _flag(words: str, look: str) -> str:
    return f'<span class="{look}">{words}</span>'


def _state(row: Row) -> str:
    """How long they wait or are late; else where the visit stands, if that has to be said."""
    if row.waiting is not None:
        words = ngettext("waiting %(n)s minute", "waiting %(n)s minutes", row.waiting)
        return f'<small class="wait-{row.wait}">{words % {"n": localize(row.waiting)}}</small>'
    if row.late:
        words = ngettext("%(n)s minute late", "%(n)s minutes late", row.late)
        return _flag(words % {"n": localize(row.late)}, SHARP)
    said = row.group in {Group.DONE, Group.WAITING} or row.visit.status == "REQUESTED"
    return status(row.visit.status) if said else ""


def _before(row: Row) -> str:
    """Whether they have been here before, and when."""
    if row.is_first:
        return framed("<small>", _("First visit"), "</small>")
    if not row.last_seen or row.group is Group.DONE:
        return ""
    last_seen = _("last seen")
    return f"<small>{last_seen} {value(row.last_seen, kind='short_date')}</small>"


def _note(row: Row) -> str:
    """The way to the note of whoever is with the doctor now."""
    if row.group is not Group.NOW or row.patient is None:
        return ""
    visit = row.visit
    where = address("patients:visit-note", visit.patient_id, visit.appointment_id)
    link = framed('<a class="btn btn-sm btn-outline-primary" href="', where, '">')
    return framed(link + decoration("pencil"), _("Note"), f"{_whose(row.patient)}</a>")


def _button(row: Row, shown: Shown) -> str:
    """The usual step; the page's one filled button is that of the row that leads."""
    press = row.press
    if press is None:
        return ""
    look = "btn-primary" if row is shown.lead else "btn-outline-primary"
    form = "steps-next" if press.wanted == "COMPLETED" else "steps"
    sent = framed(f'form="{form}" formaction="', press.url, '" name="step" value="')
    begun = framed(f'<button class="btn btn-sm {look}" type="submit" {sent}', press.value, '">')
    said = framed(decoration(press.icon), press.label, _whose(row.patient))
    return f"{begun}{said}</button>"


def _whose(patient: Patient | None) -> str:
    """Whose button it is, for the ear."""
    if patient is None:
        return ""
    return framed('<span class="visually-hidden">: <bdi>', patient.display_name, "</bdi></span>")
