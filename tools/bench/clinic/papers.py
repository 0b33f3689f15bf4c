"""What pages about one thing need: a letter, a result, a request, somebody who acts, one of each.

A patient of the bench has all of them, whatever the length of their history.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from appointments.calendar.repository import Feed, Feeds, digest_of
from documents.letters.models import Author, Content, Letter, LetterKind, Subject
from documents.letters.repository import Letters
from documents.letters.services import check_of
from documents.renewals.services import ask
from documents.renewals.services import take_back as taken_back
from documents.sharing.services import ShareRequest, share
from medisecure.access.actor import Actor, RequestContext, Role
from medisecure.access.emergency import Emergency, EmergencyReason
from medisecure.access.proxies import Proof, Proxy, Relationship, Scope
from medisecure.audit.actions import Action
from medisecure.dynamodb.repositories.emergencies import Emergencies
from medisecure.dynamodb.repositories.proxies import Proxies
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from medisecure.identity.person import Person, PersonalInfo, UserType
from medisecure.identity.repository import RelatedPeople
from medisecure.wiring import system_work, unit_of_work
from patients.at_hand.models import NoteTemplate
from patients.at_hand.repository import Templates
from patients.change_requests.models import ChangeRequest
from patients.change_requests.repository import ChangeRequests
from patients.lists.medicines import MedicationStatement
from patients.lists.models import Content as ListContent
from patients.lists.models import Source, new_item
from patients.lists.problems import Condition
from patients.lists.repository import Lists
from patients.results.models import LabValue, Result
from patients.results.repository import Results
from tools.bench.clinic import crowd
from tools.demo.schema_items import DR_SMITH

ANOTHER_DOCTOR = "provider_00001"  # of the demo clinic
KINDS = ("letter", "result", "condition", "medicine", "change", "proxy", "emergency", "template",
         "protected", "now", "paid")  # fmt: skip
AN_HOUR = timedelta(hours=1)


def add(patient_id: str) -> Mapping[str, str]:
    """One of each, by the name that addresses of pages have for its id, or for its secret."""
    ids = {kind: f"{kind}_{patient_id}" for kind in KINDS}
    uow = system_work("bench")
    _visits(patient_id, ids, uow.at)
    with uow:
        Results(uow).add(result(patient_id, ids["result"], uow.at), Action.ADD_RESULT)
        listed(uow, patient_id, ids["condition"], PROBLEM)
        listed(uow, patient_id, ids["medicine"], _medicine(uow.at))
        Letters(uow).add(_letter(uow, patient_id, ids["letter"]), Action.ISSUE_LETTER)
        Templates(uow).add(_template(ids["template"], uow.at), Action.KEEP_TEMPLATE)
    with uow:
        Emergencies(uow).open(_emergency(patient_id, ids["emergency"], uow.at))
        RelatedPeople(uow).add(_carer(ids["proxy"], uow.at), Action.REGISTER_PROXY)
        Proxies(uow).add(_relation(patient_id, ids["proxy"], uow.at), Action.GRANT_PROXY)
    return ids | _asked_by(patient_id, ids)


def as_patient(patient_id: str) -> UnitOfWork:
    """What the patient does."""
    return unit_of_work(Actor(user_id=patient_id, role=Role.PATIENT),
                        RequestContext(request_id="bench"))  # fmt: skip


def result(patient_id: str, result_id: str, at: datetime) -> Result:
    """One that nobody has seen yet."""
    return Result(
        result_id=result_id, patient_id=patient_id, provider_id=DR_SMITH, taken_at=at,
        measured=LabValue(name="Sodium", value=140, unit="mmol/L"), created_at=at, updated_at=at,
    )  # fmt: skip


PROBLEM = Condition(code="I25.9", description="Chronic ischemic heart disease, unspecified")


def listed(uow: UnitOfWork, patient_id: str, item_id: str, content: ListContent) -> None:
    """Put it on the patient's list, in the open transaction."""
    source = Source(at=uow.at, today=uow.today, provider_id=DR_SMITH)
    item = new_item(content, source, item_id=item_id, patient_id=patient_id)
    Lists(uow).add(item, Action.ADD_PROBLEM)


def _medicine(at: datetime) -> MedicationStatement:
    return MedicationStatement(medication="Aspirin", started_on=at.date() - timedelta(days=30))


