"""Vital signs in words."""

from django.utils.translation import gettext_lazy as _

from medisecure.web.display.words.wording import Words

VITALS: Words = {
    "blood_pressure": _("Blood pressure"),
    "heart_rate": _("Heart rate"),
    "temperature": _("Temperature"),
    "weight": _("Weight"),
    "height": _("Height"),
    "respiratory_rate": _("Breaths"),
    "oxygen_saturation": _("Oxygen saturation"),
}
POSITIONS: Words = {
    "SITTING": _("Sitting"),
    "LYING": _("Lying"),
    "STANDING": _("Standing"),
}
ARMS: Words = {"LEFT": _("Left arm"), "RIGHT": _("Right arm")}
CUFFS: Words = {
    "CHILD": _("Child's cuff"),
    "SMALL": _("Small cuff"),
    "USUAL": _("Usual cuff"),
    "LARGE": _("Large cuff"),
    "THIGH": _("Thigh cuff"),
}
LEVELS: Words = {
    "USUAL": _("usual"),
    "LOW": _("low"),
    "HIGH": _("high"),
    "VERY_LOW": _("very low"),
    "VERY_HIGH": _("very high"),
}
