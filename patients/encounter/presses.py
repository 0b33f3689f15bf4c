"""What the buttons of the note do to what is typed: a row more or less, a medicine again."""

from typing import Any

from patients.coding import search
from patients.encounter.page import View, key_of
from patients.encounter.typed import (
    DIAGNOSIS,
    MOST_ROWS,
    PRESCRIPTION,
    of_prescription,
    rows,
    with_rows,
)
from patients.prescribing import medicines

LAST = "last"
MOST_HITS = 10


def added(typed: dict[str, str], chosen: str) -> dict[str, str]:
    """The note with a row for what was found: `dx:I21.9`, `rx:C10AA05`."""
    kind, _mark, code = chosen.partition(":")
    row: dict[str, str] | None = None
    if kind == DIAGNOSIS and (found := search.get(code)):
        row = {"text": f"{found.code} {found.title}"}
    elif kind == PRESCRIPTION and (medicine := medicines.coded(code)):
        row = {"medication": medicine.name[:1].upper() + medicine.name[1:]}
    present = rows(typed, kind) if row else []
    if row is None or row in present or len(present) >= MOST_ROWS:
        return typed
    return with_rows(typed, kind, [*present, row])


def removed(typed: dict[str, str], chosen: str) -> dict[str, str]:
    """The note without one row: `dx:0`."""
    kind, _mark, place = chosen.partition(":")
    if kind not in {DIAGNOSIS, PRESCRIPTION} or not place.isascii() or not place.isdigit():
        return typed
    kept = [row for n, row in enumerate(rows(typed, kind)) if n != int(place)]
    return with_rows(typed, kind, kept)


def repeated(typed: dict[str, str], chosen: str, view: View, uow: Any) -> dict[str, str]:
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
