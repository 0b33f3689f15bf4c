"""What a patient may do with a visit of their own that is still to come: a row of links."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from appointments.visits.models import VisitPlace
from medisecure.web.display.marks import decoration
from medisecure.web.display.markup.addresses import address
from medisecure.web.display.markup.panels import link

LOOK = "btn btn-outline-primary"


def visit_actions(visit: VisitPlace, *, may_change: bool, may_see: bool = False) -> SafeString:
    """See it, move it, cancel it, have it in a calendar; as far as they may, and it helps."""
    whose, name = visit.patient_id, visit.appointment_id
    see, move, cancel, keep = (
        _("See this visit"), _("Move"), _("Cancel visit"), _("Add to calendar"),
    )  # fmt: skip
    links = []
    if may_see:
        links.append(link(address("appointments:detail", whose, name), see, LOOK))
    if may_change:
        links.append(_marked("move", move, address("appointments:portal-move", name)))
        links.append(_marked("cross", cancel, address("appointments:portal-cancel", name)))
    links.append(_marked("calendar", keep, address("appointments:calendar", whose, name)))
    return SafeString(f'<div class="page-actions cluster">{" ".join(links)}</div>')


def _marked(icon: str, words: str, where: str) -> SafeString:
    return link(where, f"{decoration(icon)}{words}", LOOK)
