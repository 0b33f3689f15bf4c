"""Signing what was written: entry, version, lists, draft and visit change in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from appointments.visit_flow.services import complete
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from documents.letters.models import Letter
from documents.letters.repository import Letters, LettersOfEntries
from documents.letters.services import A_LETTER, protect_with_entry
from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from medisecure.errors import gettext_noop as _
from patients.at_hand.models import RowsAtHand
from patients.at_hand.services import note_used
from patients.encounter.drafts import DraftKey, draft_at
from patients.encounter.models import Draft, DraftConflict, Sent
from patients.encounter.repository import Drafts
from patients.encounter.typed import bare, of_diagnosis, of_prescription
from patients.lists.models import ListItem
from patients.lists.repository import Lists
from patients.records import services as records
from patients.records.models import Record
from patients.records.repository import Records
from patients.records.versions import RecordVersion

SIGNED_BEFORE = _("The note of this visit is signed already. What you wrote is kept as a draft.")


class SignedBefore(Conflict):
    """Another note of the same visit and author was signed before; `entry` is that one."""

    def __init__(self, entry: Record) -> None:
        super().__init__(SIGNED_BEFORE)
        self.entry = entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Becoming:
    """What a note becomes: the entry, and the sick-leave certificate that is issued with it.

    `used` is what its doctor used last, which this entry adds to.
    """

    entry: Record
    certificate: Letter | None = None
    used: RowsAtHand | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What signing came to: the entry, and the visit if it was completed with it."""

    entry: Record
    visit: Appointment | None = None


def sign(
    uow: UnitOfWork,
    key: DraftKey,
    sent: Sent,
    becoming: Becoming,
    *,
    stored: Draft | None,
    items: Sequence[ListItem],
    visit: Appointment | None,
    others: Sequence[Record] = (),
    known: Sequence[Record] | None = None,
) -> Signed:
    """Sign the note; pressed twice, or answered too late, it is signed once.

    `stored`, `items` and `visit` were read through the same unit of work; `others` are the latest
    entries, and `known` is what stands under the entry's own id, if it was read already. Raises
    `DraftConflict` if another window wrote on it, `SignedBefore` if the visit has its entry,
    `Invalid` for more than the lists take, `Conflict` if anything else was changed.
    """
    record = becoming.entry
    if stored:
        stored.saying(sent, uow.at)
    if entry := _signed_already(uow, record, known):
        return Signed(entry=entry)
    before = _signed_before(record, others)
    if before:
        raise SignedBefore(before)
    try:
        return _store(uow, becoming, stored, items, visit)
    except Conflict:
        if entry := _signed_already(uow, record):
            return Signed(entry=entry)
        now = draft_at(uow, key)
        if now and now.tab == sent.tab:  # the window's own save, overtaken by its button
            stored = now
        if now != stored:
            raise DraftConflict(now) from None
    again = Appointments(uow).get(visit.patient_id, visit.appointment_id) if visit else None
    listed = Lists(uow).now(key.patient_id)
    return _store(uow, becoming, stored, listed, again)


def correct(
    uow: UnitOfWork,
    sent: Sent,
    as_now: Record,
    reason: str,
    *,
    own: tuple[Record, Sequence[RecordVersion]],
    stored: Draft | None,
    items: Sequence[ListItem],
) -> Record:
    """Store the corrected entry with its reason; pressed twice it is corrected once.

    Whether it is protected, its letters are, too.
    """
    before, versions = own
    if stored:
        stored.saying(sent, uow.at)
    elif is_done(before, as_now, reason):
        return before
    past, letters = in_parallel(
        lambda: Lists(uow).past(before.patient_id).items,
        lambda: _letters_to_move(uow, before, as_now),
    )
    with uow:
        saved = records.correct(
            uow, before, as_now, reason, items=items, past=past, versions=versions,
            spent=A_LETTER * len(letters),
        )  # fmt: skip
        protect_with_entry(uow, letters, is_sensitive=saved.is_sensitive)
        if stored:
            Drafts(uow).remove(stored, Action.FINISH_DRAFT)
    return saved


def _letters_to_move(uow: UnitOfWork, before: Record, as_now: Record) -> list[Letter]:
    """The entry's letters that are to be protected with it, or given back."""
    if before.is_sensitive == as_now.is_sensitive:
        return []
    issued = LettersOfEntries(uow).out_of(before.patient_id, before.record_id)
    return [each for each in issued if each.is_sensitive != as_now.is_sensitive]


def is_done(before: Record, as_now: Record, reason: str) -> bool:
    """Whether the entry says so already, for this very reason: the button was pressed twice."""
    said = before.amended.reason if before.amended else ""
    return before.says_the_same(as_now) and said == reason.strip()


def _signed_already(
    uow: UnitOfWork, record: Record, known: Sequence[Record] | None = None
) -> Record | None:
    """The entry, if this very note was signed before; `DraftConflict` if another text was."""
    if known is None:
        known = Records(uow).find(record.patient_id, record.record_id)
    for entry in known:
        if not entry.says_the_same(record):
            raise DraftConflict(None)
        return entry
    return None


def _signed_before(record: Record, others: Sequence[Record]) -> Record | None:
    return next(
        (
            each
            for each in others
            if record.appointment_id
            and each.appointment_id == record.appointment_id
            and each.provider_id == record.provider_id
            and each.status.is_final
        ),
        None,
    )


def _store(
    uow: UnitOfWork,
    becoming: Becoming,
    stored: Draft | None,
    items: Sequence[ListItem],
    visit: Appointment | None,
) -> Signed:
    mine = visit if visit and uow.actor.user_id in (visit.provider_id, visit.stand_in_id) else None
    with uow:
        records.sign(uow, becoming.entry, items)
        if stored:
            Drafts(uow).remove(stored, Action.FINISH_DRAFT)
        if becoming.certificate:
            Letters(uow).add(becoming.certificate, Action.ISSUE_LETTER)
        if becoming.used:
            note_used(
                uow, becoming.used,
                [bare(of_diagnosis(each)) for each in becoming.entry.diagnoses],
                [bare(of_prescription(each)) for each in becoming.entry.prescriptions],
            )  # fmt: skip
        done = complete(uow, mine) if mine else None
    return Signed(entry=becoming.entry, visit=done)
