"""Vital signs in words."""

from django.utils.translation import gettext_lazy as _

from medisecure.web.display.wording import Words

VITALS: Words = {
    "blood_pressure": _("Blood pressure"),
    "heart_rate": _("Heart rate"),
    "temperature": _("Temperature"),
    "weight": _("Weight"),
    "height": _("Height"),
    "respiratory_rate": _("Breaths"),
    "oxygen_saturation": _("Oxygen saturation"),
}
