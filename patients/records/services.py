"""Signing an entry, and what may be done to it afterwards; each change is one transaction.

A signed entry is never lost: its author corrects it or strikes it out with a reason, anybody in
whose care the patient is adds words to it, and every version stays.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.lists import services as lists
from patients.lists.models import ListItem, Source
from patients.lists.repository import Lists
from patients.records.changes import Addendum, Amendment
from patients.records.listing import contents_of
from patients.records.models import Record
from patients.records.repository import OwnRecords, Records
from patients.records.versions import RecordVersion, Versions


def sign(uow: UnitOfWork, record: Record, items: Sequence[ListItem]) -> None:
    """Inside the open transaction: the entry, its first version, its findings on the lists.

    `items` are the lists as read through the same unit of work. `Invalid` for more than they take.
    """
    signed = replace(record, is_listed=True)
    Records(uow).add(signed, Action.SIGN_RECORD)
    Versions(uow).keep(signed)
    source = _source(uow, signed)
    lists.sign(uow, record.patient_id, items, contents_of(signed), source)


def add_addendum(uow: UnitOfWork, patient_id: str, record_id: str, text: str) -> Record:
    """Add words to a signed entry. Own transaction.

    `Invalid` without words, `Conflict` for an entry that is no signed one or was just changed.
    """
    before, versions = _read(uow, Records(uow), patient_id, record_id)
    added = Addendum(by=uow.actor.user_id, at=uow.at, text=text.strip())
    with uow:
        saved = Records(uow).save(before.with_addendum(added), Action.ADD_ADDENDUM)
        _keep(uow, before, saved, versions)
    return saved


def correct(
    uow: UnitOfWork,
    before: Record,
    as_now: Record,
    reason: str,
    *,
    items: Sequence[ListItem],
    past: Sequence[ListItem],
    versions: Sequence[RecordVersion],
    spent: int = 0,
) -> Record:
    """Inside the open transaction: what `as_now` says in the place of what was signed.

    `before` was read through `OwnRecords`, so that it is its author's. Findings that are no
    longer named are struck out of the lists (`items` of now, `past`), new ones are put there.
    `spent` is how much of the transaction's room somebody else takes.
    """
    why = Amendment(by=uow.actor.user_id, at=uow.at, reason=reason.strip())
    saved = OwnRecords(uow).save(before.corrected(as_now, why), Action.CORRECT_RECORD)
    _keep(uow, before, saved, versions)
    told = contents_of(saved)
    struck = lists.take_back(uow, [*items, *past], before.record_id, keeping=told)
    left = [each for each in items if each.item_id not in struck]
    spent += len(struck) * lists.MOVED
    lists.sign(uow, before.patient_id, left, told, _source(uow, saved), spent=spent)
    return saved


def strike_out(
    uow: UnitOfWork,
    patient_id: str,
    record_id: str,
    reason: str,
    *,
    also: Callable[[], None] | None = None,
) -> list[ListItem]:
    """Mark an entry as entered by mistake, and what it put on the lists. Own transaction.

    `also` ends in the same transaction what was made out of the entry. Gives what stays on the
    lists although this entry changed it: somebody has to look at that.
    `Invalid` without a reason; `AccessDenied` for anybody but its author.
    """
    (before, versions), now, past = in_parallel(
        lambda: _read(uow, OwnRecords(uow), patient_id, record_id),
        lambda: Lists(uow).now(patient_id),
        lambda: Lists(uow).past(patient_id).items,
    )
    why = Amendment(by=uow.actor.user_id, at=uow.at, reason=reason.strip())
    with uow:
        saved = OwnRecords(uow).save(before.struck_out(why), Action.STRIKE_RECORD)
        _keep(uow, before, saved, versions)
        struck = lists.take_back(uow, [*now, *past], record_id)
        if also:
            also()
    return [each for each in now if each.record_id == record_id and each.item_id not in struck]


def read_own(
    uow: UnitOfWork, patient_id: str, record_id: str
) -> tuple[Record, list[RecordVersion]]:
    """An entry for its author to correct, with its versions; `AccessDenied` for others."""
    return _read(uow, OwnRecords(uow), patient_id, record_id)


def _source(uow: UnitOfWork, record: Record) -> Source:
    return lists.source_of(uow, record.record_id, is_sensitive=record.is_sensitive)


def _read(
    uow: UnitOfWork, records: Records | OwnRecords, patient_id: str, record_id: str
) -> tuple[Record, list[RecordVersion]]:
    record: Record
    versions: list[RecordVersion]
    record, versions = in_parallel(
        lambda: records.get(patient_id, record_id),
        lambda: Versions(uow).of(patient_id, record_id),
    )
    return record, versions


def _keep(
    uow: UnitOfWork, before: Record, saved: Record, versions: Sequence[RecordVersion]
) -> None:
    """The new version; and the one before it, if that came from elsewhere and was never kept."""
    if not versions:
        Versions(uow).keep(before)
    Versions(uow).keep(saved)
