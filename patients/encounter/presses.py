"""What the buttons of the note do to what is typed: a row, a medicine again, a template.

And what those buttons are: what a search found, what the doctor has at hand.
"""

from collections.abc import Mapping
from typing import Any

from patients.at_hand.models import Kind, Row
from patients.at_hand.models import key_of as row_key
from patients.at_hand.services import AtHand
from patients.at_hand.wording import describe_row
from patients.coding import search
from patients.encounter.models import Typed
from patients.encounter.page import NoteView, key_of
from patients.encounter.typed import (
    DIAGNOSIS,
    MOST_ROWS,
    PRESCRIPTION,
    bare,
    of_prescription,
    place_in,
    rows,
    with_rows,
)
from patients.prescribing import medicines

LAST = "last"
PARTS = {DIAGNOSIS: "diagnoses", PRESCRIPTION: "prescriptions"}
AT_HAND = "at:"  # what a button sends of a row at hand, before its key
MOST_HITS, FAR = 10, 1_000


def added(typed: dict[str, str], chosen: str, has: AtHand) -> dict[str, str]:
    """The note with a row for what was found, `dx:I21.9`, or is at hand, `dx:at:1f3870be274f6c49`.

    What is at hand no longer adds nothing.
    """
    kind, _mark, code = chosen.partition(":")
    row: dict[str, str] | None = None
    if code.startswith(AT_HAND):
        row = has.row(Kind(kind), code.removeprefix(AT_HAND)) if kind in tuple(Kind) else None
    elif kind == DIAGNOSIS and (found := search.get(code)):
        row = {"text": f"{found.code} {found.title}"}
    elif kind == PRESCRIPTION and (medicine := medicines.coded(code)):
        row = {"medication": medicine.name[:1].upper() + medicine.name[1:]}
    present = rows(typed, kind) if row else []
    if row is None or row in present or len(present) >= MOST_ROWS:
        return typed
    return with_rows(typed, kind, [*present, row])


def removed(typed: dict[str, str], chosen: str) -> dict[str, str]:
    """The note without one row: `dx:0`."""
    kind, place = place_in(chosen)
    if not kind:
        return typed
    kept = [row for n, row in enumerate(rows(typed, kind)) if n != place]
    return with_rows(typed, kind, kept)


def repeated(typed: dict[str, str], chosen: str, view: NoteView, uow: Any) -> dict[str, str]:
    """The note with the last prescription again, or with one medicine that is taken now.

    What the note prescribes already is not added twice.
    """
    if chosen == LAST:
        last = view.last_prescribed()
        again = last.prescriptions if last else []
    else:
        taken = view.summary(uow).current_medicines
        again = [each.prescription for each in taken if key_of(each) == chosen]
    present = rows(typed, PRESCRIPTION)
    names = {row.get("medication", "").casefold() for row in present}
    new = [of_prescription(each) for each in again if each.medication.casefold() not in names]
    return with_rows(typed, PRESCRIPTION, [*present, *new])


def part_of(post: Mapping[str, str]) -> str:
    """The part of the note whose button was pressed: the page comes again there, not at its top.

    >>> part_of({"add": "dx:I10"}), part_of({"repeat": "last"}), part_of({"check": "1"})
    ('diagnoses', 'prescriptions', '')
    """
    if "use_template" in post:
        return "history"
    if "repeat" in post:
        return PARTS[PRESCRIPTION]
    pressed = next(
        (post[name] for name in ("find", "add", "remove", "favourite") if name in post), ""
    )
    return PARTS.get(pressed.partition(":")[0], "")


def hits_of(kind: str, text: str) -> list[dict[str, Any]]:
    """What was found, each as a button that adds it."""
    if kind == DIAGNOSIS:
        return [
            {"value": f"dx:{each.code.code}", "code": each.code.code, "words": each.code.title,
             "also": each.plain, "is_final": each.code.is_final}
            for each in search.find(text, limit=MOST_HITS)
        ] if text.strip() else []  # fmt: skip
    return [
        {"value": f"rx:{each.atc}", "code": each.atc, "words": each.name, "also": each.arabic,
         "is_final": True}
        for each in medicines.find(text, limit=MOST_HITS)
    ]  # fmt: skip


def begun_with(typed: dict[str, str], texts: Row) -> dict[str, str]:
    """The note with a template's texts, below what is typed there already."""
    joined = {
        name: "\n".join(filter(None, (typed.get(name, "").rstrip(), text)))
        for name, text in texts.items()
        if text not in typed.get(name, "")
    }
    return typed | joined


def row_of(typed: Typed, chosen: str) -> tuple[Kind, dict[str, str]] | None:
    """The row a button names, `dx:0`, as it is kept as a favourite; None for none."""
    kind, place = place_in(chosen)
    if kind not in tuple(Kind):
        return None
    found = rows(typed, kind)[place : place + 1]
    return (Kind(kind), bare(found[0])) if found else None


def favourites_in(typed: Typed, has: AtHand) -> dict[str, set[int]]:
    """The places of the rows that are the doctor's favourites, by kind."""
    return {
        kind: {n for n, row in enumerate(rows(typed, kind)) if has.kept.has(kind, bare(row))}
        for kind in Kind
    }


def at_hand_of(kind: str, has: AtHand) -> list[dict[str, str]]:
    """What is at hand of a kind, each as a button that adds it."""
    of = Kind(kind)
    return [
        {"value": f"{kind}:{AT_HAND}{row_key(row)}", "words": describe_row(of, row)[0],
         "how": describe_row(of, row)[1],
         "is_favourite": "yes" if has.kept.has(of, row) or has.shared.has(of, row) else ""}
        for row in has.rows(of)[:MOST_HITS]
    ]  # fmt: skip


def first_at_hand(kind: str, found: list[dict[str, Any]], has: AtHand) -> list[dict[str, Any]]:
    """What a search found, what is at hand before the rest; `place` says where it lies there."""
    names = [_name(kind, row) for row in has.rows(Kind(kind))]
    places = {name: place for place, name in reversed(list(enumerate(names)))}
    for each in found:
        each["place"] = places.get(each["code"], places.get(each["words"].casefold()))
    return sorted(found, key=lambda e: FAR if e["place"] is None else e["place"])


def _name(kind: str, row: Row) -> str:
    """What a row is found by: its code, else its words."""
    if kind == DIAGNOSIS:
        return row.get("text", "").partition(" ")[0]
    return row.get("medication", "").casefold()
