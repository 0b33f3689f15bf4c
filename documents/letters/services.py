"""What is done with letters: issuing, handing out, withdrawing, and checking a number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from documents.letters.models import (
    NO_TESTS,
    NOTHING,
    WITH_ENTRY,
    Content,
    Letter,
    LetterKind,
)
from documents.letters.numbers import new_number
from documents.letters.repository import LETTER, Letters, LettersOfEntries
from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, Invalid
from medisecure.errors import gettext_noop as _
from patients.records.models import Record
from patients.records.repository import RECORD, Records

# What a letter takes of a transaction (itself, its entry in the trail), and how many of them the
# one that strikes an entry out has room for.
A_LETTER, MOST_WITH_ENTRY = 2, 8
MANY_LETTERS = _("More than 8 letters of this entry are valid: withdraw the others first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRequest:
    """A letter about to be issued: of which kind, in which language, out of which entry."""

    letter_id: str
    kind: LetterKind
    language: str
    content: Content
    record_id: str | None = None
    is_sensitive: bool = False


def issue(uow: UnitOfWork, patient_id: str, order: LetterRequest) -> Letter:
    """Store a new letter in a transaction of its own; `Conflict` if the form was sent before."""
    letter = made(uow, patient_id, order)
    with uow:
        Letters(uow).add(letter, Action.ISSUE_LETTER)
    return letter


def made(uow: UnitOfWork, patient_id: str, order: LetterRequest) -> Letter:
    """The letter with its number, not stored yet; `Invalid` for one that orders nothing."""
    content = order.content
    if order.kind is LetterKind.PRESCRIPTION and not content.medicines:
        raise Invalid({"medicines": NOTHING})
    if order.kind is LetterKind.LAB_REQUEST and not content.tests:
        raise Invalid({"tests": NO_TESTS})
    number = new_number()
    return Letter(
        letter_id=order.letter_id,
        patient_id=patient_id,
        provider_id=uow.actor.user_id,
        record_id=order.record_id,
        kind=order.kind,
        language=order.language,
        content=content,
        number=number,
        check=check_of(uow, number, content.subject.born_on),
        issued_at=uow.at,
        is_sensitive=order.is_sensitive,
    )


def check_of(uow: UnitOfWork, number: str, born_on: date | None) -> str:
    """What number and birth date together are kept as: neither can be read out of it."""
    return uow.blind(f"letter {number} {born_on or ''}")


def withdraw(uow: UnitOfWork, letter: Letter, reason: str) -> Letter:
    """Have a letter read through this unit of work hold no longer. Own transaction."""
    after = letter.withdrawn(uow.at, uow.actor.user_id, reason)
    with uow:
        return Letters(uow).save(after, Action.WITHDRAW_LETTER)


def withdraw_with_entry(uow: UnitOfWork, letters: Sequence[Letter]) -> None:
    """Inside the open transaction that strikes their entry out: none of them holds any longer.

    They were read through the same unit of work. `Conflict` for more than it has room for.
    """
    if len(letters) > MOST_WITH_ENTRY:
        raise Conflict(MANY_LETTERS)
    for each in letters:
        after = each.withdrawn(uow.at, uow.actor.user_id, WITH_ENTRY)
        LettersOfEntries(uow).save(after, Action.WITHDRAW_LETTER)


def protect_with_entry(uow: UnitOfWork, letters: Sequence[Letter], *, is_sensitive: bool) -> None:
    """Inside the open transaction that protects their entry, or gives it back: so are they.

    They were read through the same unit of work; each takes `A_LETTER` of its room.
    """
    for each in letters:
        after = replace(each, is_sensitive=is_sensitive)
        LettersOfEntries(uow).save(after, Action.PROTECT_LETTER)


def to_print(uow: UnitOfWork, patient_id: str, letter_id: str) -> Letter:
    """The letter that may now be given to the actor; that it was printed is remembered."""
    letter = Letters(uow).get(patient_id, letter_id)
    uow.permit(LETTER, letter, "print", Action.PRINT_LETTER)
    return letter


def record_to_print(uow: UnitOfWork, patient_id: str, record_id: str) -> Record:
    """The entry whose summary may now be given to the actor; that is remembered."""
    record = Records(uow).get(patient_id, record_id)
    uow.permit(RECORD, record, "print", Action.PRINT_SUMMARY)
    return record


def checked(uow: UnitOfWork, number: str | None, born_on: date | None) -> Letter | None:
    """The letter that number and birth date belong to; None for whatever else was typed."""
    found = Letters(uow).by_check(check_of(uow, number or "none", born_on))
    if not found:
        return None
    letter = found[0]
    uow.record(Action.CHECK_LETTER, letter.letter_id, letter.patient_id)
    return letter
