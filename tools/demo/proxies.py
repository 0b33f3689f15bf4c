"""Who acts for whom in the demo: a carer for two children, and their mother."""

from collections.abc import Iterator

from medisecure.access.proxies import Proof, Proxy, Relationship, Scope
from medisecure.audit.actions import Action
from medisecure.dynamodb.repositories.proxies import Proxies
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import NotFound
from medisecure.identity.person import Person, PersonalInfo, Preferences, UserType
from medisecure.identity.repository import RelatedPeople
from patients.profile.repository import DemographicsOf
from tools.demo.people import DEMO_SIGN_INS

HUDA, MARIAM, DESK = "proxy_00001", "patient_00001", "staff_00001"
NAMES = {HUDA: "Huda Alkuwari", MARIAM: "Mariam Alkuwari"}
HAMAD, NOORA = "patient_00003", "patient_00004"
SEEN_AND_BOOKED = (Scope.VISITS, Scope.BOOK, Scope.MESSAGES)


def demo_proxy(uow: UnitOfWork) -> Person:
    """Somebody who is no patient and signs in for the two children."""
    email = next(each.username for each in DEMO_SIGN_INS if each.user_id == HUDA)
    first, last = NAMES[HUDA].split()
    return Person(
        user_id=HUDA, user_type=UserType.PROXY, preferences=Preferences(),
        personal_info=PersonalInfo(first_name=first, last_name=last, email=email,
                                   phone_number="+97433445577"),
        created_at=uow.at, updated_at=uow.at,
    )  # fmt: skip


def demo_relations(uow: UnitOfWork) -> Iterator[Proxy]:
    """For the girl everything is open, for the boy his visits alone; their mother sees all."""
    children = DemographicsOf(uow).by_id((HAMAD, NOORA))
    for who, child, may, relationship in (
        (HUDA, NOORA, tuple(Scope), Relationship.CARER),
        (HUDA, HAMAD, SEEN_AND_BOOKED, Relationship.CARER),
        (MARIAM, NOORA, tuple(Scope), Relationship.PARENT),
        (MARIAM, HAMAD, tuple(Scope), Relationship.PARENT),
    ):
        patient = children.get(child)
        if patient is None:  # a smaller clinic
            continue
        yield Proxy(
            patient_id=child, proxy_id=who, relationship=relationship, proof=Proof.FAMILY_ID,
            proof_note="demo", may=sorted(may), proxy_name=NAMES[who],
            patient_name=patient.display_name, born_on=patient.personal_info.date_of_birth,
            since=uow.at, granted_by=DESK,
        )  # fmt: skip


def store_proxies(uow: UnitOfWork) -> int:
    """Keep them, each once; returns how many relations are new.

    The carer signs in to every clinic, also to one too small to have the children.
    """
    known = Proxies(uow)
    new = [each for each in demo_relations(uow) if not known.find(each.patient_id, each.proxy_id)]
    is_known = _is_kept(uow)
    if is_known and not new:
        return 0
    with uow:
        if not is_known:
            RelatedPeople(uow).add(demo_proxy(uow), Action.REGISTER_PROXY)
        for each in new:
            known.add(each, Action.GRANT_PROXY)
    return len(new)


def _is_kept(uow: UnitOfWork) -> bool:
    try:
        RelatedPeople(uow).get(HUDA)
    except NotFound:
        return False
    return True
