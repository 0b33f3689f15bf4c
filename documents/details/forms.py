"""What a document is, for whoever may say so."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.details.services import Details
from documents.forms import DatedOn
from documents.kinds import KINDS
from documents.models import (
    DESCRIPTION_LENGTH,
    PHOTO_TYPE,
    TITLE_LENGTH,
    Document,
    DocumentInfo,
)
from documents.wording import ACCESS_LEVELS, DOCUMENT_CATEGORIES, DOCUMENT_TYPES
from medisecure.web.input.fields import TypedText, page_helper

SELECT = {"class": "form-select"}


class DetailsForm(forms.Form):
    """Title, description, kind, category, and who may open it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    title = TypedText(label=_("Title"), max_length=TITLE_LENGTH)
    type = forms.ChoiceField(label=_("Kind"), widget=forms.Select(SELECT))
    dated_on = DatedOn()
    category = forms.ChoiceField(label=_("Category"), required=False, widget=forms.Select(SELECT))
    description = TypedText(
        label=_("Description"), max_length=DESCRIPTION_LENGTH, required=False,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    access_level = forms.ChoiceField(
        label=_("Who may open it"), widget=forms.RadioSelect, choices=list(ACCESS_LEVELS.items())
    )

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        info = document.document_info
        types = {code: name for code, name in DOCUMENT_TYPES.items() if code != PHOTO_TYPE}
        types |= _own(info.type, types)
        categories = dict(DOCUMENT_CATEGORIES) | _own(info.category, DOCUMENT_CATEGORIES)
        self.fields["type"].choices = list(types.items())  # type: ignore[attr-defined]
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            ("", _("That of its kind")),
            *categories.items(),
        ]
        self.helper = page_helper()

    @property
    def details(self) -> Details:
        """What was typed, once the form is valid."""
        cleaned = self.cleaned_data
        kind = KINDS.get(cleaned["type"])
        return Details(
            info=DocumentInfo(
                type=cleaned["type"],
                title=cleaned["title"],
                description=cleaned["description"] or None,
                dated_on=cleaned["dated_on"],
                category=cleaned["category"] or (kind.category if kind else None),
            ),
            access_level=cleaned["access_level"],
            version=cleaned["version"],
        )


def _own(code: str | None, known: Any) -> dict[str, str]:
    """A code that another system gave the document stays possible for it."""
    return {code: code.replace("_", " ").capitalize()} if code and code not in known else {}


def initial_of(document: Document) -> dict[str, Any]:
    """What is kept, field by field of the form."""
    info = document.document_info
    return {
        "version": document.version,
        "title": document.title,
        "type": info.type,
        "dated_on": info.dated_on,
        "category": info.category or "",
        "description": info.description or "",
        "access_level": document.security.access_level,
    }
