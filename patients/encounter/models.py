"""A draft: what a doctor has typed and not signed yet, field by field, just as it was typed.

It holds texts and no findings: nothing is refused, so that nothing is lost. It is its author's
alone; nobody else reads it, and no summary counts it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar

from medisecure.errors import Conflict
from medisecure.errors import gettext_noop as _
from medisecure.fields import QUIET, secret

NOTE = "note"  # the subject of a note that belongs to no visit
CHANGED_ELSEWHERE = _("This note was changed in another window in the meantime.")

Typed = Mapping[str, str]  # a field's name → what was typed; a field left empty is absent


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A note being written; one for each author, patient and `subject` (a visit, an entry).

    `record_id` is the entry it becomes. `tab` and `step` say which window stored it last and how
    often that window had stored by then: what a window sent twice, or too late, changes nothing.
    """

    entity_type: ClassVar[str] = "DRAFT"

    patient_id: str
    provider_id: str
    subject: str
    record_id: str
    typed: dict[str, str] = secret(default_factory=dict)
    tab: str = ""
    step: int = 0
    created_at: datetime
    updated_at: datetime
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        """The entry it becomes: the trail names both alike."""
        return self.record_id

    def saying(self, sent: "Sent", at: datetime) -> "Draft":
        """The draft with what a window sent; itself for what that window sent before.

        Raises `DraftConflict` if it was stored from another window since that one read it.
        """
        is_own = bool(sent.tab) and sent.tab == self.tab
        if is_own and sent.step <= self.step:
            return self
        if not is_own and sent.seen != str(self.version) and dict(sent.typed) != self.typed:
            raise DraftConflict(self)
        return replace(
            self, typed=dict(sent.typed), tab=sent.tab, step=sent.step, updated_at=at
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What one window sends: the texts, the version it had read ("" for none), and who it is."""

    typed: Typed
    seen: str = ""
    tab: str = ""
    step: int = 0
    record_id: str = ""


class DraftConflict(Conflict):
    """The draft was stored from another window; `stored` is what stands there (None: gone)."""

    def __init__(self, stored: Draft | None) -> None:
        super().__init__(CHANGED_ELSEWHERE)
        self.stored = stored


def differences(mine: Typed, theirs: Typed) -> list[str]:
    """The fields in which two notes differ, in a steady order."""
    return sorted(name for name in {*mine, *theirs} if mine.get(name) != theirs.get(name))
