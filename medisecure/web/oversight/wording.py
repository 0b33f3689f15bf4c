"""The words of the audit trail as people say them."""

from django.utils.translation import gettext_lazy as _

from medisecure.web.display.words.wording import Words

# HL7 v3 PurposeOfUse
PURPOSES: Words = {
    "PATRQT": _("own record"),
    "FAMRQT": _("acting for the patient"),
    "TREAT": _("treatment"),
    "HOPERAT": _("running the clinic"),
    "HCOMPL": _("oversight"),
    "HSYSADMIN": _("system work"),
    "BTG": _("emergency"),
}
ROLES: Words = {
    "patient": _("Patient"),
    "provider": _("Doctor"),
    "staff": _("Front desk"),
    "compliance": _("Compliance"),
    "proxy": _("Acting for a patient"),
    "system": _("System"),
}
