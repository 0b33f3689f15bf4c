"""Where people are kept: their own profile, the name others know them by, and their sign-in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.fields import FROM_KEY, QUIET, secret
from medisecure.identity.person import Person, PersonalInfo, PersonItem, UserType

PERSON = ItemType(
    "person", Person, keys.PERSON, (keys.PERSON_BY_EMAIL,), "USER", Trace.NONE, whole=False
)
# Staff and compliance people, whose profile holds nothing more than a person's.
COLLEAGUE = ItemType("colleague", Person, keys.PERSON, (keys.PERSON_BY_EMAIL,), "USER", Trace.NONE)

# Those who only act for patients (FHIR RelatedPerson).
RELATED_PERSON = ItemType(
    "related_person", Person, keys.PERSON, (keys.PERSON_BY_EMAIL,), "USER", Trace.NONE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientName:
    """What a patient is called, for who watches over access and knows them by their id."""

    entity_type: ClassVar[str] = "USER"

    patient_id: str = field(metadata=FROM_KEY)
    user_type: UserType
    personal_info: PersonalInfo = secret()

    @property
    def resource_id(self) -> str:
        return self.patient_id


PATIENT_NAME = ItemType("patient_name", PatientName, keys.PATIENT, (), "USER", whole=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyName(PersonItem):
    """What somebody is called who only acts for patients, for the same readers."""

    entity_type: ClassVar[str] = "USER"

    personal_info: PersonalInfo = secret()


PROXY_NAME = ItemType("proxy_name", ProxyName, keys.PERSON, (), "USER", Trace.NONE, whole=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Whose sign-in a Cognito `sub` is."""

    entity_type: ClassVar[str] = "IDENTITY"

    sub: str
    user_id: str
    created_at: datetime
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        return self.user_id


SIGN_IN = ItemType("sign_in", SignIn, keys.SIGN_IN, (), "IDENTITY", Trace.NONE)


class People(Repository[Person]):
    """A person's own profile."""

    item_type = PERSON

    def get(self, user_id: str) -> Person:
        return self._get(user_id=user_id, consistent=True)


class Colleagues(Repository[Person]):
    """Those who work here, by name."""

    item_type = COLLEAGUE

    def named(self, user_ids: Iterable[str]) -> dict[str, Person]:
        """People by id, as far as the actor may know them; patients are left out."""
        found = self._many({"user_id": each} for each in sorted(set(user_ids)))
        return {person.user_id: person for person in found}

    def by_email(self, email: str) -> list[Person]:
        """Whoever works here and has this e-mail."""
        start = keys.PERSON_BY_EMAIL.start(email=email.strip().lower())
        return self._page(Query(pattern=keys.PERSON_BY_EMAIL, start=start, limit=5)).items


class PatientNames(Repository[PatientName]):
    """Patients by name alone: nothing else of what is kept about them leaves here."""

    item_type = PATIENT_NAME

    def by_id(self, patient_ids: Iterable[str]) -> dict[str, str]:
        """The names of these patients, in one round trip per hundred; each is a name seen."""
        found = self._many({"patient_id": each} for each in sorted(set(patient_ids)))
        return {each.patient_id: each.personal_info.display_name for each in found}


class ProxyNames(Repository[ProxyName]):
    """Those who act for patients without being patients themselves, by name alone."""

    item_type = PROXY_NAME

    def by_id(self, user_ids: Iterable[str]) -> dict[str, str]:
        """The names of those of them who have these ids, in one round trip per hundred."""
        found = self._many({"user_id": each} for each in sorted(set(user_ids)))
        return {each.user_id: each.personal_info.display_name for each in found}


class RelatedPeople(Repository[Person]):
    """Those who act for patients without being patients themselves."""

    item_type = RELATED_PERSON

    def get(self, user_id: str) -> Person:
        return self._get(user_id=user_id, consistent=True)

    def by_email(self, email: str) -> list[Person]:
        """Whoever of them has this e-mail."""
        start = keys.PERSON_BY_EMAIL.start(email=email.strip().lower())
        return self._page(Query(pattern=keys.PERSON_BY_EMAIL, start=start, limit=20)).items


class SignIns(Repository[SignIn]):
    """Links between Cognito's `sub` and our people."""

    item_type = SIGN_IN

    def get(self, sub: str) -> SignIn:
        return self._get(sub=sub, consistent=True)

    def link(self, sign_in: SignIn) -> None:
        """Let this `sub` sign in as that person."""
        self._uow.put_if_absent(self.item_type, sign_in)
