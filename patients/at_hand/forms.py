"""A template of a note as it is typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.errors import Invalid
from medisecure.web.input.fields import FormId, TypedText, page_helper
from medisecure.web.input.refusals import add_refusals
from patients.at_hand.models import NAME_LENGTH, TEXT_LENGTH, TEXTS, NoteTemplate, check_template


def area(label: Any, rows: int, **more: Any) -> TypedText:
    """A text of several lines."""
    widget = forms.Textarea({"rows": rows})
    return TypedText(label=label, max_length=TEXT_LENGTH, required=False, widget=widget, **more)


class TemplateForm(forms.Form):
    """Name and texts; `texts` after it was checked."""

    form_id = FormId(prefix="template")
    name = TypedText(label=_("Name of the template"), max_length=NAME_LENGTH)
    chief_complaint = TypedText(label=_("Complaint"), max_length=TEXT_LENGTH, required=False)
    notes = area(_("History and notes"), 5)
    recommendations = area(_("Recommendations"), 3, help_text=_("One on each line."))
    shared = forms.BooleanField(label=_("For the whole clinic"), required=False)

    def __init__(self, *args: Any, of: NoteTemplate | None = None, **kwargs: Any) -> None:
        if of:
            kwargs["initial"] = {"name": of.name, **of.texts}
        super().__init__(*args, **kwargs)
        if of:
            del self.fields["shared"], self.fields["form_id"]
        self.helper = page_helper()

    @property
    def texts(self) -> dict[str, str]:
        """The three texts."""
        return {name: self.cleaned_data[name] for name in TEXTS}

    def clean(self) -> dict[str, Any]:
        """Each mistake beside its field."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            check_template(cleaned["name"], [cleaned[name] for name in TEXTS])
        except Invalid as refused:
            add_refusals(self, refused)
        return cleaned