def _asked_by(patient_id: str, ids: Mapping[str, str]) -> dict[str, str]:
    """What only the patient can ask for, with the secrets of what opens by its address."""
    uow = as_patient(patient_id)
    change = ChangeRequest(
        request_id=ids["change"], patient_id=patient_id, fields=["last_name"], asked_by=patient_id,
        personal_info=PersonalInfo(first_name="John", last_name="Roe"), asked_at=uow.at,
    )  # fmt: skip
    token = f"{patient_id:x<43}"
    feed = Feed(patient_id=patient_id, digest=digest_of(token), created_at=uow.at)
    with uow:
        ChangeRequests(uow).add(change, Action.ASK_CHANGE)
        Feeds(uow).add(feed, Action.MAKE_CALENDAR_FEED)
    ask(uow, patient_id, ids["medicine"])
    wanted = ShareRequest(share_id=f"share_{patient_id}", document_id="", to="Dr. Hadi", days=7)
    told = share(uow, patient_id, wanted)
    return {"token": token, "secret": told.secret, "code": told.code}


def _letter(uow: UnitOfWork, patient_id: str, letter_id: str) -> Letter:
    """A certificate; its number is told by `number_of`."""
    today, number = uow.today, number_of(patient_id)
    said = Content(subject=Subject(name="John Doe"), author=Author(name="Dr. Sarah Smith"),
                   first_day=today, last_day=today)  # fmt: skip
    return Letter(
        letter_id=letter_id, patient_id=patient_id, provider_id=DR_SMITH, content=said,
        kind=LetterKind.SICK_LEAVE, number=number, check=check_of(uow, number, None),
        issued_at=uow.at,
    )  # fmt: skip


def number_of(patient_id: str) -> str:
    """What stands on the patient's letter, of the signs such numbers have."""
    return ("2" if patient_id == crowd.FEW else "3") * 12


def _template(template_id: str, at: datetime) -> NoteTemplate:
    return NoteTemplate(owner=DR_SMITH, template_id=template_id, provider_id=DR_SMITH,
                        name="Review", notes="Well", created_at=at, updated_at=at)  # fmt: skip


def _emergency(patient_id: str, emergency_id: str, at: datetime) -> Emergency:
    """Another doctor's hour with the chart, which nobody has reviewed."""
    return Emergency(
        emergency_id=emergency_id, patient_id=patient_id, provider_id=ANOTHER_DOCTOR,
        reason=EmergencyReason.UNCONSCIOUS, words="came by ambulance", since=at - 2 * AN_HOUR,
        until=at - AN_HOUR,
    )  # fmt: skip


def _carer(proxy_id: str, at: datetime) -> Person:
    info = PersonalInfo(first_name="Huda", last_name="Proxy", email=f"{proxy_id}@example.com")
    return Person(user_id=proxy_id, user_type=UserType.PROXY, personal_info=info, created_at=at,
                  updated_at=at)  # fmt: skip


def _relation(patient_id: str, proxy_id: str, at: datetime) -> Proxy:
    return Proxy(
        patient_id=patient_id, proxy_id=proxy_id, relationship=Relationship.CARER,
        proof=Proof.PATIENT_CONSENT, may=list(Scope), for_an_adult=True, proxy_name="Huda Proxy",
        patient_name="John Doe", since=at, until=at + timedelta(days=30),
        granted_by="staff_00001",
    )  # fmt: skip


def _visits(patient_id: str, ids: Mapping[str, str], at: datetime) -> None:
    """A visit that has begun, one that is paid, and an entry that its author protects."""
    before, paid = at - timedelta(days=1), {"fee": 200, "currency": "QAR", "status": "PAID"}
    crowd.write([
        crowd.visit(patient_id, ids["now"], at, status="IN_CONSULTATION"),
        crowd.visit(patient_id, ids["paid"], before, status="COMPLETED", payment=paid),
        crowd.entry(patient_id, ids["protected"], before, providerId=ANOTHER_DOCTOR,
                    isSensitive=True),
    ])  # fmt: skip


def take_back(patient_id: str, item_id: str) -> None:
    """The patient needs the medicine no more, so that they may ask for it again."""
    with suppress(Conflict):
        taken_back(as_patient(patient_id), patient_id, item_id)
