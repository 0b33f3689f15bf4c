"""The languages doctors speak with patients, by ISO 639 code."""

from django.utils.translation import gettext_lazy as _

from medisecure.web.display.words.wording import Words

LANGUAGES: Words = {
    "ar": _("Arabic"), "bn": _("Bengali"), "de": _("German"), "en": _("English"),
    "es": _("Spanish"), "fa": _("Persian"), "fil": _("Filipino"), "fr": _("French"),
    "hi": _("Hindi"), "ml": _("Malayalam"), "ru": _("Russian"), "ta": _("Tamil"),
    "tr": _("Turkish"), "ur": _("Urdu"),
}  # fmt: skip
