"""The things a question of the policy can be about, for each noun, and who asks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from appointments.booking.opened_slots import DoctorTime, OpenedSlot
from appointments.booking.patient_limits import VisitGuard
from appointments.booking.patient_times import VisitTime
from appointments.calendar.repository import Feed
from appointments.notifications.returned_mail import ReturnedMail
from appointments.outbox.models import ReminderDue
from appointments.scheduling.day import Day
from appointments.stand_in.models import StandIn
from appointments.visits.models import Appointment, SchedulingInfo
from appointments.waitlist.models import AskedEntry, Offer, WaitlistEntry
from documents.archives.models import ArchiveRequest
from documents.intake.models import Intake
from documents.letters.models import Author, Content, Letter, LetterKind, Subject
from documents.models import AccessLevel, Document, DocumentInfo, FileInfo, Security
from documents.models import Status as Filed
from documents.renewals.models import Renewal
from documents.sharing.models import Share
from medisecure.access.actor import Actor, Role
from medisecure.access.care import Care
from medisecure.access.emergency import Emergency, EmergencyReason
from medisecure.access.proxies import Proof, Proxy, Relationship, Scope
from medisecure.audit.event import AuditEvent
from medisecure.identity.accounts import Account
from medisecure.identity.person import PersonalInfo, UserType
from medisecure.identity.portal.email_change import EmailChange
from medisecure.identity.portal.invitations import Invitation
from medisecure.identity.repository import PERSON, PatientName, ProxyName, SignIn
from patients.at_hand.models import NoteTemplate, RowsAtHand, Shelf
from patients.change_requests.models import ChangeRequest
from patients.correction.models import Correction
from patients.encounter.models import Draft
from patients.linking.models import Merge, ProfileFields
from patients.lists.models import ListItem, ListName
from patients.lists.versions import version_of as list_version_of
from patients.profile.models import Demographics, Patient
from patients.records.models import Prescription, Record, VisitInfo
from patients.records.models import Status as Written
from patients.records.sensitive_openings import SensitiveOpening
from patients.records.versions import version_of
from patients.registration.repository import GivenNumber
from patients.results.models import Result as Measured
from patients.search.repository import IndexMatch
from providers.directory.absences import Absence
from providers.directory.models import Provider
from providers.directory.rules import TimeOffKind
from tests.people import DR_OTHER, DR_SMITH, JOHN, LAYLA, OMAR, REEM

HUDA = "proxy_huda"
AT = datetime(2025, 6, 1, 10, 30, tzinfo=UTC)
LONG_AGO = AT - timedelta(days=800)
SPAN = DoctorTime(provider_id=DR_OTHER, starts_at=AT, minutes=30)
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


def intake(patient_id: str, added_by: str, added_as: Role) -> Intake:
    return Intake(intake_id="i", patient_id=patient_id, added_by=added_by, added_as=added_as,
                  due_at=AT, **STAMPS)  # fmt: skip


def archive(patient_id: str, asked_by: str) -> ArchiveRequest:
    return ArchiveRequest(archive_id="a", patient_id=patient_id, asked_by=asked_by, asked_at=AT)


def share(patient_id: str) -> Share:
    return Share(share_id="s", patient_id=patient_id, to="x", digest="d", check="c", shared_at=AT,
                 until=AT)  # fmt: skip


def template(owner: str, by: str = "") -> NoteTemplate:
    return NoteTemplate(owner=owner, template_id="t", provider_id=by or owner, name="x", **STAMPS)


def rows_of(owner: str) -> RowsAtHand:
    return RowsAtHand(owner=owner, shelf=Shelf.KEPT)


def opening(provider_id: str) -> SensitiveOpening:
    return SensitiveOpening(opening_id="o", patient_id=JOHN, provider_id=provider_id,
                            record_id="r", opened_at=AT, until=AT,
                            reason="seen in the night")  # fmt: skip


def listed(patient_id: str) -> ListItem:
    return ListItem(item_id="i", patient_id=patient_id, list_name=ListName.ALLERGY, **STAMPS)


def renewal(patient_id: str) -> Renewal:
    return Renewal(item_id="i", patient_id=patient_id, provider_id=DR_OTHER, asked_at=AT,
                   medicine=Prescription(medication="A"), updated_at=AT)  # fmt: skip


def change_request(patient_id: str) -> ChangeRequest:
    return ChangeRequest(request_id="c", patient_id=patient_id, fields=["gender"],
                         personal_info=INFO, asked_by=patient_id, asked_at=AT)  # fmt: skip


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
    kept = ProfileFields(personal_info=INFO)
    return Merge(merge_id="m", patient_id=patient_id, into=JOHN, reason="x", before=kept,
                 after=kept, merged_at=AT, merged_by=REEM)  # fmt: skip


def emergency(provider_id: str) -> Emergency:
    return Emergency(emergency_id="e", patient_id=LAYLA, provider_id=provider_id,
                     reason=EmergencyReason.UNCONSCIOUS, words="x", since=AT, until=AT)  # fmt: skip


def message(patient_id: str) -> ReminderDue:
    return ReminderDue(patient_id=patient_id, appointment_id="a", due_at=AT)


def away(provider_id: str) -> Absence:
    return Absence(provider_id=provider_id, time_off_id="t", kind=TimeOffKind.SICK, starts_at=AT,
                   ends_at=AT + timedelta(hours=1), by=REEM, created_at=AT)  # fmt: skip


def waiting(patient_id: str) -> WaitlistEntry:
    return WaitlistEntry(
        entry_id="w",
        patient_id=patient_id,
        appointment_id="a",
        whom="any",
        minutes=30,
        earliest=AT.date(),
        latest=AT.date(),
        joined_at=AT,
        created_at=AT,
        updated_at=AT,
    )


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
        "johns protected": replace(record(JOHN), is_sensitive=True),
        "johns protected by smith": replace(
            record(JOHN), is_sensitive=True, provider_id=DR_SMITH
        ),
    },
    "record_header": {"johns": record(JOHN), "laylas": record(LAYLA)},
    "sensitive_record": {"johns": record(JOHN)},
    "sensitive_opening": {"smiths": opening(DR_SMITH), "others": opening(DR_OTHER)},
    "own_record": {
        "others": record(JOHN), "smiths": replace(record(JOHN), provider_id=DR_SMITH),
    },
    "record_version": {
        "johns": version_of(record(JOHN)),
        "johns protected": version_of(replace(record(JOHN), is_sensitive=True)),
    },
    "draft": {"others": draft(DR_OTHER), "smiths": draft(DR_SMITH)},
    "note": {"page": None},
    "template": {"smiths": template(DR_SMITH), "others": template(DR_OTHER),
                 "clinics": template("clinic", DR_OTHER),
                 "clinics by smith": template("clinic", DR_SMITH)},
    "at_hand": {"smiths": rows_of(DR_SMITH), "others": rows_of(DR_OTHER),
                "clinics": rows_of("clinic")},
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
    "intake": {
        "johns": replace(intake(JOHN, JOHN, Role.PATIENT), for_patient=True),
        "johns by reem": intake(JOHN, REEM, Role.STAFF),
        "johns by reem for him": replace(intake(JOHN, REEM, Role.STAFF), for_patient=True),
        "laylas by smith": intake(LAYLA, DR_SMITH, Role.PROVIDER),
        "laylas": intake(LAYLA, LAYLA, Role.PATIENT),
    },
    "archive": {
        "johns": archive(JOHN, JOHN),
        "johns by omar": archive(JOHN, OMAR),
        "laylas": archive(LAYLA, LAYLA),
    },
    "share": {"johns": share(JOHN), "laylas": share(LAYLA)},
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
    "found": {"laylas": IndexMatch(token="t", patient_id=LAYLA, personal_info=INFO, created_at=AT)},
    "sought_in_emergency": {
        "laylas": IndexMatch(token="t", patient_id=LAYLA, personal_info=INFO, created_at=AT)
    },
    "record_number": {"laylas": GivenNumber(token="t", patient_id=LAYLA)},
    "correction": {"johns": corrected(JOHN), "laylas": corrected(LAYLA)},
    "change_request": {"johns": change_request(JOHN), "laylas": change_request(LAYLA)},
    "merge": {"laylas": merged(LAYLA)},
    "guard": {"johns": VisitGuard(patient_id=JOHN), "laylas": VisitGuard(patient_id=LAYLA)},
    "patient_name": {
        "johns": PatientName(patient_id=JOHN, user_type=UserType.PATIENT, personal_info=INFO),
        "a doctor's": PatientName(
            patient_id=DR_OTHER, user_type=UserType.PROVIDER, personal_info=INFO
        ),
    },
    "proxy_name": {
        "hudas": ProxyName(user_id=HUDA, user_type=UserType.PROXY, personal_info=INFO),
        "johns": ProxyName(user_id=JOHN, user_type=UserType.PATIENT, personal_info=INFO),
        "reems": ProxyName(user_id=REEM, user_type=UserType.STAFF, personal_info=INFO),
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
    "letter_of_entry": {"johns": letter(JOHN), "laylas old": replace(letter(LAYLA),
                                                                     issued_at=LONG_AGO)},
    "letter": {
        "johns": letter(JOHN),
        "laylas": letter(LAYLA),
        "laylas old": replace(letter(LAYLA), issued_at=LONG_AGO),
        "johns protected": replace(letter(JOHN), is_sensitive=True),
    },
    "list_item": {
        "johns": listed(JOHN), "laylas": listed(LAYLA),
        "johns protected": replace(listed(JOHN), is_sensitive=True, provider_id=DR_OTHER),
    },
    "list_version": {
        "johns": list_version_of(listed(JOHN)), "laylas": list_version_of(listed(LAYLA)),
        "johns protected": list_version_of(replace(listed(JOHN), is_sensitive=True)),
    },
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
    "feed": {"johns by huda": Feed(patient_id=JOHN, digest="d", created_at=AT, made_by=HUDA),
             "johns": Feed(patient_id=JOHN, digest="d", created_at=AT),
             "laylas": Feed(patient_id=LAYLA, digest="d", created_at=AT)},
    "time_off": {"smiths": away(DR_SMITH), "others": away(DR_OTHER)},
    "waitlist": {"johns": waiting(JOHN), "laylas": waiting(LAYLA)},
    "offer": {"johns": offered(JOHN), "laylas": offered(LAYLA), "both": offered(LAYLA, JOHN)},
    "stand_in": {"smiths": stand_in(DR_SMITH), "others": stand_in(DR_OTHER)},
    "freed": {"others": OpenedSlot(span=SPAN, freed_at=AT)},
}  # fmt: skip

# The same items by the other ways to them: checked, sent, kept.
THINGS |= {each: THINGS["document"] for each in ("kept_file", "sent_document", "document_life")}
THINGS["added_document"] = {
    "reems": replace(document(JOHN), added_by=REEM),
    "reems pending": replace(document(JOHN, Filed.PENDING), added_by=REEM),
    "smiths": replace(document(LAYLA), added_by=DR_SMITH),
    "brought in": document(LAYLA),
}
THINGS["photo"] = {
    "of john": replace(document(JOHN), is_photo=True),
    "of layla": replace(document(LAYLA), is_photo=True),
    "johns report": document(JOHN),
    "johns report of reem": replace(document(JOHN), added_by=REEM),
}
THINGS["moved_intake"] = THINGS["intake"]
