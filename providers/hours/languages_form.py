"""The languages a doctor speaks with patients, which patients see before they choose."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.web.display.words.wording import label_of
from medisecure.web.input.fields import page_helper
from providers.directory.languages import LANGUAGES
from providers.directory.models import Provider


class LanguagesForm(forms.Form):
    """One box a language; one that is kept and on no list of ours keeps its box."""

    languages = forms.MultipleChoiceField(
        label=_("Languages spoken with patients"),
        help_text=_("Patients see them before they choose a doctor."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, provider: Provider) -> None:
        work = provider.professional_info
        kept = (work and work.languages) or []
        super().__init__(data, initial={"languages": kept})
        names = {each: label_of(LANGUAGES, each) for each in (*LANGUAGES, *kept)}
        field: Any = self.fields["languages"]
        field.choices = sorted(names.items(), key=lambda pair: pair[1])
        self.helper = page_helper()
