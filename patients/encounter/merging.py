"""Two windows wrote on one note: where they differ, and one note out of both. Nothing is dropped
unless somebody chose so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from patients.encounter.forms import HistoryForm, PlanForm, ReasonForm, VisitForm
from patients.encounter.models import Typed, differences
from patients.encounter.typed import DIAGNOSIS, PRESCRIPTION, ROW_NAMES, rows, with_rows
from patients.records.wording import VISIT_TYPES
from patients.vitals.wording import VITALS

MINE, THEIRS, BOTH = "mine", "theirs", "both"
PICK = "pick-"
JOINED = frozenset(
    {"chief_complaint", "notes", "symptoms", "procedures", "recommendations", "follow_notes",
     "vitals_note", DIAGNOSIS, PRESCRIPTION}
)  # fmt: skip
ROW_LABELS = {DIAGNOSIS: _("Diagnoses"), PRESCRIPTION: _("Prescriptions")}
LABELS: Mapping[str, Any] = {
    **{
        name: field.label
        for form in (HistoryForm, PlanForm, VisitForm, ReasonForm)
        for name, field in form.base_fields.items()
    },
    **VITALS, **ROW_LABELS, "position": _("Position"), "arm": _("Arm"), "cuff": _("Cuff"),
    "vitals_note": _("Note on the vital signs"),
    **{f"{name}_unit": _("Unit") for name in VITALS},
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field with both texts; `usual` is what is chosen until somebody chooses."""

    name: str
    label: Any
    mine: str
    theirs: str

    @property
    def may_join(self) -> bool:
        """Whether both texts may stand one below the other."""
        return self.name in JOINED and bool(self.mine and self.theirs)

    @property
    def usual(self) -> str:
        """Both where that can be, else what is there, else one's own."""
        if self.may_join:
            return BOTH
        return MINE if self.mine else THEIRS


def differences_of(mine: Typed, theirs: Typed) -> list[Difference]:
    """Where the two notes differ, rows of a kind as one thing."""
    names = differences(_plain(mine), _plain(theirs))
    found = [
        Difference(name=name, label=LABELS.get(name, name), mine=said(name, mine.get(name, "")),
                   theirs=said(name, theirs.get(name, "")))
        for name in names
    ]  # fmt: skip
    for kind in ROW_NAMES:
        ours, others = rows(mine, kind), rows(theirs, kind)
        if ours != others:
            found.append(
                Difference(name=kind, label=ROW_LABELS[kind], mine=_told(ours),
                           theirs=_told(others))
            )  # fmt: skip
    return found


def merged(mine: Typed, theirs: Typed, picks: Mapping[str, str]) -> dict[str, str]:
    """One note out of both as it was chosen; a field nobody chose for stays as mine."""
    note = dict(mine)
    for each in differences_of(mine, theirs):
        pick = picks.get(each.name, "")
        if pick not in {THEIRS, BOTH} or (pick == BOTH and each.name not in JOINED):
            continue
        if each.name in ROW_NAMES:
            others = rows(theirs, each.name)
            ours = rows(mine, each.name) if pick == BOTH else []
            added = [row for row in others if row not in ours]
            note = with_rows(note, each.name, [*ours, *added])
        else:
            ours_text = note.pop(each.name, "") if pick == BOTH else ""
            note.pop(each.name, None)
            text = "\n".join(filter(None, (ours_text, theirs.get(each.name, ""))))
            if text:
                note[each.name] = text
    return note


def picks_in(sent: Mapping[str, str]) -> dict[str, str]:
    """What was chosen, by field."""
    return {n.removeprefix(PICK): sent[n] for n in sent if n.startswith(PICK)}


def said(name: str, text: str) -> str:
    """A choice in its words."""
    return str(VISIT_TYPES.get(text, text)) if name == "visit_type" else text


def _plain(typed: Typed) -> dict[str, str]:
    kinds = tuple(f"{kind}-" for kind in ROW_NAMES)
    return {k: v for k, v in typed.items() if not k.startswith((*kinds, "confirm-"))}


def _told(found: list[dict[str, str]]) -> str:
    return "\n".join(" · ".join(row.values()) for row in found)
