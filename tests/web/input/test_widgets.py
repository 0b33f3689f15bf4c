"""What is drawn without templates is what Django's own draw, to the letter."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test import override_settings
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from medisecure.web.input.widgets import WRITERS, Listed, PlainSelect, Widgets

TYPED = '<b>O\'Neil</b> & "co"'
PLAIN = [("a", "Plain"), (TYPED, TYPED), (1234567, 1234567), ("", gettext_lazy("None"))]
GROUPED = [("0", "Alone"), (TYPED, [("1", TYPED), ("2", SafeString("<i>safe</i>"))])]
ATTRS = {
    "id": "id_x", "class": TYPED, "required": True, "disabled": False, "maxlength": 12345,
    "data-a": SafeString("a&amp;b"), "data-none": None,
}  # fmt: skip
BOXES = [
    forms.TextInput, forms.EmailInput, forms.NumberInput, forms.HiddenInput, forms.DateInput,
    forms.TimeInput, forms.CheckboxInput, forms.FileInput, forms.Textarea, forms.SearchInput,
    forms.TelInput, forms.PasswordInput, forms.MultipleHiddenInput, forms.ClearableFileInput,
]  # fmt: skip
LISTS = [forms.Select, forms.SelectMultiple, forms.RadioSelect, forms.CheckboxSelectMultiple]


def both(widget: forms.Widget, value: Any, attrs: dict[str, Any]) -> tuple[str, str]:
    """The widget as it is drawn here, and by Django's templates."""
    drawn, ours, theirs = [], Widgets(), DjangoTemplates()
    for renderer in (ours, theirs):
        drawn.append(widget.render(TYPED, value, attrs=dict(attrs), renderer=renderer))
    return drawn[0], drawn[1]


@pytest.mark.parametrize("kind", BOXES)
@pytest.mark.parametrize("value", [None, "", TYPED, SafeString("a&amp;b"), 1234567, 1234.5, True])
@pytest.mark.parametrize("attrs", [{}, ATTRS])
def test_a_box_is_drawn_as_django_draws_it(
    kind: type[forms.Widget], value: Any, attrs: dict[str, Any]
) -> None:
    if kind is forms.MultipleHiddenInput:
        value = [value]
    with translation.override("ar"), override_settings(USE_THOUSAND_SEPARATOR=True):
        ours, theirs = both(kind(), value, attrs)
    assert ours == theirs


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("choices", [[], PLAIN, GROUPED])
@pytest.mark.parametrize("value", [None, "1", TYPED])
@pytest.mark.parametrize("attrs", [{}, ATTRS])
def test_a_list_is_drawn_as_django_draws_it(
    kind: Any, choices: list[Any], value: Any, attrs: dict[str, Any]
) -> None:
    with translation.override("ar"), override_settings(USE_THOUSAND_SEPARATOR=True):
        ours, theirs = both(kind(choices=choices), value, attrs)
    assert ours == theirs
    assert "<b>" not in ours


def test_options_of_somebodys_own_go_djangos_way() -> None:
    class Own(forms.Select):
        option_template_name = "django/forms/widgets/input.html"

    class OwnRadio(forms.RadioSelect):
        option_template_name = "django/forms/widgets/input.html"

    for kind in (Own, OwnRadio):
        ours, theirs = both(kind(choices=PLAIN), None, {})
        assert ours == theirs


def test_a_form_is_drawn_so_without_being_told() -> None:
    class Asked(forms.Form):
        name = forms.CharField()

    assert isinstance(Asked().renderer, Widgets)
    assert Asked().fields["name"].widget.template_name in WRITERS


@pytest.mark.parametrize("choices", [[], PLAIN, GROUPED, [("1", "a"), ("1", "b"), (None, "c")]])
@pytest.mark.parametrize("value", [None, "", "1", TYPED, 1234567])
@pytest.mark.parametrize("attrs", [{}, ATTRS])
def test_a_plain_select_is_the_select_django_draws(
    choices: list[Any], value: Any, attrs: dict[str, Any]
) -> None:
    with translation.override("ar"), override_settings(USE_THOUSAND_SEPARATOR=True):
        ours = PlainSelect({"data-x": "y"}, choices).render(TYPED, value, dict(attrs))
        theirs = forms.Select({"data-x": "y"}, choices).render(
            TYPED, value, dict(attrs), DjangoTemplates()
        )
    assert ours == theirs


def test_listed_choices_are_checked_and_drawn_as_any_others():
    pairs = [("", "Choose"), ("A <group>", [("a", "An 'a'"), ("b", "B & b")])]
    ours, theirs = (
        forms.ChoiceField(choices=each, widget=PlainSelect()) for each in (Listed(pairs), pairs)
    )
    assert ours.choices.__class__ is Listed
    assert ours.clean("b") == theirs.clean("b") == "b"
    for field in (ours, theirs):
        with pytest.raises(forms.ValidationError):
            field.clean("c")
    assert ours.widget.render("x", "b") == theirs.widget.render("x", "b")
