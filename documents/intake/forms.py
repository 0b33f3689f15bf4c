"""What somebody says of a document before its pages come; and what a script says of one file."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.forms import DatedOn
from documents.intake.models import LATEST_PART, Description
from documents.intake.services import Announced, IntakeRequest
from documents.intake.wording import TYPES
from documents.models import PHOTO_TYPE, TITLE_LENGTH
from medisecure.web.input.fields import FormId, TypedText, page_helper

PREFIX = "doc"
MOST_SAID = 10**12  # of a size: more is refused as a number, the rest as a file
LONGEST_MIME = 100
DIGEST = re.compile(r"[0-9a-f]{64}")


class SendForm(forms.Form):
    """What it is; colleagues also say whether the patient sees it."""

    form_id = FormId(prefix=PREFIX)
    type = forms.ChoiceField(
        label=_("What is it?"), choices=TYPES, widget=forms.Select({"class": "form-select"})
    )
    title = TypedText(
        label=_("Title"), max_length=TITLE_LENGTH,
        help_text=_("A few words by which it is found again, such as: Letter from the eye clinic"),
    )  # fmt: skip
    dated_on = DatedOn()
    for_patient = forms.BooleanField(label=_("The patient sees it too"), required=False)

    def __init__(self, *args: Any, by_patient: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()
        if by_patient:
            del self.fields["for_patient"]

    def intake_request(self, record_id: str | None, appointment_id: str | None) -> IntakeRequest:
        """What is to be sent, for which entry or visit, after the form was found valid."""
        cleaned = self.cleaned_data
        return IntakeRequest(
            intake_id=cleaned["form_id"],
            told=Description(
                type=cleaned["type"], title=cleaned["title"], dated_on=cleaned["dated_on"]
            ),
            record_id=record_id,
            appointment_id=appointment_id,
            for_patient=cleaned.get("for_patient", True),
        )


class PhotoForm(forms.Form):
    """Before a photo is taken: whoever it shows was asked."""

    form_id = FormId(prefix=PREFIX)
    agreed = forms.BooleanField(
        label=_("The patient, or the person responsible for them, agrees to a photo"),
        error_messages={"required": _("Ask first: a photo needs their consent.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()

    def intake_request(self) -> IntakeRequest:
        """The photo to be sent, after the form was found valid."""
        told = Description(type=PHOTO_TYPE, title=gettext("Photo"))
        return IntakeRequest(intake_id=self.cleaned_data["form_id"], told=told, is_photo=True)


class PartForm(forms.Form):
    """One file a script is about to send."""

    number = forms.IntegerField(min_value=1, max_value=LATEST_PART)
    size = forms.IntegerField(min_value=0, max_value=MOST_SAID)
    mime = forms.CharField(max_length=LONGEST_MIME)
    sha256 = forms.RegexField(DIGEST)

    def announced(self) -> Announced:
        """The file, after the form was found valid."""
        cleaned = self.cleaned_data
        return Announced(
            number=cleaned["number"], size=cleaned["size"], mime=cleaned["mime"],
            sha256=bytes.fromhex(cleaned["sha256"]),
        )  # fmt: skip
