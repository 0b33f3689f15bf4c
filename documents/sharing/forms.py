"""What is shown to whom, and for how long; and the code of who was given a link."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from documents.models import Document
from documents.sharing.models import DAYS, TO_LENGTH
from documents.sharing.services import ShareRequest
from medisecure.clock import clinic_date
from medisecure.web.input.fields import FormId, TypedNumber, TypedText, page_helper

SUMMARY = "summary"


class ShareForm(forms.Form):
    """A document or the summary, to whom, for how many days."""

    share_id = FormId(prefix="share")
    what = forms.ChoiceField(
        label=_("What is shown"), widget=forms.Select({"class": "form-select"})
    )
    to = TypedText(
        label=_("For whom"), max_length=TO_LENGTH,
        help_text=_("For yourself, such as “Dr. Hadi, second opinion”. It is not sent."),
    )  # fmt: skip
    days = forms.TypedChoiceField(
        label=_("Valid for"), coerce=int, initial=7, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, documents: list[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        papers = [(each.document_id, _told_apart(each)) for each in documents]
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            (SUMMARY, _("The summary: problems, allergies, medicines, vaccines")),
            *papers,
        ]
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (each, ngettext("%(days)s day", "%(days)s days", each) % {"days": each})
            for each in DAYS
        ]
        self.helper = page_helper()

    @property
    def share_request(self) -> ShareRequest:
        """What was asked for, once the form is valid."""
        cleaned = self.cleaned_data
        return ShareRequest(
            share_id=cleaned["share_id"],
            document_id="" if cleaned["what"] == SUMMARY else cleaned["what"],
            to=cleaned["to"],
            days=cleaned["days"],
        )


def _told_apart(document: Document) -> str:
    """Its title and the day it bears or was filed: many a patient has ten laboratory reports."""
    day = document.document_info.dated_on or clinic_date(document.written_at)
    return f"{document.title} · {date_format(day)}"


class CodeForm(forms.Form):
    """The code that was told apart from the link."""

    code = TypedNumber(
        label=_("Code"), max_length=40,
        help_text=_(
            "Eight letters and digits, given to you separately. Five wrong attempts close the link."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        self.helper = page_helper()
