"""How a person wants to be spoken to."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from medisecure.identity.person import Person, Preferences
from medisecure.web.display.words.channels import CHANNELS, channels_offered, reaches
from medisecure.web.language import zone_of
from medisecure.web.profile.zones import zone_choices


class LongSelect(forms.Select):
    """Some hundred choices in groups, written in one go: a template for each costs 30 ms."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = self.format_value(value)
        groups = (
            (title, format_html_join("", '<option value="{}"{}>{}</option>', [
                (each, SafeString(" selected") if each in chosen else "", label)
                for each, label in choices
            ]))
            for title, choices in self.choices
        )  # fmt: skip
        context = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html(
            "<select{}>{}</select>",
            format_html_join("", ' {}="{}"', context.items()),
            format_html_join("", '<optgroup label="{}">{}</optgroup>', groups),
        )


class PreferencesForm(forms.Form):
    """Language, clock and channel; `version` tells whether the form has gone stale."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("en", "English"), ("ar", "العربية")],
        widget=forms.RadioSelect,
    )
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_(
            "Pages and messages tell the clinic's time, and yours beside it where it differs."
        ),
        widget=LongSelect,
    )
    communication_method = forms.ChoiceField(label=_("Messages by"), widget=forms.RadioSelect)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: QueryDict | None = None, *, person: Person) -> None:
        now_set = person.preferences or Preferences()
        initial = {
            "language": now_set.language,
            "timezone": zone_of(now_set).key,
            "communication_method": now_set.communication_method,
            "version": person.version,
        }
        super().__init__(data, initial=initial)
        zones = self.fields["timezone"]
        zones.choices = zone_choices(zone_of(now_set).key)  # type: ignore[attr-defined]
        channel = self.fields["communication_method"]
        info = person.personal_info
        channel.choices = [  # type: ignore[attr-defined]
            (code, words)
            for code, words in channels_offered(now_set.communication_method)
            if code == now_set.communication_method
            or reaches(code, email=bool(info.email), phone=bool(info.phone_number))
        ]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.include_media = False

    @property
    def preferences(self) -> Preferences:
        """What was chosen; only of a valid form."""
        chosen = {name: each for name, each in self.cleaned_data.items() if name != "version"}
        return Preferences(**chosen)

    def refuse_as_stale(self, person: Person) -> None:
        """Say what is stored now, keep what was chosen, and let the next press go through."""
        stored = person.preferences or Preferences()
        message = gettext(
            "Your preferences were changed in the meantime, in another window or on another "
            "device: %(language)s, %(zone)s, %(channel)s. What you chose is still below: "
            "press Save again to keep it."
        ) % {
            "language": dict(settings.LANGUAGES).get(stored.language, stored.language),
            "zone": stored.timezone,
            "channel": CHANNELS.get(stored.communication_method, stored.communication_method),
        }
        self.add_error(None, message)
        typed = dict(self.data.items())
        typed["version"] = str(person.version)
        self.data = typed
