"""`manage.py access_patterns`: asks the table every question it was designed for."""

import json
import re
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from appointments.visits.repository import Appointments
from documents.repository import DOCUMENT
from medisecure.access.actor import RequestContext, system
from medisecure.dynamodb import keys
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.item_types import CARE
from medisecure.dynamodb.keys import Pattern
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.table import Table
from medisecure.dynamodb.unit_of_work import Storage, UnitOfWork
from medisecure.errors import MediSecureError
from medisecure.identity.repository import COLLEAGUE
from medisecure.wiring import cipher, dynamodb, health_table
from patients.profile.repository import CareRelations
from patients.records.repository import RECORD

JOB = "access-patterns"
MOST = 100
Ask = Callable[[UnitOfWork], int]


@dataclass(frozen=True, slots=True)
class AccessPattern:
    """One access pattern: the words, the key templates, and how the application asks it."""

    number: str
    question: str
    pattern: Pattern
    ask: Ask


@dataclass(frozen=True, slots=True)
class Measured:
    """What was really sent and what came back; read units by DynamoDB's rule."""

    pattern: str
    question: str
    template: str
    operation: str
    index: str
    key_condition: str
    items: int
    round_trips: int
    read_units: float


@dataclass(slots=True)
class Watched:
    """The DynamoDB client with an eye on it, so that what is printed is what was sent."""

    client: Any
    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def call(**request: Any) -> Any:
            self.sent.append((operation, request))
            return getattr(self.client, operation)(**request)

        return call


class Command(BaseCommand):
    """Goes through the same gate as every page, as a system job, and is audited like one."""

    help = "Ask the loaded table each access pattern of the schema, and say what it cost."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The ids to ask about; left alone, the items printed in the schema."""
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--user", default="patient_12345")
        parser.add_argument("--email", default="john.doe@email.com")
        parser.add_argument("--patient", default="patient_12345")
        parser.add_argument("--provider", default="provider_98765")
        parser.add_argument("--date", type=date.fromisoformat, default=date(2025, 6, 15))
        parser.add_argument("--document-type", default="ECG_REPORT")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, then print a table, or with --json a list of objects."""
        try:
            answers = [answered(question) for question in questions(options)]
        except ValueError as error:
            raise CommandError("An id is empty or holds '#', so it makes no key.") from error
        except MediSecureError as error:
            raise CommandError(f"The cloud did not give an answer: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps([asdict(each) for each in answers], indent=2))
            return
        for line in as_table(answers):
            self.stdout.write(line)


def questions(asked: Mapping[str, Any]) -> Iterator[AccessPattern]:
    """The schema's six patterns in its order and words, then the care relations."""
    user, patient, provider = asked["user"], asked["patient"], asked["provider"]
    email, wanted = asked["email"].strip().lower(), asked["document_type"]
    care = keys.CARE_BY_PROVIDER

    def of_provider(uow: UnitOfWork) -> int:
        return len(CareRelations(uow).of_provider(provider, limit=MOST).items)

    yield AccessPattern("1", "Get user profile by ID", keys.PERSON,
                   one_page(COLLEAGUE, keys.PERSON, user_id=user))  # fmt: skip
    yield AccessPattern("2", "Get user by email", keys.PERSON_BY_EMAIL,
                   one_page(COLLEAGUE, keys.PERSON_BY_EMAIL, email=email))  # fmt: skip
    yield AccessPattern("3", "Get patient records", keys.RECORD,
                   one_page(RECORD, keys.RECORD, patient_id=patient))  # fmt: skip
    yield AccessPattern("4", "Get provider's patients", keys.RECORD_BY_PROVIDER,
                   one_page(RECORD, keys.RECORD_BY_PROVIDER, provider_id=provider))  # fmt: skip
    yield AccessPattern("5", "Get appointments by date", keys.VISIT_BY_DATE,
                   lambda uow: len(Appointments(uow).on(asked["date"])))  # fmt: skip
    yield AccessPattern("6", "Get documents by type", keys.DOCUMENT_BY_TYPE_3,
                   one_page(DOCUMENT, keys.DOCUMENT_BY_TYPE_3, document_type=wanted))  # fmt: skip
    yield AccessPattern("care", "May this provider see this patient?", keys.CARE,
                   one_page(CARE, keys.CARE, patient_id=patient, provider_id=provider))  # fmt: skip
    yield AccessPattern(
        "care by provider", "Get the patients in a provider's care", care, of_provider
    )


def one_page(item_type: ItemType[Any], pattern: Pattern, **parts: str) -> Ask:
    """Ask for the first page of a pattern, as far as its blanks are known."""
    asked = Query(pattern=pattern, start=pattern.start(**parts), limit=MOST)
    return lambda uow: len(uow.page(item_type, asked).items)


def answered(question: AccessPattern) -> Measured:
    """Ask one question with a unit of work of its own; its trail is stored before it returns."""
    watched = Watched(dynamodb())
    storage = Storage(Table(watched, health_table().name), cipher())
    uow = UnitOfWork(system(JOB), storage, RequestContext(request_id=JOB, page=JOB))
    with metered() as meter:
        items = question.ask(uow)
    # Beside a patient's partition it is asked which other ids are the same patient.
    operation, request = next(each for each in watched.sent if each[0] == "query")
    uow.close()
    pattern = question.pattern
    return Measured(
        pattern=question.number,
        question=question.question,
        template=f"{pattern.pk_name}={pattern.pk}, {pattern.sk_name}={pattern.sk}",
        operation=operation,
        index=request.get("IndexName", "table"),
        key_condition=condition_of(request),
        items=items,
        round_trips=meter.sequential,
        read_units=meter.read_units,
    )


def condition_of(request: Mapping[str, Any]) -> str:
    """The key condition as sent, names and values put in; an e-mail stays a blank.

    >>> condition_of({"KeyConditionExpression": "#pk = :pk",
    ...               "ExpressionAttributeNames": {"#pk": "GSI1PK"},
    ...               "ExpressionAttributeValues": {":pk": {"S": "EMAIL#someone@example.com"}}})
    "GSI1PK = 'EMAIL#{email}'"
    """
    values = request["ExpressionAttributeValues"].items()
    meant = {alias: f"'{shown(value['S'])}'" for alias, value in values}
    meant |= request["ExpressionAttributeNames"]
    return re.sub(r"[#:]\w+", lambda alias: meant[alias[0]], request["KeyConditionExpression"])


def shown(key: str) -> str:
    """A key's text without the personal data one pattern holds."""
    return "EMAIL#{email}" if key.startswith("EMAIL#") else key


def as_table(answers: list[Measured]) -> Iterator[str]:
    """Lines for people, columns as wide as they need to be."""
    rows = [("", "question", "index", "key condition", "items", "trips", "units")]
    rows += [
        (each.pattern, each.question, each.index, each.key_condition, str(each.items),
         str(each.round_trips), str(each.read_units))
        for each in answers
    ]  # fmt: skip
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
