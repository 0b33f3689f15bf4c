"""Templates written and taken away, favourites chosen and shared; and all of it for one note."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, NotFound
from patients.at_hand.models import (
    CLINIC,
    Kind,
    NoteTemplate,
    Row,
    RowsAtHand,
    Shelf,
    check_template,
    key_of,
)
from patients.at_hand.repository import Rows, Templates


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHand:
    """Everything a doctor has at hand: `kept` and `used` are theirs, `shared` is the clinic's."""

    kept: RowsAtHand
    used: RowsAtHand
    shared: RowsAtHand
    templates: list[NoteTemplate] = field(default_factory=list)

    def rows(self, kind: Kind) -> list[dict[str, str]]:
        """Favourites first, then the clinic's, then what was used last; each once."""
        shelves = (self.kept, self.shared, self.used)
        found = {key_of(row): row for shelf in reversed(shelves) for row in shelf.rows(kind)}
        order = dict.fromkeys(key_of(row) for shelf in shelves for row in shelf.rows(kind))
        return [found[key] for key in order]

    def row(self, kind: Kind, key: str) -> dict[str, str] | None:
        """The row of that key; None if it is at hand no longer."""
        return next((each for each in self.rows(kind) if key_of(each) == key), None)

    def template(self, template_id: str) -> NoteTemplate | None:
        """That template; None if it was taken away."""
        return next((each for each in self.templates if each.template_id == template_id), None)


def at_hand(uow: UnitOfWork) -> AtHand:
    """What the actor has at hand, side by side."""
    me = uow.actor.user_id
    (kept, used, shared), mine, clinics = in_parallel(
        lambda: Rows(uow).of(me),
        lambda: Templates(uow).of(me),
        lambda: Templates(uow).of(CLINIC),
    )
    return AtHand(kept=kept, used=used, shared=shared, templates=[*mine, *clinics])


def rows_at_hand(uow: UnitOfWork) -> AtHand:
    """The same without the templates, for a search."""
    kept, used, shared = Rows(uow).of(uow.actor.user_id)
    return AtHand(kept=kept, used=used, shared=shared)


def add_template(
    uow: UnitOfWork, template_id: str, name: str, texts: Mapping[str, str], *, shared: bool
) -> NoteTemplate:
    """Keep a new template. Own transaction; `Invalid` by field, `Conflict` for one sent before."""
    check_template(name, texts.values())
    me = uow.actor.user_id
    template = NoteTemplate(
        owner=CLINIC if shared else me, template_id=template_id, provider_id=me,
        name=name.strip(), created_at=uow.at, updated_at=uow.at,
    ).saying(name, texts, uow.at)  # fmt: skip
    with uow:
        Templates(uow).add(template, Action.KEEP_TEMPLATE)
    return template


def change_template(
    uow: UnitOfWork, before: NoteTemplate, name: str, texts: Mapping[str, str]
) -> NoteTemplate:
    """Have it say something else. Own transaction; `Invalid` by field, `Conflict` if changed."""
    check_template(name, texts.values())
    with uow:
        return Templates(uow).save(before.saying(name, texts, uow.at), Action.KEEP_TEMPLATE)


def remove_template(uow: UnitOfWork, template: NoteTemplate) -> None:
    """Take it away. Own transaction; notes that used it have its words as their own."""
    with uow:
        Templates(uow).remove(template)


def toggle(uow: UnitOfWork, has: AtHand, kind: Kind, row: Row) -> bool:
    """Keep a row as a favourite, or no longer; whether it is one now. Own transaction."""
    is_kept = has.kept.has(kind, row)
    kept = has.kept.without(kind, key_of(row)) if is_kept else has.kept.with_row(kind, row)
    _store(uow, has.kept, kept)
    return not is_kept


def share(uow: UnitOfWork, has: AtHand, kind: Kind, key: str) -> None:
    """Have the whole clinic find one's favourite first, too; `NotFound` if it is none."""
    row = next((each for each in has.kept.rows(kind) if key_of(each) == key), None)
    if row is None:
        raise NotFound
    _store(uow, has.shared, has.shared.with_row(kind, row))


def take_away(uow: UnitOfWork, shelf: RowsAtHand, kind: Kind, key: str) -> None:
    """No longer a favourite; nothing happens if it is none."""
    _store(uow, shelf, shelf.without(kind, key))


def note_used(
    uow: UnitOfWork, used: RowsAtHand, diagnoses: Iterable[Row], prescriptions: Iterable[Row]
) -> None:
    """Inside the open transaction that signs: what it used comes first the next time."""
    after = used.used(Kind.DIAGNOSIS, diagnoses).used(Kind.PRESCRIPTION, prescriptions)
    if after != used:
        Rows(uow).use(replace(after, shelf=Shelf.USED))


def _store(uow: UnitOfWork, before: RowsAtHand, after: RowsAtHand) -> None:
    if after == before:
        return
    rows = Rows(uow)
    try:
        with uow:
            if before.version == 0 and not (before.diagnoses or before.prescriptions):
                rows.add(after, Action.CHANGE_FAVOURITES)
            else:
                rows.save(after, Action.CHANGE_FAVOURITES)
    except Conflict:
        now = next(e for e in Rows(uow).of(uow.actor.user_id) if e.owner == after.owner
                   and e.shelf is after.shelf)  # fmt: skip
        if now != after:
            raise
