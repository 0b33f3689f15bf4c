"""What is done with letters: issuing, handing out, withdrawing, and checking a number."""

from dataclasses import dataclass
from datetime import date

from documents.letters.models import NO_TESTS, NOTHING, Content, Kind, Letter
from documents.letters.numbers import new_number
from documents.letters.repository import LETTER, Letters
from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Invalid
from patients.records.models import Record
from patients.records.repository import RECORD, Records


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A letter about to be issued: of which kind, in which language, out of which entry."""

    letter_id: str
    kind: Kind
    language: str
    content: Content
    record_id: str | None = None


def issue(uow: UnitOfWork, patient_id: str, order: Order) -> Letter:
    """Store a new letter in a transaction of its own; `Conflict` if the form was sent before."""
    letter = made(uow, patient_id, order)
    with uow:
        Letters(uow).add(letter, Action.ISSUE_LETTER)
    return letter


def made(uow: UnitOfWork, patient_id: str, order: Order) -> Letter:
    """The letter with its number, not stored yet; `Invalid` for one that orders nothing."""
    content = order.content
    if order.kind is Kind.PRESCRIPTION and not content.medicines:
        raise Invalid({"medicines": NOTHING})
    if order.kind is Kind.LAB_REQUEST and not content.tests:
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
    )


def check_of(uow: UnitOfWork, number: str, born_on: date | None) -> str:
    """What number and birth date together are kept as: neither can be read out of it."""
    return uow.blind(f"letter {number} {born_on or ''}")


def withdraw(uow: UnitOfWork, letter: Letter, reason: str) -> Letter:
    """Have a letter read through this unit of work hold no longer. Own transaction."""
    after = letter.withdrawn(uow.at, uow.actor.user_id, reason)
    with uow:
        return Letters(uow).save(after, Action.WITHDRAW_LETTER)


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
