"""How the form about a person stands on the page."""

from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django.utils.translation import gettext_lazy as _

MORE = (
    "guardian_name", "guardian_relationship", "guardian_phone", "guardian_email", "street", "city",
    "postal_code", "country", "contact_name", "contact_relationship", "contact_phone",
    "insurance_provider", "insurance_number",
)  # fmt: skip


def row(*names: str) -> Div:
    """Fields side by side: two or four of them halve the line, three part it."""
    width = "col-md-6" if len(names) % 2 == 0 else "col-md-4"
    return Div(*(Div(Field(name), css_class=width) for name in names), css_class="row")


LAYOUT = Layout(
    Fieldset(
        _("Who it is"),
        row("first_name", "last_name"),
        row("date_of_birth", "gender"),
        "birth_date_unknown",
        row("national_id", "passport_number"),
    ),
    Fieldset(
        _("How to reach them"),
        row("phone_number", "email"),
        row("language", "communication_method"),
    ),
    HTML("<details class='mb-3'{% if form.opens_more %} open{% endif %}><summary>"),
    HTML(_("Guardian, address, emergency contact, insurance")),
    HTML("</summary>"),
    Fieldset(
        _("Guardian or carer: whoever answers for a child"),
        row("guardian_name", "guardian_relationship"),
        row("guardian_phone", "guardian_email"),
    ),
    Fieldset(_("Address"), row("street", "city"), row("postal_code", "country")),
    Fieldset(
        _("Emergency contact"), row("contact_name", "contact_relationship", "contact_phone")
    ),
    Fieldset(_("Insurance"), row("insurance_provider", "insurance_number")),
    HTML("</details>"),
)  # fmt: skip
NEW_LAYOUT = Layout(LAYOUT, "photo_next")
