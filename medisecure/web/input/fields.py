"""Form fields that accept what people type: any digits, invisible marks, usual ways of writing.

What cannot be meant is refused with the reason; nothing is cut off or changed behind the typist.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ulid import ULID

from medisecure.clock import clinic_date, now
from medisecure.identity.person import EMAIL_LENGTH, PHONE_LENGTH
from medisecure.web.input.ids import is_id
from medisecure.written import dates, phones
from medisecure.written.characters import has_visible_letter, western_digits, without_invisible

LONGEST_ID = 64
ULID_LETTERS = "[0-9A-HJKMNP-TV-Z]{26}"
_WHOLE_YEAR = re.compile(r"(?<!\d)(?:\d{4}|\d{8})(?!\d)")
_PHONE_PROBLEMS = {
    phones.Trouble.LETTERS: _(
        "A phone number has digits only. Write it like 3312 3456, or +974 4400 1234 ext 55."
    ),
    phones.Trouble.SEVERAL: _("Write one number here; there is room for another one elsewhere."),
    phones.Trouble.COUNTRY: _(
        "This is no phone number of Qatar, nor does it begin with a country code we know."
        " Write it like 3312 3456, or with its country code like +20 10 1234 5678."
    ),
    phones.Trouble.SHORT: _(
        "This cannot be a phone number: it is too short. Write it like 3312 3456 or +974 3312 3456."
    ),
    phones.Trouble.LONG: _(
        "This cannot be a phone number: it is too long. Write it like 3312 3456 or +974 3312 3456."
    ),
}


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
        text = without_invisible(super().to_python(value) or "").replace("\r\n", "\n").strip()
        if any(unicodedata.category(letter) == "Cc" and letter not in "\n\t" for letter in text):
            raise ValidationError(self.error_messages["control"], code="control")
        return text if isinstance(self.widget, forms.Textarea) else " ".join(text.split())

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Without `maxlength`: browsers would cut what is pasted and say nothing."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return {"dir": "auto", **attrs}


class TypedPatientId(TypedText):
    """A patient's id as it stands on a wristband or a file."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("This cannot be an id. An id has letters, digits, _ and - only."),
    }

    def __init__(self, *, label: Any) -> None:
        super().__init__(
            label=label, max_length=LONGEST_ID,
            help_text=_("As on the wristband or the file, such as patient_12345"),
        )  # fmt: skip

    def clean(self, value: Any) -> str:
        """The id; `ValidationError` for what cannot be one."""
        text = str(super().clean(value))
        if not is_id(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return text

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Latin letters from left to right, which no browser completes or corrects."""
        return super().widget_attrs(widget) | {
            "dir": "ltr", "autocomplete": "off", "spellcheck": "false"
        }  # fmt: skip


class TypedName(TypedText):
    """A name of a person: somebody reading it sees a letter."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invisible": _("Write the name with letters; this one could not be read on a page."),
    }

    def to_python(self, value: Any) -> str:
        """The name; `ValidationError` for dots, digits alone, and letters that show nothing."""
        name = super().to_python(value)
        if name and not has_visible_letter(name):
            raise ValidationError(self.error_messages["invisible"], code="invisible")
        return name


class TypedNumber(TypedText):
    """A number made of digits and letters, such as an insurance number or a postal code."""

    def to_python(self, value: Any) -> str:
        return western_digits(super().to_python(value))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"dir": "ltr"}


def _number_box(inputmode: str) -> forms.TextInput:
    """A box that takes any digits: what browsers draw for numbers takes 0 to 9 only."""
    return forms.TextInput({"inputmode": inputmode, "dir": "ltr", "autocomplete": "off"})


class TypedInteger(forms.IntegerField):
    """A whole number, in any digits."""

    widget = _number_box("numeric")

    def to_python(self, value: Any) -> int | None:
        """The number; `ValidationError` for what is none."""
        return super().to_python(_plain_number(value))


