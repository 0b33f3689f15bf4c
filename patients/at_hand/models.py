"""A template of a note, and the rows of diagnoses and prescriptions a doctor likes to find first.

Both belong to one doctor or to the whole clinic, and to no patient.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import ClassVar

from medisecure.errors import Conflict, Invalid
from medisecure.errors import gettext_noop as _
from medisecure.fields import QUIET, secret

CLINIC = "clinic"  # the owner of what everybody shares
NAME_LENGTH, TEXT_LENGTH = 80, 4000
MOST_FAVOURITES, MOST_USED = 30, 12

NAME_NEEDED = _("Give the template a name.")
TEXT_NEEDED = _("Write at least one of its texts.")
LONG = _("This is too long.")
FULL = _("At most 30 favourites of a kind: take one away first.")

TEXTS = ("chief_complaint", "notes", "recommendations")

Row = Mapping[str, str]  # a row of the note as it is typed, by its short names


class Kind(StrEnum):
    """What a row is of; as the note names its rows."""

    DIAGNOSIS = "dx"
    PRESCRIPTION = "rx"


class Shelf(StrEnum):
    """KEPT are favourites, chosen; USED is what was signed last, the latest first."""

    KEPT = "KEPT"
    USED = "USED"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTemplate:
    """Texts that a note may begin with; `provider_id` is who wrote them."""

    entity_type: ClassVar[str] = "NOTE_TEMPLATE"

    owner: str
    template_id: str
    provider_id: str
    name: str = secret()
    chief_complaint: str | None = secret(default=None)
    notes: str | None = secret(default=None)
    recommendations: str | None = secret(default=None)
    created_at: datetime
    updated_at: datetime
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        """The template's own id."""
        return self.template_id

    @property
    def is_shared(self) -> bool:
        """Whether the whole clinic has it."""
        return self.owner == CLINIC

    @property
    def texts(self) -> dict[str, str]:
        """What it brings, by the note's names; what it leaves open is absent."""
        told = {
            "chief_complaint": self.chief_complaint, "notes": self.notes,
            "recommendations": self.recommendations,
        }  # fmt: skip
        return {name: text for name, text in told.items() if text}

    def saying(self, name: str, texts: Mapping[str, str], at: datetime) -> "NoteTemplate":
        """The same with another name and other texts."""
        told = {each: texts.get(each, "").strip() or None for each in TEXTS}
        return replace(
            self, name=name.strip(), chief_complaint=told["chief_complaint"],
            notes=told["notes"], recommendations=told["recommendations"], updated_at=at,
        )  # fmt: skip


def check_template(name: str, texts: Iterable[str | None]) -> None:
    """`Invalid` by field for a template without a name, without a text, or too long."""
    found = [text for text in texts if text and text.strip()]
    wrong = {}
    if not name.strip():
        wrong["name"] = NAME_NEEDED
    elif len(name) > NAME_LENGTH:
        wrong["name"] = LONG
    if not found:
        wrong["notes"] = TEXT_NEEDED
    elif any(len(text) > TEXT_LENGTH for text in found):
        wrong["notes"] = LONG
    if wrong:
        raise Invalid(wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsAtHand:
    """The rows on one shelf of one owner."""

    entity_type: ClassVar[str] = "AT_HAND"

    owner: str
    shelf: Shelf
    diagnoses: list[dict[str, str]] = secret(default_factory=list)
    prescriptions: list[dict[str, str]] = secret(default_factory=list)
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        """Whose they are."""
        return self.owner

    @property
    def is_shared(self) -> bool:
        """Whether the whole clinic has them."""
        return self.owner == CLINIC

    def rows(self, kind: Kind) -> list[dict[str, str]]:
        """The rows of a kind."""
        return self.diagnoses if kind is Kind.DIAGNOSIS else self.prescriptions

    def has(self, kind: Kind, row: Row) -> bool:
        """Whether a row lies here."""
        return any(key_of(each) == key_of(row) for each in self.rows(kind))

    def with_row(self, kind: Kind, row: Row) -> "RowsAtHand":
        """The same with one more, at the end; itself if it has it. `Conflict` if it is full."""
        if self.has(kind, row):
            return self
        if len(self.rows(kind)) >= MOST_FAVOURITES:
            raise Conflict(FULL)
        return self._having(kind, [*self.rows(kind), dict(row)])

    def without(self, kind: Kind, key: str) -> "RowsAtHand":
        """The same without the row of that key."""
        return self._having(kind, [each for each in self.rows(kind) if key_of(each) != key])

    def used(self, kind: Kind, rows: Iterable[Row]) -> "RowsAtHand":
        """The same with these rows in front, each once, the latest twelve."""
        new = {key_of(each): dict(each) for each in rows}
        rest = {key_of(each): each for each in self.rows(kind) if key_of(each) not in new}
        return self._having(kind, [*new.values(), *rest.values()][:MOST_USED])

    def _having(self, kind: Kind, rows: list[dict[str, str]]) -> "RowsAtHand":
        if kind is Kind.DIAGNOSIS:
            return replace(self, diagnoses=rows)
        return replace(self, prescriptions=rows)


def key_of(row: Row) -> str:
    """What a row is called in a form: the same for the same texts."""
    told = "\n".join(f"{name}={row[name]}" for name in sorted(row))
    return blake2b(told.encode(), digest_size=8).hexdigest()
