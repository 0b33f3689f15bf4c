"""Django's own boxes of forms, written without its templates: a list of forty doctors is a hundred
and twenty of them, one included in the other. See docs/adr/0117-boxes-without-templates.md.

What is drawn is what Django's templates draw, to the letter; whatever is not here goes their way.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.http import HttpRequest
from django.utils.choices import BaseChoiceIterator
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

Widget = Mapping[str, Any]  # what a widget tells its template
SPECIAL = re.compile("[&<>\"']").search  # what is escaped; hardly any text has it
OF_DJANGO = "django/forms/widgets/"
OPTION = f"{OF_DJANGO}select_option.html"
CHOICES = (f"{OF_DJANGO}radio_option.html", f"{OF_DJANGO}checkbox_option.html")
INPUTS = ("text", "search", "email", "tel", "number", "hidden", "date", "time", "checkbox", "file")


class Widgets(DjangoTemplates):
    """Django's renderer of forms, quicker for what forms have most of."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """The widget's markup, escaped."""
        write = WRITERS.get(template_name)
        written = write(context["widget"]) if write else None
        return super().render(template_name, context, request) if written is None else written


class Listed(BaseChoiceIterator):
    """Choices that are pairs and groups of pairs already: Django goes through them no more."""

    def __init__(self, pairs: Iterable[Any]) -> None:
        self._pairs = list(pairs)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._pairs)


class PlainSelect(forms.Select):
    """Django's own to the letter, with no dictionary for each option: a clinic has many doctors."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """A select with an option for each choice, groups and all."""
        chosen, groups = set(self.format_value(value)), ""
        for key, words in self.choices:
            if isinstance(words, list | tuple):
                options = [_chosen_once(one, said, chosen) for one, said in words]
                inside = "".join(f"\n  {each}" for each in options)
                groups += f'\n  <optgroup label="{_text(key)}">{inside}\n  </optgroup>'
            else:
                groups += f"\n  {_chosen_once('' if key is None else key, words, chosen)}"
        marks = _attributes({"attrs": self.build_attrs(self.attrs, attrs)})
        return SafeString(f'<select name="{_text(name)}"{marks}>{groups}\n</select>')


def _chosen_once(value: Any, words: Any, chosen: set[str]) -> str:
    """An option; of several that are the chosen value the first is selected, and is taken out."""
    mark = ""
    if chosen and str(value) in chosen:
        chosen.clear()
        mark = " selected"
    return f'<option value="{_quoted(value)}"{mark}>{_text(words)}</option>\n'


def _input(widget: Widget) -> str:
    value = widget["value"]
    said = "" if value is None else f' value="{_quoted(value)}"'
    kind, name = _text(widget["type"]), _text(widget["name"])
    return f'<input type="{kind}" name="{name}"{said}{_attributes(widget)}>'


def _textarea(widget: Widget) -> str:
    value = _text(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_text(widget["name"])}"{_attributes(widget)}>\n{value}</textarea>'


def _select(widget: Widget) -> str | None:
    """None where an option is one of somebody's own making, as of all that is not written here."""
    groups = ""
    for group, options, _ in widget["optgroups"]:
        if any(each["template_name"] != OPTION for each in options):
            return None
        inside = "".join(f"\n  {_option(each)}" for each in options)
        named = f'\n  <optgroup label="{_text(group)}">{inside}\n  </optgroup>'
        groups += named if group else inside
    return f'<select name="{_text(widget["name"])}"{_attributes(widget)}>{groups}\n</select>'


def _option(widget: Widget) -> str:
    value = _quoted(widget["value"])
    return f'<option value="{value}"{_attributes(widget)}>{_text(widget["label"])}</option>\n'


def _choices(widget: Widget) -> str | None:
    groups = ""
    for group, options, _ in widget["optgroups"]:
        if any(each["template_name"] not in CHOICES for each in options):
            return None
        inside = "".join(f"<div>\n    {_choice(each)}</div>" for each in options)
        named = f"\n  <div><label>{_text(group)}</label>{inside}\n  </div>"
        groups += named if group else inside
    marks = "".join(
        f' {name}="{_text(widget["attrs"][name])}"'
        for name in ("id", "class")
        if widget["attrs"].get(name)
    )
    return f"<div{marks}>{groups}\n</div>"


def _choice(widget: Widget) -> str:
    name = widget["attrs"].get("id")
    meant = f' for="{_text(name)}"' if name else ""
    return f"<label{meant}>{_input(widget)}\n {_text(widget['label'])}</label>\n\n"


def _attributes(widget: Widget) -> str:
    return "".join(
        f" {_text(name)}" if value is True else f' {_text(name)}="{_quoted(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _quoted(value: Any) -> str:
    """A value as it is sent back: no number in it is written as people write it."""
    if type(value) is str:  # nearly all are; a safe one is of a kind of its own
        return escape(value) if SPECIAL(value) else value
    return conditional_escape(value if hasattr(value, "__html__") else str(value))


def _text(value: Any) -> str:
    if type(value) is str:
        return escape(value) if SPECIAL(value) else value
    return conditional_escape(value if isinstance(value, str) else localize(value))


WRITERS: Mapping[str, Callable[[Widget], str | None]] = {
    **{f"{OF_DJANGO}{each}.html": _input for each in INPUTS},
    f"{OF_DJANGO}textarea.html": _textarea,
    f"{OF_DJANGO}select.html": _select,
    f"{OF_DJANGO}radio.html": _choices,
    f"{OF_DJANGO}checkbox_select.html": _choices,
}
