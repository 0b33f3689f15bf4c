"""What John has, one of each: so that every address with an id of his has something behind it."""

from datetime import UTC, datetime, timedelta

from appointments.booking.opened_slots import DoctorTime
from appointments.waitlist.models import AskedEntry, EntryStatus, Offer, OfferStatus, WaitlistEntry
from appointments.waitlist.repository import Entries, Offers
from documents.archives.models import ArchiveRequest, ArchiveState
from documents.archives.repository import Archives
from documents.intake.models import ABANDONED, Description, Intake
from documents.intake.repository import Intakes
from documents.letters.models import Author, Content, Letter, LetterKind, Subject
from documents.letters.repository import Letters
from documents.renewals.models import Renewal
from documents.renewals.repository import Renewals
from documents.sharing.models import Share
from documents.sharing.repository import Shares
from medisecure.access.actor import Actor, RequestContext, Role
from medisecure.access.emergency import Emergency, EmergencyReason
from medisecure.access.proxies import Proof, Proxy, Relationship, Scope
from medisecure.audit.actions import Action
from medisecure.clock import now
from medisecure.document_store import put_file
from medisecure.dynamodb.repositories.emergencies import Emergencies
from medisecure.dynamodb.repositories.proxies import Proxies
from medisecure.identity.person import Person, PersonalInfo, UserType
from medisecure.identity.repository import RelatedPeople
from medisecure.wiring import system_work, unit_of_work
from patients.at_hand.models import NoteTemplate
from patients.at_hand.repository import Templates
from patients.change_requests.models import ChangeRequest
from patients.change_requests.repository import ChangeRequests
from patients.linking.models import Merge, MergeState, ProfileFields
from patients.linking.repository import Merges
from patients.lists.models import Source, new_item
from patients.lists.problems import Condition
from patients.lists.repository import Lists
from patients.records.models import Prescription
from patients.results.models import LabValue, Result
from patients.results.repository import Results
from tests.architecture.addresses import (
    ARCHIVE,
    CHANGE,
    EMERGENCY,
    HUDA,
    LETTER,
    LISTED,
    MERGE,
    OFFER,
    RESULT,
    SENDING,
    SHARED,
    TEMPLATE,
)
from tests.people import DR_OTHER, DR_SMITH, JOHN, LAYLA, REEM, VISIT


def furnish() -> None:
    """All of it, brought in as the system does it."""
    for bring_in in (
        ecg_is_filed,
        john_sends_a_document,
        john_was_joined_and_parted,
        john_has_a_result,
        john_asks_for_a_change,
        huda_acts_for_john,
        john_has_a_letter,
        john_asked_for_his_data,
        john_shared_his_summary,
        john_is_offered_a_time,
        john_was_an_emergency,
    ):
        bring_in()


def ecg_is_filed() -> None:
    """The schema's document has a file behind it, as the demo clinic gives it one."""
    put_file("documents/patient_12345/ecg_2025-06-01.pdf", b"%PDF-1.4", "application/pdf")


def john_sends_a_document() -> None:
    """One that he has begun to send."""
    uow, told = system_work("tests"), Description(type="OTHER", title="Letter")
    begun = Intake(intake_id=SENDING, patient_id=JOHN, added_by=JOHN, added_as=Role.PATIENT,
                   for_patient=True, told=told, due_at=uow.at + ABANDONED, created_at=uow.at,
                   updated_at=uow.at)  # fmt: skip
    with uow:
        Intakes(uow).add(begun, Action.BEGIN_INTAKE)


def john_was_joined_and_parted() -> None:
    """With somebody who turned out to be another person; it was undone."""
    uow, at = system_work("tests"), datetime(2025, 6, 1, 8, tzinfo=UTC)
    kept = ProfileFields(personal_info=PersonalInfo(first_name="A", last_name="B"))
    merge = Merge(merge_id=MERGE, patient_id=JOHN, into=LAYLA, state=MergeState.PARTED,
                  reason="same phone", before=kept, after=kept, merged_at=at, merged_by=REEM,
                  parted_at=at, parted_by=REEM)  # fmt: skip
    with uow:
        Merges(uow).add(merge, Action.MERGE_PATIENTS)


def john_has_a_result() -> None:
    """One that was seen and released to him; and a problem on his list."""
    uow, at = system_work("tests"), datetime(2025, 6, 1, 8, tzinfo=UTC)
    measured = LabValue(name="Sodium", value=140, unit="mmol/L")
    result = Result(
        result_id=RESULT, patient_id=JOHN, provider_id=DR_SMITH, measured=measured, taken_at=at,
        seen_at=at, is_released=True, created_at=at, updated_at=at,
    )  # fmt: skip
    problem = Condition(code="I25.9", description="Chronic ischemic heart disease, unspecified")
    source = Source(at=at, today=at.date(), provider_id=DR_SMITH)
    listed = new_item(problem, source, item_id=LISTED, patient_id=JOHN)
    asked = Renewal(item_id=LISTED, patient_id=JOHN, provider_id=DR_SMITH, asked_at=at,
                    medicine=Prescription(medication="Aspirin"), updated_at=at)  # fmt: skip
    with uow:
        Results(uow).add(result, Action.ADD_RESULT)
        Lists(uow).add(listed, Action.ADD_PROBLEM)
        Renewals(uow).add(asked, Action.ASK_RENEWAL)


