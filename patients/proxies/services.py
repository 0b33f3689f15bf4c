"""Letting somebody act for a patient, renewing it and ending it."""

from dataclasses import dataclass, replace
from datetime import datetime

from medisecure.access.proxies import (
    LONGEST_FOR_AN_ADULT,
    Proof,
    Proxy,
    Relationship,
    Scope,
    Tier,
    tier_of,
)
from medisecure.audit.actions import Action
from medisecure.dynamodb.repositories.proxies import Proxies
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, Invalid, NotFound, gettext_noop
from medisecure.identity.accounts import Account, Accounts
from medisecure.identity.person import Person, PersonalInfo, Preferences, UserType
from medisecure.identity.repository import RelatedPeople
from patients.profile.models import Demographics
from patients.profile.repository import DemographicsOf

THEMSELVES = gettext_noop("This is the patient. Choose whoever acts for them.")
ACTS_ALREADY = gettext_noop("This person acts for the patient already. Renew it from the list.")
NEEDS_AN_END = gettext_noop(
    "The patient is of age, or their age is not known: name a day within a year."
)
NEEDS_A_WORD = gettext_noop(
    "The patient is of age, or their age is not known: they agree themselves, or a court order or "
    "a power of attorney says so."
)
PAST = gettext_noop("Name a day to come.")
NOT_REGISTERED = gettext_noop("This person is no longer registered. Look again.")
FOR_AN_ADULT = frozenset({Proof.PATIENT_CONSENT, Proof.COURT_ORDER, Proof.POWER_OF_ATTORNEY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was agreed at the desk."""

    relationship: Relationship
    proof: Proof
    proof_note: str
    may: frozenset[Scope]
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who is not registered yet; `proxy_id` was made with the form."""

    proxy_id: str
    info: PersonalInfo
    language: str


def likely(uow: UnitOfWork, patient_id: str, email: str) -> dict[str, str]:
    """Who is registered with this e-mail, by id: patients and those who act for others."""
    if not email or "#" in email:
        return {}
    found: dict[str, str] = {
        each.user_id: each.display_name for each in RelatedPeople(uow).by_email(email)
    }
    patients = DemographicsOf(uow).by_email(email)
    found |= {each.patient_id: each.display_name for each in patients}
    found.pop(patient_id, None)
    return found


def grant(uow: UnitOfWork, patient: Demographics, who: Newcomer | str, terms: Terms) -> Proxy:
    """Let somebody act for the patient: a newcomer, or whoever has this id.

    Raises `Invalid` for terms the patient's age does not allow, `Conflict` if they act for the
    patient already.
    """
    proxy_id = who if isinstance(who, str) else who.proxy_id
    if proxy_id == patient.patient_id:
        raise Invalid({"email": THEMSELVES})
    for_an_adult = _checked(uow, patient, terms)
    before = Proxies(uow).find(patient.patient_id, proxy_id)
    if before and not before.is_over(uow.at):
        raise Conflict(ACTS_ALREADY)
    name = _name_of(uow, who) if isinstance(who, str) else who.info.display_name
    relation = Proxy(
        patient_id=before.patient_id if before else patient.patient_id,
        proxy_id=proxy_id, relationship=terms.relationship,
        proof=terms.proof, proof_note=terms.proof_note, may=sorted(terms.may),
        for_an_adult=for_an_adult, proxy_name=name, patient_name=patient.display_name,
        born_on=patient.personal_info.date_of_birth, since=uow.at, until=terms.until,
        granted_by=uow.actor.user_id, version=before.version if before else 0,
    )  # fmt: skip
    with uow:
        if isinstance(who, Newcomer):
            RelatedPeople(uow).add(_registered(uow, who), Action.REGISTER_PROXY)
        if before:
            Proxies(uow).save(relation, Action.GRANT_PROXY)
        else:
            Proxies(uow).add(relation, Action.GRANT_PROXY)
    return relation


def renew(uow: UnitOfWork, patient: Demographics, relation: Proxy, terms: Terms) -> None:
    """Have it go on by other terms, also after it has ended; errors as `grant`."""
    for_an_adult = _checked(uow, patient, terms)
    over = relation.is_over(uow.at)
    renewed = replace(
        relation, relationship=terms.relationship, proof=terms.proof, proof_note=terms.proof_note,
        may=sorted(terms.may), for_an_adult=for_an_adult, until=terms.until, ended_at=None,
        ended_by=None, patient_name=patient.display_name,
        born_on=patient.personal_info.date_of_birth, since=uow.at if over else relation.since,
        granted_by=uow.actor.user_id,
    )  # fmt: skip
    with uow:
        Proxies(uow).save(renewed, Action.RENEW_PROXY)


def end(uow: UnitOfWork, patient_id: str, proxy_id: str) -> None:
    """End it now, by the desk or the patient; `NotFound` for no relation, `Conflict` if over.

    Under each of the patient's ids: who acted for both of two records acts for their one person.
    """
    theirs = [each for each in Proxies(uow).of_patient(patient_id) if each.proxy_id == proxy_id]
    if not theirs:
        raise NotFound
    going_on = [each for each in theirs if not each.is_over(uow.at)] or theirs[:1]
    ended = [each.ended(by=uow.actor.user_id, at=uow.at) for each in going_on]
    with uow:
        for each in ended:
            Proxies(uow).save(each, Action.END_PROXY)


def contact_of(uow: UnitOfWork, proxy_id: str) -> tuple[Account, Demographics | Person]:
    """The account of somebody who acts for others, and how to reach them."""
    account = Accounts(uow).get(proxy_id)
    if account.user_type is UserType.PATIENT:
        return account, DemographicsOf(uow).get(proxy_id)
    return account, RelatedPeople(uow).get(proxy_id)


def _checked(uow: UnitOfWork, patient: Demographics, terms: Terms) -> bool:
    """Whether the patient is of age; `Invalid` for terms that their age does not allow."""
    of_age = tier_of(patient.personal_info.date_of_birth, uow.today) is Tier.OF_AGE
    wrong: dict[str, str] = {}
    if terms.until is not None and terms.until <= uow.at:
        wrong["until"] = PAST
    if of_age and (terms.until is None or terms.until > uow.at + LONGEST_FOR_AN_ADULT):
        wrong["until"] = NEEDS_AN_END
    if of_age and terms.proof not in FOR_AN_ADULT:
        wrong["proof"] = NEEDS_A_WORD
    if wrong:
        raise Invalid(wrong)
    return of_age


def _name_of(uow: UnitOfWork, user_id: str) -> str:
    account = Accounts(uow).get(user_id)
    if not account.is_active:
        raise Invalid({"who": NOT_REGISTERED})
    if account.user_type is UserType.PATIENT:
        return DemographicsOf(uow).get(user_id).display_name
    return RelatedPeople(uow).get(user_id).display_name


def _registered(uow: UnitOfWork, who: Newcomer) -> Person:
    return Person(
        user_id=who.proxy_id, user_type=UserType.PROXY, personal_info=who.info,
        preferences=Preferences(language=who.language), created_at=uow.at, updated_at=uow.at,
    )  # fmt: skip
