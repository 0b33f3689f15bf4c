"""What the tests of joined records share: pairs of records, and what hangs on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from appointments.carrying.services import carry_on
from medisecure.access.actor import Actor, RequestContext, Role
from medisecure.audit.actions import Action
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.identity.models import User
from medisecure.identity.repository import SignIn, SignIns
from medisecure.identity.sessions import person_of
from medisecure.wiring import system_work, unit_of_work
from patients.linking.models import Merge
from patients.linking.repository import Merges
from patients.linking.services import join, pair_of, part
from patients.profile.models import Patient
from patients.profile.repository import Patients
from tests.desk import fresh_patient
from tests.patients.home.portal import ago, document, record, store, visit
from tests.people import REEM

_visits = count()


def desk() -> UnitOfWork:
    """The front desk at work: a request of its own at each call."""
    return unit_of_work(
        Actor(user_id=REEM, role=Role.STAFF), RequestContext(request_id="tests", page="tests")
    )


def kept(patient_id: str) -> Patient:
    """The profile under this very id."""
    return Patients(system_work("tests")).get(patient_id)


def linked(survivor: str, retired: str, take: Sequence[str] = (), *, carry: bool = True) -> Merge:
    """Have the desk join two records; `carry` what follows, too."""
    uow = desk()
    pair = pair_of(uow, survivor, retired)
    seen = pair.survivor.version, pair.retired.version
    merge = join(uow, pair, take, "same QID seen", seen)
    merge = carry_on(uow, merge) if carry else merge
    uow.close()
    return merge


def parted(merge: Merge) -> tuple[Merge, list[str]]:
    """Have the desk part them again."""
    uow = desk()
    found, stays = part(uow, Merges(uow).get(merge.patient_id, merge.merge_id))
    done = carry_on(uow, found)
    uow.close()
    return done, stays


def signed_in_by(patient_id: str) -> User:
    """Who is signed in with the sign-in of this record."""
    sub, uow = f"sub-{patient_id}", system_work("tests")
    with uow:
        SignIns(uow).link(SignIn(sub=sub, user_id=patient_id, created_at=now()))
        uow.record_change(Action.LINK_SIGN_IN, patient_id)
    return User.of(*person_of(system_work("tests"), sub))


@dataclass
class Filled:
    """A record with an entry, a document and a visit that is over, each by its own id."""

    patient_id: str
    record_id: str
    document_id: str
    visit_id: str


def filled(first: str = "Mariam", *, days: float = 9, **more: str) -> Filled:
    """A fresh patient with something of each kind."""
    patient_id = fresh_patient(first, **more)
    at: datetime = ago(days=days)
    entry, paper = record(patient_id, at), document(patient_id, at)
    earlier = at - timedelta(minutes=20 * next(_visits))  # no two of them at one time
    over = visit(patient_id, earlier, status="COMPLETED")
    store(entry, paper, over)
    return Filled(patient_id, entry["recordId"], paper["documentId"], over["appointmentId"])


def soon() -> datetime:
    return now().replace(microsecond=0) + timedelta(days=3)