class TypedDecimal(forms.DecimalField):
    """A number with a fraction, in any digits and with the full stop or the Arabic mark (٫)."""

    widget = _number_box("decimal")

    def to_python(self, value: Any) -> Any:
        """The number; `ValidationError` for what is none: 1,250 may be two, and is not guessed."""
        return super().to_python(_plain_number(value))


def _plain_number(value: Any) -> Any:
    """What was typed with western digits and a full stop; anything but a text as it is.

    >>> _plain_number("١٬٢٥٠٫٥")
    '1250.5'
    """
    if not isinstance(value, str):
        return value
    return western_digits(without_invisible(value)).strip().replace("٬", "").replace("٫", ".")


class TypedEmail(forms.EmailField):
    """An e-mail address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": EMAIL_LENGTH, **kwargs})

    def to_python(self, value: Any) -> str:
        return without_invisible(super().to_python(value) or "").strip()

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs | {"dir": "ltr", "autocomplete": "off"}


class TypedPhone(TypedText):
    """A phone number in any usual form, kept as `+97433123456` or `+97444001234;ext=55`.

    With its country code a number needs only be possible: the schema's own numbers are possible
    ones without being valid ones. Without one it must belong to the clinic's country.
    """

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})

    def __init__(self, *, region: str = phones.REGION, **kwargs: Any) -> None:
        self.region = region
        super().__init__(**{"max_length": PHONE_LENGTH, **kwargs})

    def to_python(self, value: Any) -> str:
        """The number with its extension; `ValidationError` with what to write instead."""
        typed = western_digits(super().to_python(value))
        if not typed or len(typed) > PHONE_LENGTH:
            return typed
        number = phones.read(typed, region=self.region)
        if isinstance(number, phones.Trouble):
            raise ValidationError(_PHONE_PROBLEMS[number], code="phone")
        return str(number)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"dir": "ltr"}


class TypedDate(forms.DateField):
    """A date in the usual forms, Arabic digits and months included; the year has four digits."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Write the date as day, month and year, such as 15/06/1985."),
        "impossible": _("There is no such day. Write day, month and year, such as 15/06/1985."),
        "hijri": _("Write the date of the Gregorian calendar, such as 15/06/1985."),
    }

    def to_python(self, value: Any) -> date | None:
        """The date; `ValidationError` for what is none."""
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        reading = self._read(value)
        if reading.year_only or len(reading.dates) != 1 or not _has_whole_year(value):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return reading.dates[0]

    def _read(self, value: str) -> dates.DateReading:
        reading = dates.read(value, today=clinic_date(now()))
        if reading.trouble and reading.trouble is not dates.Trouble.NONE:
            trouble = reading.trouble.value
            raise ValidationError(self.error_messages[trouble], code=trouble)
        return reading


def _has_whole_year(text: str) -> bool:
    return _WHOLE_YEAR.search(western_digits(text)) is not None


@dataclass(frozen=True, slots=True)
class Born:
    """A birth date; `estimated` if only the year is known, or guessed."""

    on: date
    estimated: bool = False

    def __str__(self) -> str:
        return str(self.on.year) if self.estimated else dates.written(self.on)


class TypedBirthDate(TypedDate):
    """A birth date, or only its year; two digits of a year are asked about where two may be meant.

    The cleaned value is a `Born`, or None.
    """

    widget = forms.DateInput(attrs={"dir": "auto", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        """The birth; `ValidationError` for what is no date or may be two."""
        if value is None or isinstance(value, Born):
            return value
        if isinstance(value, date):
            return Born(value)
        if not str(value).strip():
            return None
        reading = self._read(str(value))
        if not reading.dates:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if len(reading.dates) > 1:
            shown = gettext(" or ").join(date_format(day, "j F Y") for day in reading.dates)
            message = gettext("This may be %(days)s. Write the year with four digits.")
            raise ValidationError(message % {"days": shown}, code="ambiguous")
        return Born(reading.dates[0], reading.year_only)


class FormId(forms.CharField):
    """The hidden id of what a form makes: `patient_` and a ULID; anything else is refused."""

    widget = forms.HiddenInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "damaged": _(
            "Something is wrong with this form. Open the page again and fill it in once more."
        ),
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
