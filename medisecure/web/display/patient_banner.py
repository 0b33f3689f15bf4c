"""Whose page it is, on top of it, written without the template engine: every patient's page has it.

See docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Sequence
from datetime import date

from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from medisecure.identity.person import Photo
from medisecure.web.display.marks import decoration
from medisecure.web.display.markup.panels import fact, link
from medisecure.web.display.people import sex, spoken_number
from medisecure.web.display.photos import patient_photo
from medisecure.web.display.values import age, framed, value


def patient_banner(
    context: Context,
    name: str,
    patient_id: str,
    born_on: date | None,
    *,
    photo: Photo | None = None,
    about: object = False,
    gender: str | None = None,
    number: str | None = None,
    url: str = "",
    damaged: bool = False,
    shown_allergies: Sequence[str] | None = None,
    hide_allergies: bool = False,
) -> SafeString:
    """Photo, name, birth date, sex, number and allergies of a patient.

    `about`: only the year of birth is known. `damaged`: of all that only the id is known.
    """
    called, whose = framed("<bdi>", name, "</bdi>"), _("Patient")
    named, warning, told = link(url, called) if url else called, "", []
    if not damaged:
        told.append(fact(_("Born"), _born(born_on, about=bool(about))))
    if gender:
        told.append(fact(_("Sex"), sex(gender)))
    if number:
        told.append(fact(_("Record number"), spoken_number(number)))
    else:
        told.append(fact(_("Id"), value(patient_id, kind="id")))
    if damaged:
        sentence = _("Name, birth date and allergies cannot be opened")
        warning = _allergies("known", "warning", f"<strong>{sentence}</strong>")
    known = "" if hide_allergies else allergies(shown_allergies)
    return SafeString(
        f'<section class="patient-banner" aria-label="{whose}">'
        f'<div class="patient-banner-row page-width">{patient_photo(context, photo)}'
        f'<p class="patient-name">{named}</p><dl class="patient-facts">{"".join(told)}</dl>'
        f"{warning}{known}</div></section>"
    )


def _born(born_on: date | None, *, about: bool) -> str:
    if about:
        year = f"{born_on:%Y}" if born_on else ""
        return framed("<bdi>", _("about %(year)s") % {"year": year}, "</bdi>")
    return f'{value(born_on, kind="date")} <span class="muted">({age(born_on)})</span>'


def allergies(known: Sequence[str] | None) -> SafeString:
    """What a patient cannot bear; that there is nothing, or that nobody has asked."""
    if known:
        head = _("Allergies:")
        return _allergies(
            "known", "warning", f"<strong>{head}</strong> <span>{value(known)}</span>"
        )
    if known is None:
        sentence = _("Allergies: not asked")
        return _allergies("not-asked", "question", f"<strong>{sentence}</strong>")
    return _allergies("none", "check", _("Allergies: none known"))


def _allergies(look: str, icon: str, told: str) -> SafeString:
    return SafeString(f'<p class="allergies allergies-{look}">{decoration(icon)}{told}</p>')
