"""Two windows wrote on one note: where they differ, and one note out of both. Nothing is dropped
unless somebody chose so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.forms import ChoiceField
from django.utils.translation import gettext_lazy as _

from patients.encounter.forms import HistoryForm, PlanForm, ReasonForm, SickLeaveForm, VisitForm
from patients.encounter.models import Typed, differences
from patients.encounter.row_forms import DiagnosisForm, PrescriptionForm
from patients.encounter.typed import (
    ATTACHED,
    DEFAULTS,
    DIAGNOSIS,
    PRESCRIPTION,
    ROW_NAMES,
    WITH_UNIT,
    rows,
    with_rows,
)
from patients.encounter.vitals_form import units_apart
from patients.records.wording import VISIT_TYPES
from patients.vitals.measurements import SYMBOLS
from patients.vitals.wording import ARMS, CUFFS, POSITIONS, VITALS

MINE, THEIRS, BOTH = "mine", "theirs", "both"
PICK = "pick-"
JOINED = frozenset(
    {"chief_complaint", "notes", "symptoms", "procedures", "recommendations", "follow_notes",
     "vitals_note", "sick_words", DIAGNOSIS, PRESCRIPTION}
)  # fmt: skip
ROW_LABELS = {DIAGNOSIS: _("Diagnoses"), PRESCRIPTION: _("Prescriptions")}
LABELS: Mapping[str, Any] = {
    **{
        name: field.label
        for form in (HistoryForm, PlanForm, VisitForm, ReasonForm, SickLeaveForm)
        for name, field in form.base_fields.items()
    },
    **VITALS, **ROW_LABELS, "position": _("Position"), "arm": _("Arm"), "cuff": _("Cuff"),
    "vitals_note": _("Note on the vital signs"), "sensitive": _("Protected entry"),
}  # fmt: skip
# Of choices the words are shown, never the codes they are kept as.
WORDS: Mapping[str, Mapping[str, Any]] = {
    "visit_type": VISIT_TYPES, "position": POSITIONS, "arm": ARMS, "cuff": CUFFS,
    **{
        name: dict(cast("Iterable[tuple[str, Any]]", field.choices))
        for form in (PlanForm, DiagnosisForm, PrescriptionForm)
        for name, field in form.base_fields.items() if isinstance(field, ChoiceField)
    },
    "as_needed": {"on": PrescriptionForm.base_fields["as_needed"].label},
    "sensitive": {"on": _("Yes")},
}  # fmt: skip
UNTITLED = _("A document that no longer exists")
NO_TITLES: Mapping[str, str] = {}
UNITS = tuple(f"{name}_unit" for name in WITH_UNIT)


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


def differences_of(
    mine: Typed, theirs: Typed, titles: Mapping[str, str] = NO_TITLES
) -> list[Difference]:
    """Where the two notes differ: rows of a kind as one thing, a value together with its unit.

    `titles` are those of the documents that may be attached, by their ids.
    """
    here, there = _plain(mine), _plain(theirs)
    found = [
        Difference(
            name=name,
            label=label_of(name),
            mine=choice_in_words(name, here.get(name, ""), titles),
            theirs=choice_in_words(name, there.get(name, ""), titles),
        )
        for name in differences(here, there)
    ]  # fmt: skip
    for kind in ROW_NAMES:
        ours, others = rows(mine, kind), rows(theirs, kind)
        if ours != others:
            found.append(
                Difference(name=kind, label=ROW_LABELS[kind], mine=_told(ours),
                           theirs=_told(others))
            )  # fmt: skip
    return found


def merged(own: Typed, theirs: Typed, picks: Mapping[str, str]) -> dict[str, str]:
    """One note out of both as it was chosen; a field nobody chose for stays as mine."""
    note, theirs = units_apart(own), units_apart(theirs)
    for each in differences_of(own, theirs):
        pick = picks.get(each.name, "")
        if pick not in {THEIRS, BOTH} or (pick == BOTH and each.name not in JOINED):
            continue
        if each.name in ROW_NAMES:
            others = rows(theirs, each.name)
            ours = rows(own, each.name) if pick == BOTH else []
            added = [row for row in others if row not in ours]
            note = with_rows(note, each.name, [*ours, *added])
        elif each.name in WITH_UNIT:
            for name in (each.name, f"{each.name}_unit"):
                note[name] = theirs.get(name, "")
        else:
            ours_text = note.pop(each.name, "") if pick == BOTH else ""
            note.pop(each.name, None)
            text = "\n".join(filter(None, (ours_text, theirs.get(each.name, ""))))
            if text:
                note[each.name] = text
    return {name: text for name, text in note.items() if text}


def picks_in(sent: Mapping[str, str]) -> dict[str, str]:
    """What was chosen, by field."""
    return {n.removeprefix(PICK): sent[n] for n in sent if n.startswith(PICK)}


def label_of(name: str) -> Any:
    """What a field is called on the page."""
    return _("Attachment") if name.startswith(ATTACHED) else LABELS.get(name, name)


def choice_in_words(name: str, text: str, titles: Mapping[str, str] = NO_TITLES) -> str:
    """A choice in its words, a document by its title."""
    if name.startswith(ATTACHED):
        return (titles.get(name.removeprefix(ATTACHED)) or str(UNTITLED)) if text else ""
    return str(WORDS.get(name, {}).get(text, text))


def _plain(typed: Typed) -> dict[str, str]:
    """The note without its rows and what was confirmed; values bear their units."""
    kinds, typed = tuple(f"{kind}-" for kind in ROW_NAMES), units_apart(typed)
    note = {k: v for k, v in typed.items() if not k.startswith((*kinds, "confirm-"))}
    for name, of_it in zip(WITH_UNIT, UNITS, strict=True):
        unit = note.pop(of_it, "") or DEFAULTS[of_it]
        if note.get(name):
            note[name] = f"{note[name]} {SYMBOLS.get(unit, unit)}"
    return note


def _told(found: list[dict[str, str]]) -> str:
    return "\n".join(" · ".join(choice_in_words(name, row[name]) for name in row) for row in found)
