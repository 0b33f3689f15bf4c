"""Which doctors are for whom: by the ages they see, and whether one sees them without a referral.

The schema has neither rule. The ages lie beside the hours (`availability.patientAges`); who has
none goes by the specialty: a paediatrician sees children. Which specialties "any doctor" means is
the clinic's to say (`GENERAL_SPECIALTIES`).
"""

from collections.abc import Iterable
from functools import lru_cache

from medisecure.clinic_rules import RULES
from medisecure.identity.person import AccountStatus
from providers.directory.models import Provider
from providers.directory.rules import PatientAges

CHILDREN_WORDS = ("paediatric", "pediatric", "neonat", "أطفال")


def ages_of(provider: Provider) -> PatientAges:
    """The ages a doctor sees: as entered, else by the specialty."""
    terms = provider.availability
    if terms and terms.patient_ages:
        return terms.patient_ages
    return _ages_by(provider.specialty, RULES.children_below)


@lru_cache(256)
def _ages_by(specialty: str, children_below: int) -> PatientAges:
    """The same by the specialty; a page with all doctors asks for each of them."""
    if any(word in specialty for word in CHILDREN_WORDS):
        return PatientAges(below=children_below)
    return PatientAges()


def sees_age(provider: Provider, age: int | None) -> bool:
    """Whether a doctor sees somebody of that age in years; of an unknown one, anybody may be."""
    return age is None or ages_of(provider).include(age)


def general(providers: Iterable[Provider], age: int | None = None) -> list[Provider]:
    """Whom "any doctor" means for somebody of that age: the clinic's general doctors.

    All who see that age, in a clinic that has none of them.
    """
    working = [each for each in providers if each.status is AccountStatus.ACTIVE]
    able = [each for each in working if sees_age(each, age)]
    return [each for each in able if is_general(each)] or able


def ids_of(providers: Iterable[Provider]) -> set[str]:
    return {each.provider_id for each in providers}


def is_general(provider: Provider) -> bool:
    """Whether one comes to this doctor first, and without a referral."""
    return provider.specialty in RULES.general_specialties
