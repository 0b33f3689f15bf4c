"""Checking a prescription before it is signed: allergies, duplicates, dose, age and pregnancy.

Nothing here decides for the doctor. What the tables do not know is said to be *not checked*.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from medisecure.written.characters import plain
from patients.prescribing import allergens, cautions, medicines
from patients.prescribing.allergens import Allergen, codes_of, groups_of, understood
from patients.prescribing.cautions import Caution
from patients.prescribing.findings import (
    CheckOutcome,
    CheckReason,
    CheckSubject,
    Finding,
    Screening,
)
from patients.prescribing.medicines import Medicine
from patients.prescribing.models import Dosage

ADULT = 18
CHILDBEARING = range(12, 56)
FEMALE = "F"
# Several of these are rightly taken together: insulins, vitamins, minerals, skin, eyes and nose.
_TOGETHER = ("A10A", "A11", "A12", "B03", "D", "S", "R01", "G01", "M02")
_MILLIGRAMS = {"mg": Decimal(1), "g": Decimal(1000), "ug": Decimal("0.001")}
LABEL = "FDA"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrescribedItem:
    """What is about to be prescribed: the name as written, its ATC code if chosen from the list."""

    medication: str
    atc: str | None = None
    dosage: Dosage | None = None

    @property
    def medicine(self) -> Medicine | None:
        """The listed medicine it is; None for free text."""
        return medicines.coded(self.atc) or medicines.named(self.medication)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPerson:
    """What is known of whom it is for. `allergies` None = not asked, [] = none known.

    `taking` are the names of the medicines taken now; `age` in completed years; `sex` as the
    schema writes it; `is_pregnant` None = not recorded.
    """

    allergies: list[str] | None = None
    taking: list[str] = field(default_factory=list)
    age: int | None = None
    sex: str | None = None
    is_pregnant: bool | None = None


def screened(order: PrescribedItem, person: CheckedPerson) -> Screening:
    """Every check of one prescription, with the version of the tables that answered."""
    medicine = order.medicine
    findings = [*_allergies(order, person), *_duplicates(medicine, person)]
    caution = cautions.of(medicine.atc) if medicine else None
    findings.append(_dose(order, person, caution))
    findings += filter(None, (_age(person, caution), _pregnancy(person, caution)))
    return Screening(findings=findings, tables=tables())


def tables() -> str:
    """The version of the three tables: medicines, allergens, cautions."""
    return f"{medicines.version()}-{allergens.version()}-{cautions.version()}"


def _allergies(order: PrescribedItem, person: CheckedPerson) -> list[Finding]:
    if person.allergies is None:
        return [_unchecked(CheckSubject.ALLERGY, CheckReason.NOT_ASKED)]
    if not person.allergies:
        return [_clear(CheckSubject.ALLERGY, CheckReason.NONE_KNOWN)]
    found = [_allergy(order, understood(each)) for each in person.allergies]
    said = [each for each in found if each.outcome is not CheckOutcome.CLEAR]
    return said or [_clear(CheckSubject.ALLERGY, CheckReason.NO_MATCH)]


def _allergy(order: PrescribedItem, allergen: Allergen) -> Finding:
    medicine = order.medicine
    if _is_named(allergen, order):
        return _conflict(CheckSubject.ALLERGY, CheckReason.SAME_MEDICINE, allergen.said)
    if not allergen.is_known:
        return _unchecked(CheckSubject.ALLERGY, CheckReason.NOT_UNDERSTOOD, allergen.said)
    if allergen.is_no_medicine:
        return _clear(CheckSubject.ALLERGY, CheckReason.NO_MATCH)
    if medicine is None:
        return _unchecked(CheckSubject.ALLERGY, CheckReason.NOT_LISTED, allergen.said)
    return _met(allergen, medicine)


def _met(allergen: Allergen, medicine: Medicine) -> Finding:
    """A known allergen held against a listed medicine."""
    codes = codes_of(medicine)
    mine = codes_of(allergen.medicine) if allergen.medicine else ()
    if set(mine) & set(codes):
        return _conflict(CheckSubject.ALLERGY, CheckReason.SAME_MEDICINE, allergen.said)
    for group in allergen.groups:
        if any(group.holds(code) for code in codes):
            return _conflict(
                CheckSubject.ALLERGY, CheckReason.SAME_GROUP, allergen.said, group.source
            )
        if any(group.touches(code) for code in codes):
            return _conflict(
                CheckSubject.ALLERGY, CheckReason.CROSS_REACTION, allergen.said, group.source
            )
    if {_subgroup(code) for code in mine} & {_subgroup(code) for code in codes}:
        return _conflict(CheckSubject.ALLERGY, CheckReason.SAME_GROUP, allergen.said, "ATC")
    return _clear(CheckSubject.ALLERGY, CheckReason.NO_MATCH)


def _is_named(allergen: Allergen, order: PrescribedItem) -> bool:
    """Whether the allergy's own words stand in the medicine's name, listed or not."""
    words = plain(allergen.said).split()
    return (
        bool(words) and f" {' '.join(words)} " in f" {' '.join(plain(order.medication).split())} "
    )


def _duplicates(medicine: Medicine | None, person: CheckedPerson) -> list[Finding]:
    if not person.taking:
        return [_clear(CheckSubject.DUPLICATE, CheckReason.NO_DUPLICATE)]
    if medicine is None:
        return [_unchecked(CheckSubject.DUPLICATE, CheckReason.NOT_LISTED)]
    found = [_duplicate(medicine, name) for name in person.taking]
    said = [each for each in found if each.outcome is not CheckOutcome.CLEAR]
    return said or [_clear(CheckSubject.DUPLICATE, CheckReason.NO_DUPLICATE)]


def _duplicate(medicine: Medicine, name: str) -> Finding:
    other = medicines.named(name)
    if other is None:
        return _unchecked(CheckSubject.DUPLICATE, CheckReason.NOT_UNDERSTOOD, name)
    if set(codes_of(medicine)) & set(codes_of(other)):
        return _conflict(CheckSubject.DUPLICATE, CheckReason.SAME_MEDICINE, name)
    if set(_kinds(medicine)) & set(_kinds(other)):
        return _conflict(CheckSubject.DUPLICATE, CheckReason.SAME_GROUP, name)
    return _clear(CheckSubject.DUPLICATE, CheckReason.NO_DUPLICATE)


def _kinds(medicine: Medicine) -> Iterator[str]:
    """What must not be taken twice: its chemical subgroups and the groups of the table."""
    codes = [code for code in codes_of(medicine) if not code.startswith(_TOGETHER)]
    yield from map(_subgroup, codes)
    if codes:
        yield from (group.name for group in groups_of(medicine))


def _dose(order: PrescribedItem, person: CheckedPerson, caution: Caution | None) -> Finding:
    most = caution.most_mg if caution else None
    if most is None:
        return _unchecked(CheckSubject.DOSE, CheckReason.NO_LIMIT)
    if person.age is None:
        return _unchecked(CheckSubject.DOSE, CheckReason.AGE_UNKNOWN)
    daily = _daily_mg(order.dosage)
    if daily is None:
        return _unchecked(CheckSubject.DOSE, CheckReason.NO_DOSE)
    if daily > most:  # more than an adult may have is too much for a child, too
        return _conflict(CheckSubject.DOSE, CheckReason.ABOVE, f"{most:f}", LABEL)
    if person.age < ADULT:
        return _unchecked(CheckSubject.DOSE, CheckReason.ADULTS_ONLY)
    return _clear(CheckSubject.DOSE, CheckReason.WITHIN, f"{most:f}", LABEL)


def _daily_mg(dosage: Dosage | None) -> Decimal | None:
    """Milligrams a day; None for tablets of unknown strength and doses without a number a day."""
    if dosage is None or dosage.dose is None or dosage.route not in {None, "oral"}:
        return None
    factor = _MILLIGRAMS.get(dosage.dose.unit)
    doses = Decimal(1) if dosage.timing in _RARELY else dosage.doses_a_day
    if factor is None or doses is None:
        return None
    return dosage.dose.value * factor * doses


_RARELY = {"QOD", "WK", "MO", "ONCE"}  # the day on which it is taken is what counts


def _age(person: CheckedPerson, caution: Caution | None) -> Finding | None:
    if caution is None or caution.from_years is None:
        return None
    years = str(caution.from_years)
    if person.age is None:
        return _unchecked(CheckSubject.AGE, CheckReason.AGE_UNKNOWN, years)
    if person.age < caution.from_years:
        return _conflict(CheckSubject.AGE, CheckReason.TOO_YOUNG, years, caution.note or LABEL)
    return _clear(CheckSubject.AGE, CheckReason.OLD_ENOUGH, years)


def _pregnancy(person: CheckedPerson, caution: Caution | None) -> Finding | None:
    if caution is None or not caution.in_pregnancy or not _may_be_pregnant(person):
        return None
    if person.is_pregnant is None:
        return _unchecked(CheckSubject.PREGNANCY, CheckReason.PREGNANCY_UNKNOWN)
    if person.is_pregnant:
        return _conflict(CheckSubject.PREGNANCY, CheckReason.PREGNANT, None, caution.note or LABEL)
    return _clear(CheckSubject.PREGNANCY, CheckReason.NOT_PREGNANT)


def _may_be_pregnant(person: CheckedPerson) -> bool:
    if person.is_pregnant:
        return True
    is_of_age = person.age is None or person.age in CHILDBEARING
    return is_of_age and person.sex in {FEMALE, None}


def _subgroup(code: str) -> str:
    return code[:5]


def _clear(
    about: CheckSubject, why: CheckReason, against: str | None = None, source: str | None = None
) -> Finding:
    return Finding(about=about, outcome=CheckOutcome.CLEAR, why=why, against=against, source=source)


def _unchecked(about: CheckSubject, why: CheckReason, against: str | None = None) -> Finding:
    return Finding(about=about, outcome=CheckOutcome.NOT_CHECKED, why=why, against=against)


def _conflict(
    about: CheckSubject, why: CheckReason, against: str | None = None, source: str | None = None
) -> Finding:
    return Finding(
        about=about, outcome=CheckOutcome.CONFLICT, why=why, against=against, source=source
    )
