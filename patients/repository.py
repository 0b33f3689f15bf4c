"""Where patients are kept, how the front desk finds them, and who looks after whom."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from medisecure.care import Care
from medisecure.fields import QUIET, secret
from medisecure.identity.person import PersonalInfo
from medisecure.store import keys
from medisecure.store.kind import Kind
from medisecure.store.kinds import CARE
from medisecure.store.pages import Asked
from medisecure.store.repository import Repository
from medisecure.store.work import Page
from patients.models import Demographics, Patient

PATIENT = Kind("patient", Patient, keys.PATIENT, (keys.PATIENT_BY_EMAIL,), "USER")
DEMOGRAPHICS = Kind(
    "demographics", Demographics, keys.PATIENT, (keys.PATIENT_BY_EMAIL,), "USER", whole=False
)
FOUND_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A patient under one of the blinded words they are found by."""

    entity_type: ClassVar[str] = "SEARCH"

    token: str
    patient_id: str
    personal_info: PersonalInfo = secret()
    insurance_number: str | None = secret(default=None)
    created_at: datetime
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        return self.patient_id


FOUND = Kind("found", Found, keys.SEARCH, (), "SEARCH")


class Patients(Repository[Patient]):
    """Patients with the medical part of their profile."""

    kind = PATIENT

    def get(self, patient_id: str) -> Patient:
        return self._get(patient_id=patient_id)


class DemographicsOf(Repository[Demographics]):
    """Patients as the front desk knows them."""

    kind = DEMOGRAPHICS

    def get(self, patient_id: str) -> Demographics:
        return self._get(patient_id=patient_id, consistent=True)

    def by_id(self, patient_ids: Iterable[str]) -> dict[str, Demographics]:
        """Those of the list whom the actor may know of, by id, in one round trip per hundred."""
        found = self._many({"patient_id": each} for each in sorted(set(patient_ids)))
        return {each.patient_id: each for each in found}

    def by_email(self, email: str) -> list[Demographics]:
        """Everyone with this e-mail; a family may share one."""
        start = keys.PATIENT_BY_EMAIL.start(email=email.strip().lower())
        asked = Asked(pattern=keys.PATIENT_BY_EMAIL, start=start, limit=FOUND_AT_ONCE)
        return self._page(asked).items


class FoundPatients(Repository[Found]):
    """The index of blinded words."""

    kind = FOUND

    def under(self, token: str, cursor: str = "") -> Page[Found]:
        """The patients filed under one blinded word."""
        start = keys.SEARCH.start(token=token)
        asked = Asked(
            pattern=keys.SEARCH, start=start, limit=FOUND_AT_ONCE, newest_first=False,
            consistent=True,
        )  # fmt: skip
        return self._page(asked, cursor)

    def file(self, found: Found) -> None:
        self._uow.ensure(self.kind, found)


class CareRelations(Repository[Care]):
    """Who looks after whom."""

    kind = CARE

    def of_provider(self, provider_id: str, cursor: str = "", limit: int = 25) -> Page[Care]:
        """A provider's patients, a page at a time."""
        start = keys.CARE_BY_PROVIDER.start(provider_id=provider_id)
        asked = Asked(pattern=keys.CARE_BY_PROVIDER, start=start, limit=limit, newest_first=False)
        return self._page(asked, cursor)

    def ensure(self, care: Care) -> None:
        self._uow.ensure(self.kind, care)
