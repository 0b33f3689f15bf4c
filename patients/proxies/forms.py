"""Who acts for a patient, and on what terms, as the desk types it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from medisecure.access.proxies import NOTE_LENGTH, Proof, Proxy, Relationship, Scope
from medisecure.clock import CLINIC_ZONE, clinic_date, zone
from medisecure.identity.person import NAME_LENGTH, PersonalInfo
from medisecure.web.acting.wording import PROOFS, RELATIONSHIPS, SCOPES
from medisecure.web.input.fields import (
    FormId,
    TypedDate,
    TypedEmail,
    TypedName,
    TypedPhone,
    TypedText,
    page_helper,
)
from patients.proxies.services import Newcomer, Terms
from patients.registration.forms import ask_language
from patients.registration.layout import row

SOMEBODY_NEW = "new"
END_OF_DAY = dt.time(23, 59, 59)


class TermsForm(forms.Form):
    """What is agreed: the relation, how it was proven, what they may do, until when."""

    relationship = forms.ChoiceField(
        label=_("What they are to the patient"), choices=[("", "–"), *RELATIONSHIPS.items()]
    )
    proof = forms.ChoiceField(label=_("Proven by"), choices=[("", "–"), *PROOFS.items()])
    proof_note = TypedText(
        label=_("Number or note"), max_length=NOTE_LENGTH, required=False,
        help_text=_("What you saw, so that a colleague can tell later."),
    )  # fmt: skip
    may = forms.MultipleChoiceField(
        label=_("They may"), choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple
    )
    until = TypedDate(label=_("Until"), required=False)

    def __init__(self, *args: Any, until_help: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].help_text = until_help
        self.helper = page_helper()
        self.helper.layout = Layout(self.terms())

    def terms(self) -> Fieldset:
        """How the terms stand on the page."""
        return Fieldset(
            _("What is agreed"), row("relationship", "proof"), "proof_note", "may", "until"
        )

    def clean(self) -> dict[str, Any]:
        """Something else needs words; whoever books sees visits."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("proof") == Proof.OTHER and not cleaned.get("proof_note"):
            self.add_error("proof_note", _("Say what was shown."))
        return cleaned

    def agreed(self) -> Terms:
        """The terms, once the form is valid."""
        cleaned, until = self.cleaned_data, self.cleaned_data["until"]
        may = frozenset(Scope(each) for each in cleaned["may"])
        end = dt.datetime.combine(until, END_OF_DAY, zone(CLINIC_ZONE)) if until else None
        return Terms(
            relationship=Relationship(cleaned["relationship"]),
            proof=Proof(cleaned["proof"]),
            proof_note=cleaned["proof_note"],
            may=may | {Scope.VISITS} if Scope.BOOK in may else may,
            until=end.astimezone(dt.UTC) if end else None,
        )


class ProxyForm(TermsForm):
    """Who it is, too: somebody new, or whoever is registered with this e-mail."""

    proxy_id = FormId(prefix="proxy")
    first_name = TypedName(label=_("First name"), max_length=NAME_LENGTH)
    last_name = TypedName(label=_("Family name"), max_length=NAME_LENGTH, required=False)
    email = TypedEmail(label=_("Their own e-mail"), help_text=_("With it they sign in."))
    phone_number = TypedPhone(label=_("Phone"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, people: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_language(self.fields["language"])
        who: list[Any] = ["proxy_id", row("first_name", "last_name"), row("email", "phone_number"),
                          "language"]  # fmt: skip
        if people:
            choices = [*people.items(), (SOMEBODY_NEW, _("Somebody else with the same e-mail"))]
            self.fields["who"] = forms.ChoiceField(
                label=_("Registered with this e-mail already. Who is it?"),
                choices=choices, widget=forms.RadioSelect,
            )  # fmt: skip
            who.append("who")
        self.helper.layout = Layout(Fieldset(_("Who acts for the patient"), *who), self.terms())
        self.order_fields([each.name for each in self.helper.layout.get_field_names()])

    def chosen(self) -> Newcomer | str:
        """Somebody new, or the id of whoever was chosen."""
        cleaned = self.cleaned_data
        who = cleaned.get("who", SOMEBODY_NEW)
        if who != SOMEBODY_NEW:
            return str(who)
        info = PersonalInfo(
            first_name=cleaned["first_name"], last_name=cleaned["last_name"],
            email=cleaned["email"], phone_number=cleaned["phone_number"] or None,
        )  # fmt: skip
        return Newcomer(proxy_id=cleaned["proxy_id"], info=info, language=cleaned["language"])


def initial_of(relation: Proxy) -> dict[str, Any]:
    """The terms as they are."""
    return {
        "relationship": relation.relationship,
        "proof": relation.proof,
        "proof_note": relation.proof_note,
        "may": [str(each) for each in relation.may],
        "until": clinic_date(relation.until) if relation.until else None,
    }
