"""What a check found, in words for the doctor: "Allergy to Penicillin: this is of the group"."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from patients.prescribing.findings import CheckOutcome, CheckReason, CheckSubject, Finding

Said = str | Promise
OUTCOMES: Mapping[CheckOutcome, Said] = {
    CheckOutcome.CLEAR: _("Clear"),
    CheckOutcome.CONFLICT: _("Conflict: a reason is required"),
    CheckOutcome.NOT_CHECKED: _("Not checked"),
}
TITLES: Mapping[CheckSubject, Said] = {
    CheckSubject.ALLERGY: _("Allergies"),
    CheckSubject.DUPLICATE: _("Taken twice"),
    CheckSubject.DOSE: _("Dose"),
    CheckSubject.AGE: _("Age"),
    CheckSubject.PREGNANCY: _("Pregnancy"),
}
_WORDS: Mapping[tuple[CheckSubject, CheckReason], Said] = {
    (CheckSubject.ALLERGY, CheckReason.NONE_KNOWN): _("No allergies are known."),
    (CheckSubject.ALLERGY, CheckReason.NO_MATCH): _("No recorded allergy speaks against it."),
    (CheckSubject.ALLERGY, CheckReason.SAME_MEDICINE): _(
        "Allergy to %(against)s: this is the same medicine."
    ),
    (CheckSubject.ALLERGY, CheckReason.SAME_GROUP): _(
        "Allergy to %(against)s: this is of the same group."
    ),
    (CheckSubject.ALLERGY, CheckReason.CROSS_REACTION): _(
        "Allergy to %(against)s: a cross-reaction with this medicine is described."
    ),
    (CheckSubject.ALLERGY, CheckReason.NOT_ASKED): _("Nobody has asked about allergies yet."),
    (CheckSubject.ALLERGY, CheckReason.NOT_UNDERSTOOD): _(
        "The allergy “%(against)s” is not in the table: check it yourself."
    ),
    (CheckSubject.ALLERGY, CheckReason.NOT_LISTED): _(
        "This medicine is not in the list: check the allergy to %(against)s yourself."
    ),
    (CheckSubject.DUPLICATE, CheckReason.NO_DUPLICATE): _("Nothing of the kind is taken now."),
    (CheckSubject.DUPLICATE, CheckReason.SAME_MEDICINE): _(
        "%(against)s is taken already: the same medicine."
    ),
    (CheckSubject.DUPLICATE, CheckReason.SAME_GROUP): _(
        "%(against)s is taken already: the same group."
    ),
    (CheckSubject.DUPLICATE, CheckReason.NOT_UNDERSTOOD): _(
        "%(against)s, taken now, is not in the list: check it yourself."
    ),
    (CheckSubject.DUPLICATE, CheckReason.NOT_LISTED): _(
        "This medicine is not in the list: check the medicines taken now yourself."
    ),
    (CheckSubject.DOSE, CheckReason.WITHIN): _(
        "Within the highest daily dose for adults, %(against)s mg."
    ),
    (CheckSubject.DOSE, CheckReason.ABOVE): _(
        "Above the highest daily dose for adults, %(against)s mg."
    ),
    (CheckSubject.DOSE, CheckReason.NO_LIMIT): _(
        "No highest dose of this medicine is in the table."
    ),
    (CheckSubject.DOSE, CheckReason.NO_DOSE): _(
        "The dose of a day in mg cannot be told from what is written."
    ),
    (CheckSubject.DOSE, CheckReason.ADULTS_ONLY): _(
        "The table is for adults; work out a child's dose by weight."
    ),
    (CheckSubject.DOSE, CheckReason.AGE_UNKNOWN): _("The age is not known."),
    (CheckSubject.AGE, CheckReason.OLD_ENOUGH): _("Old enough: from %(against)s years."),
    (CheckSubject.AGE, CheckReason.TOO_YOUNG): _("Not for children under %(against)s years."),
    (CheckSubject.AGE, CheckReason.AGE_UNKNOWN): _(
        "Not for children under %(against)s years; age not known."
    ),
    (CheckSubject.PREGNANCY, CheckReason.NOT_PREGNANT): _("Not pregnant, as recorded."),
    (CheckSubject.PREGNANCY, CheckReason.PREGNANT): _(
        "Pregnant, as recorded: not to be taken in pregnancy."
    ),
    (CheckSubject.PREGNANCY, CheckReason.PREGNANCY_UNKNOWN): _(
        "Not to be taken in pregnancy; whether she is pregnant is not recorded."
    ),
}


def finding_sentence(finding: Finding) -> str:
    """One finding as a sentence in the active language."""
    return str(_WORDS[finding.about, finding.why]) % {"against": finding.against or ""}


def sayable() -> frozenset[tuple[CheckSubject, CheckReason]]:
    """Every pair of what was looked at and why that has words."""
    return frozenset(_WORDS)
