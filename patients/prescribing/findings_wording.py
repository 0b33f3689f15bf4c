"""What a check found, in words for the doctor: "Allergy to Penicillin: this is of the group"."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from patients.prescribing.findings import About, Finding, Outcome, Why

Said = str | Promise
OUTCOMES: Mapping[Outcome, Said] = {
    Outcome.CLEAR: _("Clear"),
    Outcome.CONFLICT: _("Conflict: a reason is required"),
    Outcome.NOT_CHECKED: _("Not checked"),
}
TITLES: Mapping[About, Said] = {
    About.ALLERGY: _("Allergies"),
    About.DUPLICATE: _("Taken twice"),
    About.DOSE: _("Dose"),
    About.AGE: _("Age"),
    About.PREGNANCY: _("Pregnancy"),
}
_WORDS: Mapping[tuple[About, Why], Said] = {
    (About.ALLERGY, Why.NONE_KNOWN): _("No allergies are known."),
    (About.ALLERGY, Why.NO_MATCH): _("No recorded allergy speaks against it."),
    (About.ALLERGY, Why.SAME_MEDICINE): _("Allergy to %(against)s: this is the same medicine."),
    (About.ALLERGY, Why.SAME_GROUP): _("Allergy to %(against)s: this is of the same group."),
    (About.ALLERGY, Why.CROSS_REACTION): _(
        "Allergy to %(against)s: a cross-reaction with this medicine is described."
    ),
    (About.ALLERGY, Why.NOT_ASKED): _("Nobody has asked about allergies yet."),
    (About.ALLERGY, Why.NOT_UNDERSTOOD): _(
        "The allergy “%(against)s” is not in the table: check it yourself."
    ),
    (About.ALLERGY, Why.NOT_LISTED): _(
        "This medicine is not in the list: check the allergy to %(against)s yourself."
    ),
    (About.DUPLICATE, Why.NO_DUPLICATE): _("Nothing of the kind is taken now."),
    (About.DUPLICATE, Why.SAME_MEDICINE): _("%(against)s is taken already: the same medicine."),
    (About.DUPLICATE, Why.SAME_GROUP): _("%(against)s is taken already: the same group."),
    (About.DUPLICATE, Why.NOT_UNDERSTOOD): _(
        "%(against)s, taken now, is not in the list: check it yourself."
    ),
    (About.DUPLICATE, Why.NOT_LISTED): _(
        "This medicine is not in the list: check the medicines taken now yourself."
    ),
    (About.DOSE, Why.WITHIN): _("Within the highest daily dose for adults, %(against)s mg."),
    (About.DOSE, Why.ABOVE): _("Above the highest daily dose for adults, %(against)s mg."),
    (About.DOSE, Why.NO_LIMIT): _("No highest dose of this medicine is in the table."),
    (About.DOSE, Why.NO_DOSE): _("The dose of a day in mg cannot be told from what is written."),
    (About.DOSE, Why.ADULTS_ONLY): _("The table is for adults; work out a child's dose by weight."),
    (About.DOSE, Why.AGE_UNKNOWN): _("The age is not known."),
    (About.AGE, Why.OLD_ENOUGH): _("Old enough: from %(against)s years."),
    (About.AGE, Why.TOO_YOUNG): _("Not for children under %(against)s years."),
    (About.AGE, Why.AGE_UNKNOWN): _("Not for children under %(against)s years; age not known."),
    (About.PREGNANCY, Why.NOT_PREGNANT): _("Not pregnant, as recorded."),
    (About.PREGNANCY, Why.PREGNANT): _("Pregnant, as recorded: not to be taken in pregnancy."),
    (About.PREGNANCY, Why.PREGNANCY_UNKNOWN): _(
        "Not to be taken in pregnancy; whether she is pregnant is not recorded."
    ),
}


def said(finding: Finding) -> str:
    """One finding as a sentence in the active language."""
    return str(_WORDS[finding.about, finding.why]) % {"against": finding.against or ""}


def sayable() -> frozenset[tuple[About, Why]]:
    """Every pair of what was looked at and why that has words."""
    return frozenset(_WORDS)
