"""Django's own complaints about what was typed, as a clinic would say them."""

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

REQUIRED = _("Please fill in this field.")
NOT_OFFERED = _("Choose one of the options in the list.")


def speak_plainly() -> None:
    """Have every form say them; called once, before any form is made."""
    forms.Field.default_error_messages["required"] = REQUIRED
    forms.ChoiceField.default_error_messages["invalid_choice"] = NOT_OFFERED
    forms.MultipleChoiceField.default_error_messages["invalid_choice"] = NOT_OFFERED
    forms.IntegerField.default_error_messages["invalid"] = _("Enter a whole number.")
    forms.DecimalField.default_error_messages["invalid"] = _("Enter a number, such as 12.50.")
    validators.MinValueValidator.message = _("Enter %(limit_value)s or more.")
    validators.MaxValueValidator.message = _("Enter %(limit_value)s or less.")
    validators.MaxLengthValidator.message = ngettext_lazy(
        "Use at most %(limit_value)d character. This has %(show_value)d.",
        "Use at most %(limit_value)d characters. This has %(show_value)d.",
        "limit_value",
    )