def john_asks_for_a_change() -> None:
    """His family name is to be another one."""
    actor = Actor(user_id=JOHN, role=Role.PATIENT)
    with unit_of_work(actor, RequestContext(request_id="test-change")) as uow:
        ChangeRequests(uow).add(ChangeRequest(
            request_id=CHANGE, patient_id=JOHN, fields=["last_name"], asked_by=JOHN,
            personal_info=PersonalInfo(first_name="John", last_name="Roe"), asked_at=uow.at,
        ), Action.ASK_CHANGE)  # fmt: skip


def huda_acts_for_john() -> None:
    """Somebody who is no patient, whom nobody has invited yet."""
    uow = system_work("tests")
    info = PersonalInfo(first_name="Huda", last_name="Proxy", email="huda.proxy@example.com")
    person = Person(user_id=HUDA, user_type=UserType.PROXY, personal_info=info, created_at=uow.at,
                    updated_at=uow.at)  # fmt: skip
    relation = Proxy(patient_id=JOHN, proxy_id=HUDA, relationship=Relationship.CARER,
                     proof=Proof.PATIENT_CONSENT, may=list(Scope), for_an_adult=True,
                     proxy_name="Huda Proxy", patient_name="John Doe", since=uow.at,
                     until=uow.at + timedelta(days=30), granted_by=REEM)  # fmt: skip
    with uow:
        RelatedPeople(uow).add(person, Action.REGISTER_PROXY)
        Proxies(uow).add(relation, Action.GRANT_PROXY)


def john_has_a_letter() -> None:
    """A certificate of his doctor's, who has a template for her notes."""
    at = datetime(2025, 6, 1, 8, tzinfo=UTC)
    said = Content(subject=Subject(name="John Doe"), author=Author(name="Dr. Sarah Smith"),
                   first_day=at.date(), last_day=at.date())  # fmt: skip
    letter = Letter(
        letter_id=LETTER, patient_id=JOHN, provider_id=DR_SMITH, kind=LetterKind.SICK_LEAVE,
        content=said, number="0" * 12, check="johns", issued_at=at,
    )  # fmt: skip
    template = NoteTemplate(owner=DR_SMITH, template_id=TEMPLATE, provider_id=DR_SMITH,
                            name="Review", notes="Well", created_at=at, updated_at=at)  # fmt: skip
    uow = system_work("tests")
    with uow:
        Letters(uow).add(letter, Action.ISSUE_LETTER)
        Templates(uow).add(template, Action.KEEP_TEMPLATE)


def john_asked_for_his_data() -> None:
    """An archive that was fetched already: asking anew is open to him."""
    asked = ArchiveRequest(
        archive_id=ARCHIVE, patient_id=JOHN, asked_by=JOHN, asked_at=now(),
        state=ArchiveState.FETCHED,
    )  # fmt: skip
    uow = system_work("tests")
    with uow:
        Archives(uow).add(asked, Action.ASK_ARCHIVE)


def john_shared_his_summary() -> None:
    """With somebody outside."""
    shared = Share(
        share_id=SHARED, patient_id=JOHN, to="Dr. Hadi", digest="none", check="none",
        shared_at=now(), until=now() + timedelta(days=7),
    )  # fmt: skip
    uow = system_work("tests")
    with uow:
        Shares(uow).add(shared, Action.SHARE)


def john_is_offered_a_time() -> None:
    """He waits, and was asked about a time that is over by now: its old link explains."""
    uow, at = system_work("tests"), datetime(2025, 6, 1, 8, tzinfo=UTC)
    stamps = {"created_at": at, "updated_at": at}
    entry = WaitlistEntry(entry_id="wait_johns", patient_id=JOHN, appointment_id=VISIT, moves=True,
                  whom=DR_SMITH, minutes=30, earliest=at.date(), latest=at.date(), joined_at=at,
                  status=EntryStatus.LAPSED, **stamps)  # fmt: skip
    place = AskedEntry(entry_id=entry.entry_id, patient_id=JOHN, appointment_id=VISIT)
    span = DoctorTime(provider_id=DR_SMITH, starts_at=at, minutes=30)
    offer = Offer(offer_id=OFFER, span=span, held_until=at, asked=[place], settled=True,
                  status=OfferStatus.LAPSED, **stamps)  # fmt: skip
    with uow:
        Entries(uow).add(entry, "JOIN_WAITLIST")
        Offers(uow).add(offer, "OFFER_TIME")


def john_was_an_emergency() -> None:
    """A doctor's hour with his chart in 2025, which nobody has reviewed."""
    uow, at = system_work("tests"), datetime(2025, 6, 1, 8, tzinfo=UTC)
    with uow:
        Emergencies(uow).open(
            Emergency(
                emergency_id=EMERGENCY,
                patient_id=JOHN,
                provider_id=DR_OTHER,
                reason=EmergencyReason.UNCONSCIOUS,
                words="came by ambulance",
                since=at,
                until=at,
            )
        )
