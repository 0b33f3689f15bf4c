"""Form fields that accept what people type: any digits, invisible marks, usual ways of writing.

What cannot be meant is refused with the reason; nothing is cut off or changed behind the typist.
"""

import re
import unicodedata
from datetime import date
from typing import Any, ClassVar

import phonenumbers
from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from ulid import ULID

from medisecure.identity.person import EMAIL_LENGTH, PHONE_LENGTH

REGION = "QA"  # a phone number without a country code is read as this country's
ULID_LETTERS = "[0-9A-HJKMNP-TV-Z]{26}"
DATE_FORMS = (
    "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y",
    "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%Y/%m/%d",
    "%m/%d/%Y",  # last: only where the day cannot be a month
)  # fmt: skip
# Marks that steer the direction of text; they come along with what is copied from a page.
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u061c\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_ARABIC_MONTHS = {
    "يناير": 1, "فبراير": 2, "مارس": 3, "ابريل": 4, "مايو": 5, "يونيو": 6,
    "يوليو": 7, "اغسطس": 8, "سبتمبر": 9, "اكتوبر": 10, "نوفمبر": 11, "ديسمبر": 12,
}  # fmt: skip
_ALIF = str.maketrans("أإآ", "ااا")


def visible(text: str) -> str:
    """The text composed (NFC) and without invisible direction marks."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def western_digits(text: str) -> str:
    """The text with every national digit as 0 to 9.

    >>> western_digits("٣٣١٢ ۴۵")
    '3312 45'
    """
    return "".join(
        letter if letter.isascii() else str(unicodedata.decimal(letter, letter)) for letter in text
    )


def new_id(prefix: str) -> str:
    """An id for what a form will make, so that the form sent twice makes it once."""
    return f"{prefix}_{ULID()}"


def page_helper() -> FormHelper:
    """Crispy draws the fields; the page writes the form around them."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.include_media = False
    return helper


class TypedText(forms.CharField):
    """One line, or several with a `Textarea`; longer than `max_length` is refused, never cut."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "control": _("This holds characters that cannot be kept. Type it instead of pasting it."),
    }

    def to_python(self, value: Any) -> str:
        """The text as it will be kept; `ValidationError` for control characters."""
        text = visible(super().to_python(value) or "").replace("\r\n", "\n").strip()
        if any(unicodedata.category(letter) == "Cc" and letter not in "\n\t" for letter in text):
            raise ValidationError(self.error_messages["control"], code="control")
        return text if isinstance(self.widget, forms.Textarea) else " ".join(text.split())

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Without `maxlength`: browsers would cut what is pasted and say nothing."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return {"dir": "auto", **attrs}


class TypedNumber(TypedText):
    """A number made of digits and letters, such as an insurance number or a postal code."""

    def to_python(self, value: Any) -> str:
        return western_digits(super().to_python(value))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"dir": "ltr"}


class TypedEmail(forms.EmailField):
    """An e-mail address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": EMAIL_LENGTH, **kwargs})

    def to_python(self, value: Any) -> str:
        return visible(super().to_python(value) or "").strip()

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs | {"dir": "ltr", "autocomplete": "off"}


class TypedPhone(TypedText):
    """A phone number in any usual form, kept as `+97433123456`.

    Only a number that no phone could have is refused: the schema's own numbers are possible
    ones without being valid ones.
    """

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
    default_error_messages: ClassVar[dict[str, Any]] = {
        "phone": _("This cannot be a phone number. Write it like 3312 3456 or +974 3312 3456."),
    }

    def __init__(self, *, region: str = REGION, **kwargs: Any) -> None:
        self.region = region
        super().__init__(**{"max_length": PHONE_LENGTH, **kwargs})

    def to_python(self, value: Any) -> str:
        """The number in E.164; `ValidationError` unless it is possible."""
        typed = western_digits(super().to_python(value))
        if not typed or len(typed) > PHONE_LENGTH:
            return typed
        try:
            number = phonenumbers.parse(typed, self.region)
        except phonenumbers.NumberParseException as error:
            raise ValidationError(self.error_messages["phone"], code="phone") from error
        if not phonenumbers.is_possible_number(number):
            raise ValidationError(self.error_messages["phone"], code="phone")
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"dir": "ltr"}


class TypedDate(forms.DateField):
    """A date in the usual forms, Arabic digits and months included; the year has four digits."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Write the date as day, month and year, such as 15/06/1985."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"input_formats": list(DATE_FORMS), **kwargs})

    def to_python(self, value: Any) -> date | None:
        """The date; `ValidationError` for what is none."""
        return super().to_python(written_date(value) if isinstance(value, str) else value)


def written_date(text: str) -> str:
    """A typed date in western digits, single spaces and English or numbered months.

    >>> written_date("١٥ يونيو ١٩٨٥"), written_date(" 15 / 06 / 1985 ")
    ('15 6 1985', '15/06/1985')
    """
    plain = western_digits(visible(text)).translate(_ALIF).replace(",", " ").replace("،", " ")
    plain = re.sub(r"\s*([/.\-])\s*", r"\1", " ".join(plain.split()))
    words = [str(_ARABIC_MONTHS.get(word, word)) for word in plain.split()]
    return " ".join(words)


class FormId(forms.CharField):
    """The hidden id of what a form makes: `patient_` and a ULID; anything else is refused."""

    widget = forms.HiddenInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "damaged": _("This form is damaged. Open the page again and fill it in once more."),
    }

    def __init__(self, *, prefix: str, **kwargs: Any) -> None:
        self.form_of_id = re.compile(f"{re.escape(prefix)}_{ULID_LETTERS}")
        super().__init__(initial=lambda: new_id(prefix), **kwargs)

    def clean(self, value: Any) -> str:
        """The id; `ValidationError` for one we did not make."""
        text = value if isinstance(value, str) else ""
        if not self.form_of_id.fullmatch(text):
            raise ValidationError(self.error_messages["damaged"], code="damaged")
        return text
