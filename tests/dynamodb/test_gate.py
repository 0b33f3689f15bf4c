"""Who may do what, to the letter: every role, every action, every situation, also unwritten ones.

The table below is written down a second time on purpose. A rule that is loosened in the policy
fails here until someone says twice that it was meant.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from inspect import signature
from typing import Any

import pytest

from appointments.booking.opened_slots import OpenedSlot, Span
from appointments.booking.patient_limits import VisitGuard
from appointments.booking.patient_times import VisitTime
from appointments.calendar.repository import Feed
from appointments.notifications.returned_mail import ReturnedMail
from appointments.outbox.repository import ReminderDue
from appointments.scheduling.day import Day
from appointments.stand_in.models import StandIn
from appointments.visits.models import Appointment, SchedulingInfo
from appointments.visits.repository import APPOINTMENT, DAY
from appointments.waitlist.models import AskedEntry, Entry, Offer
from documents.letters.models import Author, Content, Letter, Subject
from documents.letters.models import Kind as LetterKind
from documents.models import AccessLevel, Document, DocumentInfo, FileInfo, Security
from documents.models import Status as Filed
from documents.renewals.models import Renewal
from documents.repository import DOCUMENT
from medisecure.access.actor import Actor, Role
from medisecure.access.care import Care, Opening
from medisecure.access.emergency import Emergency, Reason
from medisecure.access.policy import POLICY, Question, allows, known_actions
from medisecure.access.proxies import Proof, Proxy, Relationship, Scope
from medisecure.audit.actions import Action
from medisecure.audit.event import AuditEvent
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.item_types import AUDIT, CARE
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied
from medisecure.identity.accounts import Account
from medisecure.identity.person import PersonalInfo, UserType
from medisecure.identity.portal.email_change import EmailChange
from medisecure.identity.portal.invitations import Invitation
from medisecure.identity.repository import COLLEAGUE, PERSON, SIGN_IN, PatientName, SignIn
from patients.correction.models import Correction
from patients.encounter.models import Draft
from patients.linking.models import Kept, Merge
from patients.lists.models import ListItem, ListName
from patients.profile.models import Demographics, Patient
from patients.profile.repository import DEMOGRAPHICS, PATIENT, CareRelations
from patients.records.models import Prescription, Record, VisitInfo
from patients.records.models import Status as Written
from patients.records.repository import RECORD
from patients.records.versions import version_of
from patients.registration.repository import GivenNumber
from patients.results.models import Result as Measured
from patients.search.repository import FOUND, Found
from providers.directory.absences import Absence
from providers.directory.models import Provider
from providers.directory.repository import PROVIDER
from providers.directory.rules import TimeOffKind
from tests.people import DR_OTHER, DR_SMITH, JOHN, LAYLA, OMAR, REEM

HUDA = "proxy_huda"
AT = datetime(2025, 6, 1, 10, 30, tzinfo=UTC)
LONG_AGO = AT - timedelta(days=800)
SPAN = Span(provider_id=DR_OTHER, starts_at=AT, minutes=30)
INFO = PersonalInfo(first_name="A", last_name="B")
STAMPS: dict[str, Any] = {"created_at": AT, "updated_at": AT}
ACTORS = {
    "patient": Actor(user_id=JOHN, role=Role.PATIENT),
    "provider": Actor(user_id=DR_SMITH, role=Role.PROVIDER),
    "staff": Actor(user_id=REEM, role=Role.STAFF),
    "compliance": Actor(user_id=OMAR, role=Role.COMPLIANCE),
}


def record(patient_id: str, status: Written = Written.COMPLETED, at: datetime = AT) -> Record:
    return Record(record_id="r", record_type="X", patient_id=patient_id, provider_id=DR_OTHER,
                  visit_info=VisitInfo(date=at), status=status, **STAMPS)  # fmt: skip


def visit(patient_id: str, provider_id: str = DR_OTHER, stand_in: str | None = None) -> Appointment:
    return Appointment(appointment_id="a", patient_id=patient_id, provider_id=provider_id,
                       scheduling_info=SchedulingInfo(appointment_date=AT, duration=30),
                       stand_in_id=stand_in, **STAMPS)  # fmt: skip


def document(patient_id: str, status: Filed = Filed.ACTIVE,
             level: str = AccessLevel.PATIENT_PROVIDER_ONLY) -> Document:  # fmt: skip
    return Document(document_id="d", patient_id=patient_id, provider_id=DR_OTHER,
                    document_info=DocumentInfo(type="X"), file_info=FileInfo(s3_bucket="b",
                    s3_key="k"), security=Security(access_level=level), status=status,
                    **STAMPS)  # fmt: skip


def patient(user_id: str) -> Patient:
    return Patient(patient_id=user_id, personal_info=INFO, **STAMPS)


def demographics(user_id: str, kind: UserType = UserType.PATIENT) -> Demographics:
    return Demographics(patient_id=user_id, user_type=kind, personal_info=INFO, **STAMPS)


def person(user_id: str, kind: UserType) -> Any:
    return PERSON.entity(user_id=user_id, user_type=kind, personal_info=INFO, **STAMPS)


def draft(provider_id: str) -> Draft:
    return Draft(patient_id=JOHN, provider_id=provider_id, subject="note", record_id="r",
                 **STAMPS)  # fmt: skip


def listed(patient_id: str) -> ListItem:
    return ListItem(item_id="i", patient_id=patient_id, list_name=ListName.ALLERGY, **STAMPS)


def renewal(patient_id: str) -> Renewal:
    return Renewal(item_id="i", patient_id=patient_id, provider_id=DR_OTHER, asked_at=AT,
                   medicine=Prescription(medication="A"), updated_at=AT)  # fmt: skip


def letter(patient_id: str) -> Letter:
    said = Content(subject=Subject(name="A"), author=Author(name="B"))
    return Letter(letter_id="l", patient_id=patient_id, provider_id=DR_OTHER, content=said,
                  kind=LetterKind.REFERRAL, number="0", issued_at=AT)  # fmt: skip


def result(patient_id: str) -> Measured:
    return Measured(result_id="r", patient_id=patient_id, provider_id=DR_OTHER, taken_at=AT,
                    **STAMPS)  # fmt: skip


def stand_in(who: str) -> StandIn:
    return StandIn(stand_in_id=who, provider_id="provider_away", local_date=AT.date(), by=REEM,
                   created_at=AT)  # fmt: skip


def account(user_id: str, kind: UserType) -> Account:
    return Account(user_id=user_id, user_type=kind, updated_at=AT)


def invited(user_id: str, kind: UserType) -> Invitation:
    return Invitation.new(user_id, kind, "a@b.example", "i", by=REEM, at=AT)


def renamed(user_id: str, kind: UserType) -> EmailChange:
    return EmailChange(user_id=user_id, user_type=kind, sub="s", old="a@b.example",
                       new="c@d.example", begun_by=REEM, begun_at=AT)  # fmt: skip


def relation(patient_id: str, proxy_id: str) -> Proxy:
    return Proxy(patient_id=patient_id, proxy_id=proxy_id, relationship=Relationship.PARENT,
                 proof=Proof.FAMILY_ID, may=list(Scope), proxy_name="x", patient_name="y",
                 since=AT, granted_by=REEM)  # fmt: skip


def merged(patient_id: str) -> Merge:
    kept = Kept(personal_info=INFO)
    return Merge(merge_id="m", patient_id=patient_id, into=JOHN, reason="x", before=kept,
                 after=kept, merged_at=AT, merged_by=REEM)  # fmt: skip


def emergency(provider_id: str) -> Emergency:
    return Emergency(emergency_id="e", patient_id=LAYLA, provider_id=provider_id,
                     reason=Reason.UNCONSCIOUS, words="x", since=AT, until=AT)  # fmt: skip


def message(patient_id: str) -> ReminderDue:
    return ReminderDue(patient_id=patient_id, appointment_id="a", due_at=AT)


def away(provider_id: str) -> Absence:
    return Absence(provider_id=provider_id, time_off_id="t", kind=TimeOffKind.SICK, starts_at=AT,
                   ends_at=AT + timedelta(hours=1), by=REEM, created_at=AT)  # fmt: skip


def waiting(patient_id: str) -> Entry:
    return Entry(entry_id="w", patient_id=patient_id, appointment_id="a", whom="any", minutes=30,
                 earliest=AT.date(), latest=AT.date(), joined_at=AT, created_at=AT,
                 updated_at=AT)  # fmt: skip


def offered(*patient_ids: str) -> Offer:
    asked = [AskedEntry(entry_id="w", patient_id=each, appointment_id="a") for each in patient_ids]
    return Offer(offer_id="o", span=SPAN, held_until=AT, asked=asked, created_at=AT, updated_at=AT)


def corrected(patient_id: str) -> Correction:
    return Correction(patient_id=patient_id, corrected_at=AT, corrected_by=REEM, fields=["email"],
                      personal_info=INFO)  # fmt: skip


def entry(about: str | None) -> AuditEvent:
    return AuditEvent(action="READ_PATIENT", user_id=DR_SMITH, role="provider", resource_id="r",
                      patient_id=about, timestamp=AT, writer="w", sequence=1)  # fmt: skip


# For each noun the things a question can be about; "+care" is the same with a care relation.
THINGS: dict[str, dict[str, Any]] = {
    "patient": {"johns": patient(JOHN), "laylas": patient(LAYLA)},
    "registration": {
        "johns": patient(JOHN), "laylas": patient(LAYLA), "a doctor's": demographics(
            DR_OTHER, UserType.PROVIDER),
    },
    "demographics": {
        "johns": demographics(JOHN),
        "laylas": demographics(LAYLA),
        "a doctor's": demographics(DR_OTHER, UserType.PROVIDER),
        "compliance's": demographics(OMAR, UserType.COMPLIANCE),
    },
    "record": {
        "johns": record(JOHN),
        "johns draft": record(JOHN, Written.DRAFT),
        "laylas": record(LAYLA),
        "laylas old": record(LAYLA, at=LONG_AGO),
        "johns mistake": record(JOHN, Written.ENTERED_IN_ERROR),
        "johns by smith": replace(record(JOHN), provider_id=DR_SMITH),
    },
    "own_record": {
        "others": record(JOHN), "smiths": replace(record(JOHN), provider_id=DR_SMITH),
    },
    "record_version": {"johns": version_of(record(JOHN))},
    "draft": {"others": draft(DR_OTHER), "smiths": draft(DR_SMITH)},
    "note": {"page": None},
    "appointment": {
        "johns": visit(JOHN),
        "laylas": visit(LAYLA),
        "johns in error": visit(JOHN).marked_in_error(by=REEM, at=AT, reason="x"),
        "laylas with smith": visit(LAYLA, DR_SMITH),
        "laylas, smith stands in": visit(LAYLA, stand_in=DR_SMITH),
    },
    "document": {
        "johns": document(JOHN),
        "johns pending": document(JOHN, Filed.PENDING),
        "johns for doctors": document(JOHN, level="PROVIDER_ONLY"),
        "laylas": document(LAYLA),
        "laylas pending": document(LAYLA, Filed.PENDING),
        "laylas old": replace(document(LAYLA), created_at=LONG_AGO),
    },
    "audit": {"johns": entry(JOHN), "laylas": entry(LAYLA), "nobodys": entry(None)},
    "care": {
        "smiths": Care(patient_id=LAYLA, provider_id=DR_SMITH, since=AT),
        "others": Care(patient_id=JOHN, provider_id=DR_OTHER, since=AT),
    },
    "person": {
        "johns": person(JOHN, UserType.PATIENT),
        "laylas": person(LAYLA, UserType.PATIENT),
        "smiths": person(DR_SMITH, UserType.PROVIDER),
        "reems": person(REEM, UserType.STAFF),
        "omars": person(OMAR, UserType.COMPLIANCE),
        "hudas": person(HUDA, UserType.PROXY),
    },
    "colleague": {
        "hudas": person(HUDA, UserType.PROXY),
        "johns": person(JOHN, UserType.PATIENT),
        "laylas": person(LAYLA, UserType.PATIENT),
        "smiths": person(DR_SMITH, UserType.PROVIDER),
        "reems": person(REEM, UserType.STAFF),
    },
    "provider": {"others": Provider(provider_id=DR_OTHER, personal_info=INFO, **STAMPS)},
    "found": {"laylas": Found(token="t", patient_id=LAYLA, personal_info=INFO, created_at=AT)},
    "record_number": {"laylas": GivenNumber(token="t", patient_id=LAYLA)},
    "correction": {"johns": corrected(JOHN), "laylas": corrected(LAYLA)},
    "merge": {"laylas": merged(LAYLA)},
    "guard": {"johns": VisitGuard(patient_id=JOHN), "laylas": VisitGuard(patient_id=LAYLA)},
    "patient_name": {
        "johns": PatientName(patient_id=JOHN, user_type=UserType.PATIENT, personal_info=INFO),
        "a doctor's": PatientName(
            patient_id=DR_OTHER, user_type=UserType.PROVIDER, personal_info=INFO
        ),
    },
    "visit_time": {
        "johns": VisitTime.of(visit(JOHN)),
        "laylas": VisitTime.of(visit(LAYLA)),
    },
    "day": {"others": Day(provider_id=DR_OTHER, local_date=date(2025, 6, 1))},
    "sign_in": {"johns": SignIn(sub="s", user_id=JOHN, created_at=AT)},
    # Not things but pages: asked about nothing at all.
    "worklist": {"page": None},
    "oversight": {"page": None},
    "renewal": {"johns": renewal(JOHN), "laylas": renewal(LAYLA)},
    "letter": {
        "johns": letter(JOHN),
        "laylas": letter(LAYLA),
        "laylas old": replace(letter(LAYLA), issued_at=LONG_AGO),
    },
    "list_item": {"johns": listed(JOHN), "laylas": listed(LAYLA)},
    "result": {
        "johns": result(JOHN),
        "johns released": replace(result(JOHN), is_released=True),
        "laylas": result(LAYLA),
        "laylas old": replace(result(LAYLA), taken_at=LONG_AGO),
    },
    "reference": {"page": None},
    "account": {
        "hudas": account(HUDA, UserType.PROXY),
        "johns": account(JOHN, UserType.PATIENT),
        "smiths": account(DR_SMITH, UserType.PROVIDER),
        "omars": account(OMAR, UserType.COMPLIANCE),
    },
    "invitation": {
        "hudas": invited(HUDA, UserType.PROXY),
        "johns": invited(JOHN, UserType.PATIENT),
        "smiths": invited(DR_SMITH, UserType.PROVIDER),
    },
    "email_change": {
        "johns": renamed(JOHN, UserType.PATIENT),
        "hudas": renamed(HUDA, UserType.PROXY),
        "smiths": renamed(DR_SMITH, UserType.PROVIDER),
    },
    "proxy": {
        "hudas for john": relation(JOHN, HUDA),
        "another's for layla": relation(LAYLA, "proxy_other"),
        "johns for layla": relation(LAYLA, JOHN),
    },
    "related_person": {
        "hudas": person(HUDA, UserType.PROXY),
        "johns": person(JOHN, UserType.PATIENT),
        "reems": person(REEM, UserType.STAFF),
    },
    "emergency": {"smiths": emergency(DR_SMITH), "others": emergency(DR_OTHER)},
    "desk": {"page": None},
    "my_details": {"page": None},
    "step": {"page": None},
    "reminder": {"johns": message(JOHN), "laylas": message(LAYLA)},
    "returned_mail": {"johns": ReturnedMail(token="t", why="BOUNCE", at=AT)},
    "feed": {"johns": Feed(patient_id=JOHN, digest="d", created_at=AT),
             "laylas": Feed(patient_id=LAYLA, digest="d", created_at=AT)},
    "time_off": {"smiths": away(DR_SMITH), "others": away(DR_OTHER)},
    "waitlist": {"johns": waiting(JOHN), "laylas": waiting(LAYLA)},
    "offer": {"johns": offered(JOHN), "laylas": offered(LAYLA), "both": offered(LAYLA, JOHN)},
    "stand_in": {"smiths": stand_in(DR_SMITH), "others": stand_in(DR_OTHER)},
    "freed": {"others": OpenedSlot(span=SPAN, freed_at=AT)},
}  # fmt: skip

ALL = frozenset({"all"})
COLLEAGUES = {"smiths", "reems"}
SMITHS_VISITS = {"laylas with smith", "laylas, smith stands in"}
PREPARED = {"johns+preparing", "johns for doctors+preparing", "laylas+preparing"}
EXPECTED: dict[tuple[str, str], set[str] | frozenset[str]] = {
    ("patient", "proxy:read"): {"hudas for john", "johns for layla"},
    ("patient", "proxy:write"): {"hudas for john", "johns for layla"},
    ("patient", "person:read"): {"johns"},
    ("patient", "person:write"): {"johns"},
    ("patient", "colleague:read"): {"johns", *COLLEAGUES},
    ("patient", "provider:read"): ALL,
    ("patient", "patient:read"): {"johns"},
    ("patient", "record:read"): {"johns", "johns by smith"},
    ("patient", "appointment:read"): {"johns"},
    ("patient", "document:read"): {"johns"},
    ("patient", "document:download"): {"johns"},
    ("patient", "audit:read"): {"johns"},
    ("patient", "demographics:read"): {"johns"},
    ("patient", "my_details:read"): ALL,
    ("patient", "guard:read"): {"johns"},
    ("patient", "guard:write"): {"johns"},
    ("patient", "visit_time:read"): {"johns"},
    ("patient", "correction:read"): {"johns"},
    ("patient", "correction:add"): {"johns"},
    ("patient", "patient:write"): {"johns"},
    ("patient", "found:write"): set(),  # their own words; the one thing here is another's
    ("patient", "appointment:add"): {"johns"},
    ("patient", "appointment:write"): {"johns"},
    ("patient", "list_item:read"): {"johns"},
    ("patient", "result:read"): {"johns released"},
    ("patient", "record:print"): {"johns", "johns by smith"},
    ("patient", "letter:read"): {"johns"},
    ("patient", "renewal:read"): {"johns"},
    ("patient", "renewal:add"): {"johns"},
    ("patient", "renewal:write"): {"johns"},
    ("patient", "renewal:ask-page"): ALL,
    ("patient", "letter:print"): {"johns"},
    ("patient", "care:list"): {"others"},
    ("patient", "care:read"): {"others"},
    ("patient", "care:end"): {"others"},
    ("patient", "care:add"): {"others"},  # John's own: booking opens his chart to the doctor
    ("patient", "day:read"): ALL,
    ("patient", "day:write"): ALL,
    ("patient", "reminder:write"): {"johns"},
    ("patient", "feed:read"): {"johns"},
    ("patient", "feed:add"): {"johns"},
    ("patient", "feed:write"): {"johns"},
    ("patient", "waitlist:read"): {"johns"},
    ("patient", "waitlist:add"): {"johns"},
    ("patient", "waitlist:write"): {"johns"},
    ("patient", "offer:read"): {"johns", "both"},
    ("patient", "offer:write"): {"johns", "both"},
    ("patient", "freed:write"): ALL,
    ("provider", "freed:write"): ALL,
    ("provider", "person:read"): {"smiths"},
    ("provider", "person:write"): {"smiths"},
    ("provider", "colleague:read"): COLLEAGUES,
    ("provider", "provider:read"): ALL,
    ("provider", "patient:read"): {"care", "preparing"},
    ("provider", "demographics:read"): {"care", "preparing"},
    ("provider", "record:read"): {
        "care",
        "johns+preparing",
        "laylas+preparing",
        "johns mistake+preparing",
        "johns by smith+preparing",
    },
    ("provider", "record:add"): {"johns by smith+care"},
    ("provider", "record:write"): {"care"},  # an addendum is for everybody in care
    ("provider", "own_record:read"): {"smiths+care"},
    ("provider", "own_record:write"): {"smiths+care"},
    ("provider", "record_version:read"): {"care"},
    ("provider", "record_version:add"): {"care"},
    ("provider", "draft:read"): {"smiths+care"},
    ("provider", "draft:add"): {"smiths+care"},
    ("provider", "draft:write"): {"smiths+care"},
    ("provider", "note:write"): ALL,
    ("provider", "appointment:read"): {"care", "preparing", *SMITHS_VISITS},
    ("provider", "document:read"): {"care", *PREPARED},
    ("provider", "document:download"): {
        "johns+care",
        "johns for doctors+care",
        "laylas+care",
        "laylas old+care",
        *PREPARED,
    },
    ("provider", "care:read"): {"smiths"},
    ("provider", "care:end"): ALL,  # it only takes away
    ("provider", "care:reopen"): ALL,  # of a visit of theirs, for who stands in as well
    ("provider", "emergency:add"): {"smiths"},
    ("provider", "worklist:read"): ALL,
    ("provider", "step:write"): ALL,
    # Not {"care"}: to have a patient in care is no leave to change a colleague's visit.
    ("provider", "appointment:write"): SMITHS_VISITS,
    ("provider", "guard:read"): ALL,
    ("provider", "guard:write"): ALL,
    ("provider", "visit_time:read"): ALL,
    ("provider", "day:read"): ALL,
    ("provider", "day:write"): ALL,
    ("provider", "reminder:read"): ALL,
    ("provider", "reminder:write"): ALL,
    ("provider", "provider:write"): set(),  # their own hours; the one thing here is another's
    ("provider", "patient:write"): {"care"},
    ("provider", "list_item:read"): {"care", "preparing"},
    ("provider", "list_item:edit"): ALL,
    ("provider", "result:enter"): ALL,
    ("provider", "list_item:add"): {"care"},
    ("provider", "list_item:write"): {"care"},
    ("provider", "result:read"): {
        "care",
        *(f"{each}+preparing" for each in ("johns", "johns released", "laylas")),
    },
    ("provider", "record:print"): {
        *(
            f"{each}+care"
            for each in (
                "johns",
                "laylas",
                "laylas old",
                "johns by smith",
            )
        ),
        *(
            f"{each}+preparing"
            for each in (
                "johns",
                "laylas",
                "johns by smith",
            )
        ),
    },
    ("provider", "letter:read"): {"care", "johns+preparing", "laylas+preparing"},
    ("provider", "letter:print"): {"care", "johns+preparing", "laylas+preparing"},
    ("provider", "renewal:read"): {"care", "preparing"},
    ("provider", "renewal:write"): {"care"},
    ("provider", "renewal:answer-page"): ALL,
    ("provider", "letter:add"): {"care"},
    ("provider", "letter:write"): {"care"},
    ("provider", "letter:write-page"): ALL,
    ("provider", "result:add"): {"care"},
    ("provider", "result:write"): {"care"},
    ("provider", "reference:read"): ALL,
    ("provider", "stand_in:read"): {"smiths"},
    ("provider", "time_off:read"): {"smiths"},
    ("provider", "time_off:add"): {"smiths"},
    ("provider", "time_off:write"): {"smiths"},
    ("staff", "person:read"): {"reems"},
    ("staff", "person:write"): {"reems"},
    ("staff", "colleague:read"): COLLEAGUES,
    ("staff", "provider:read"): ALL,
    ("staff", "demographics:read"): {"johns", "laylas"},
    ("staff", "found:read"): ALL,
    ("staff", "patient:add"): ALL,
    ("staff", "found:add"): ALL,
    ("staff", "found:write"): ALL,
    ("staff", "record_number:add"): ALL,
    ("staff", "registration:read"): {"johns", "laylas"},
    ("staff", "registration:write"): {"johns", "laylas"},
    ("compliance", "patient_name:read"): {"johns"},
    ("staff", "guard:read"): ALL,
    ("staff", "guard:write"): ALL,
    ("staff", "visit_time:read"): ALL,
    ("staff", "correction:read"): ALL,
    ("staff", "correction:add"): ALL,
    ("staff", "merge:read"): ALL,
    ("staff", "merge:add"): ALL,
    ("staff", "merge:write"): ALL,
    ("staff", "record:count"): ALL,
    ("staff", "document:count"): ALL,
    ("staff", "appointment:read"): ALL,
    ("staff", "appointment:add"): ALL,
    ("staff", "appointment:write"): ALL,
    ("staff", "invitation:read"): {"johns", "hudas"},
    ("staff", "invitation:add"): {"johns", "hudas"},
    ("staff", "invitation:write"): {"johns", "hudas"},
    ("staff", "email_change:read"): {"johns", "hudas"},
    ("staff", "email_change:add"): {"johns", "hudas"},
    ("staff", "email_change:write"): {"johns", "hudas"},
    ("staff", "proxy:read"): ALL,
    ("staff", "proxy:add"): ALL,
    ("staff", "proxy:write"): ALL,
    ("staff", "related_person:read"): {"hudas"},
    ("staff", "related_person:add"): {"hudas"},
    ("staff", "account:read"): {"johns", "hudas"},
    ("staff", "account:write"): {"johns"},
    ("staff", "care:add"): ALL,
    ("staff", "care:end"): ALL,
    ("staff", "care:reopen"): ALL,
    ("staff", "day:read"): ALL,
    ("staff", "day:write"): ALL,
    ("staff", "reminder:read"): ALL,
    ("staff", "reminder:write"): ALL,
    ("staff", "returned_mail:read"): ALL,
    ("staff", "provider:write"): ALL,  # the hours of all doctors
    ("staff", "waitlist:read"): ALL,
    ("staff", "waitlist:add"): ALL,
    ("staff", "waitlist:write"): ALL,
    ("staff", "offer:read"): ALL,
    ("staff", "offer:add"): ALL,
    ("staff", "offer:write"): ALL,
    ("staff", "freed:read"): ALL,
    ("staff", "freed:write"): ALL,
    ("staff", "stand_in:write"): ALL,
    ("staff", "time_off:read"): ALL,
    ("staff", "time_off:add"): ALL,
    ("staff", "time_off:write"): ALL,
    ("staff", "desk:read"): ALL,
    ("staff", "desk:write"): ALL,
    ("staff", "step:write"): ALL,
    ("compliance", "person:read"): {"omars"},
    ("compliance", "person:write"): {"omars"},
    ("compliance", "colleague:read"): COLLEAGUES,
    ("compliance", "provider:read"): ALL,
    ("compliance", "audit:read"): ALL,
    ("compliance", "oversight:read"): ALL,
    ("compliance", "account:read"): {"smiths", "omars"},
    ("compliance", "account:write"): {"smiths"},  # not their own
    ("compliance", "care:list"): ALL,
    ("compliance", "care:read"): ALL,
    ("compliance", "care:add"): ALL,  # naming a doctor, with an end
    ("compliance", "care:end"): ALL,
    ("compliance", "emergency:read"): ALL,
    ("compliance", "emergency:write"): ALL,  # closing its review
    ("compliance", "oversight:export"): ALL,
}
# For whom somebody acts: a scope of their relation, and what it opens of John's; none is needed
# for what is the proxy's own.
HUDAS = Actor(user_id=HUDA, role=Role.PROXY, acting_for=JOHN)
FOR_JOHN: dict[str, tuple[Scope | None, set[str] | frozenset[str]]] = {
    "person:read": (None, {"hudas"}),
    "person:write": (None, {"hudas"}),
    "colleague:read": (None, {"hudas", *COLLEAGUES}),
    "provider:read": (None, ALL),
    "proxy:read": (None, {"hudas for john"}),
    "proxy:write": (None, {"hudas for john"}),
    "appointment:read": (Scope.VISITS, {"johns"}),
    "guard:read": (Scope.VISITS, {"johns"}),
    "visit_time:read": (Scope.VISITS, EXPECTED["patient", "visit_time:read"]),
    "waitlist:read": (Scope.VISITS, {"johns"}),
    "offer:read": (Scope.VISITS, {"johns", "both"}),
    "appointment:add": (Scope.BOOK, {"johns"}),
    "appointment:write": (Scope.BOOK, {"johns"}),
    "guard:write": (Scope.BOOK, {"johns"}),
    "day:read": (Scope.BOOK, ALL),
    "day:write": (Scope.BOOK, ALL),
    "care:add": (Scope.BOOK, EXPECTED["patient", "care:add"]),
    "care:end": (Scope.BOOK, EXPECTED["patient", "care:end"]),
    "reminder:write": (Scope.BOOK, {"johns"}),
    "waitlist:add": (Scope.BOOK, {"johns"}),
    "waitlist:write": (Scope.BOOK, {"johns"}),
    "offer:write": (Scope.BOOK, {"johns", "both"}),
    "freed:write": (Scope.BOOK, ALL),
    **{action: (Scope.HEALTH, EXPECTED["patient", action])
       for action in ("patient:read", "record:read", "list_item:read", "result:read",
                      "document:read", "document:download", "audit:read", "care:list",
                      "care:read", "record:print", "letter:read", "letter:print",
                      "renewal:read")},
}  # fmt: skip
ANY_SCOPE = {"demographics:read": EXPECTED["patient", "demographics:read"]}
VERBS = ("read", "add", "write", "download", "delete", "end", "reopen", "list", "count")
ACTIONS = sorted(known_actions() | {f"{noun}:{verb}" for noun in THINGS for verb in VERBS})


OPENS = {Opening.CLOSED: "", Opening.PREPARING: "preparing", Opening.WHOLE: "care"}


def is_expected(role: str, action: str, situation: str, opening: Opening = Opening.CLOSED) -> bool:
    allowed, opens = EXPECTED.get((role, action), set()), OPENS[opening]
    # A relation adds to what a role may do and takes nothing away.
    return bool(allowed & {"all", situation, opens, f"{situation}+{opens}"})


@pytest.mark.parametrize("role", sorted(ACTORS))
def test_the_policy_allows_what_is_written_twice_and_nothing_else(role: str) -> None:
    wrong = [
        f"{action} {situation} {opening.name}"
        for action in ACTIONS
        for situation, thing in THINGS[action.partition(":")[0]].items()
        for opening in Opening
        if allows(Question(ACTORS[role], thing, opening, AT), action)
        != is_expected(role, action, situation, opening)
    ]
    assert wrong == []


SCOPES = [frozenset(), *(frozenset({each}) for each in Scope), frozenset(Scope)]


@pytest.mark.parametrize("action", ACTIONS)
def test_a_proxy_may_what_the_relation_says_now_and_for_that_patient_alone(action: str) -> None:
    needed, opens = FOR_JOHN.get(action, (None, set()))
    for situation, thing in THINGS[action.partition(":")[0]].items():
        for scopes in SCOPES:
            expected = bool({"all", situation} & opens) and (needed is None or needed in scopes)
            expected |= bool(scopes) and situation in ANY_SCOPE.get(action, set())
            answer = allows(Question(HUDAS, thing, scopes=scopes), action)
            assert answer == expected, f"{action} {situation} {sorted(scopes)}"


def test_every_noun_of_the_policy_is_covered_here() -> None:
    assert {action.partition(":")[0] for action in known_actions()} <= THINGS.keys()
    written = {(role.value, action) for role, rules in POLICY.items() for action in rules
               if role is not Role.SYSTEM}  # fmt: skip
    for_john = {("proxy", action) for action in FOR_JOHN.keys() | ANY_SCOPE.keys()}
    assert written == EXPECTED.keys() | for_john


def test_nobody_may_change_the_trail_and_nobody_but_doctors_writes_a_chart() -> None:
    """A profile is written by its patient and a doctor in full care: the table above says so."""
    others = set(ACTORS) - {"patient", "provider"}
    assert all("patient:write" not in POLICY[Role(role)] for role in others)
    for role in ACTORS:
        for action in ("audit:write", "audit:add", "document:write", "sign_in:read",
                       "sign_in:add", "record_version:write"):  # fmt: skip
            assert action not in POLICY[Role(role)]
        if role != "provider":  # the table above says which doctor
            written = ("record", "own_record", "record_version", "draft")
            assert not any(f"{noun}:{verb}" in POLICY[Role(role)]
                           for noun in written for verb in ("add", "write"))  # fmt: skip


def test_there_is_no_way_to_the_table_without_somebody_who_acts() -> None:
    parameters = signature(UnitOfWork).parameters
    assert list(parameters) == ["actor", "storage", "request_context"]
    assert all(each.default is each.empty for each in parameters.values())
    with pytest.raises(TypeError):
        UnitOfWork()  # type: ignore[call-arg]


KINDS: dict[str, ItemType[Any]] = {
    kind.name: kind
    for kind in (PATIENT, DEMOGRAPHICS, RECORD, APPOINTMENT, DOCUMENT, AUDIT, CARE, PERSON,
                 COLLEAGUE, PROVIDER, FOUND, DAY, SIGN_IN)
}  # fmt: skip


@pytest.mark.parametrize("role", sorted(ACTORS))
@pytest.mark.parametrize("noun", sorted(KINDS))
def test_the_gate_asks_the_policy_before_anything_is_added(
    acting: Callable[..., UnitOfWork], role: str, noun: str
) -> None:
    """Nothing reaches the table here: what is allowed is dropped by the error at the end."""
    uow = acting(role, ACTORS[role].user_id)
    thing = next(iter(THINGS[noun].values()))
    allowed = is_expected(role, f"{noun}:add", next(iter(THINGS[noun])))
    expected: type[Exception] = Stopped if allowed and KINDS[noun].whole else AccessDenied
    with pytest.raises(expected), uow:  # noqa: PT012 - the block must end with it
        uow.add(KINDS[noun], thing, Action.REGISTER_PATIENT)
        raise Stopped
    if not allowed:
        refusal = uow._trail.accesses[-1]
        assert (refusal.action, refusal.result) == ("REGISTER_PATIENT", "DENIED")


@pytest.mark.parametrize(
    ("role", "noun"),
    [("compliance", "day"), ("patient", "record"), ("provider", "audit"), ("staff", "sign_in")],
)
def test_bare_operations_are_refused_and_remembered_too(
    acting: Callable[..., UnitOfWork], role: str, noun: str
) -> None:
    uow = acting(role, ACTORS[role].user_id)
    with pytest.raises(AccessDenied), uow:
        uow.stage(noun, {"Put": {}})
    refused = uow._trail.accesses[-1]
    assert (refused.action, refused.resource_id, refused.result) == ("CHANGE", noun, "DENIED")


@pytest.mark.parametrize(
    ("role", "noun"),
    [("patient", "care"), ("provider", "care"), ("compliance", "found"), ("patient", "sign_in")],
)
def test_nobody_opens_a_chart_to_themselves(
    acting: Callable[..., UnitOfWork], role: str, noun: str
) -> None:
    uow = acting(role, ACTORS[role].user_id)
    thing = next(iter(THINGS[noun].values()))
    with pytest.raises(AccessDenied), uow:  # noqa: PT012 - a relation is staged by its own way
        if noun == "care":
            CareRelations(uow).stage(thing, "add")
        uow.put_if_absent(KINDS[noun], thing)
    refused = uow._trail.accesses[-1]
    assert (refused.action, refused.resource_id, refused.result) == ("CHANGE", noun, "DENIED")


class Stopped(Exception):
    """Ends a unit of work before anything is stored."""


def test_the_front_desk_finds_no_colleague_among_the_patients(
    acting: Callable[..., UnitOfWork],
) -> None:
    uow = acting("staff", REEM)
    assert uow.get(DEMOGRAPHICS, DEMOGRAPHICS.key.key(patient_id=LAYLA)).patient_id == LAYLA
    for colleague in (OMAR, DR_SMITH, REEM):
        with pytest.raises(AccessDenied):
            uow.get(DEMOGRAPHICS, DEMOGRAPHICS.key.key(patient_id=colleague))


def test_what_was_not_read_here_cannot_be_saved_here(acting: Callable[..., UnitOfWork]) -> None:
    """A save is judged by what the table holds, never by what the caller brings along."""
    uow = acting("patient", JOHN)
    planted = replace(person(LAYLA, UserType.PATIENT), department="x")
    with pytest.raises(KeyError), uow:
        uow.save(PERSON, planted, Action.UPDATE_PREFERENCES)
