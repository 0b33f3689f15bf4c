"""What the model or a service refuses, beside the field it speaks of."""

from abc import ABCMeta, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from django import forms
from django.forms.forms import DeclarativeFieldsMetaclass
from django.utils.translation import gettext

from medisecure.errors import Invalid

Content = TypeVar("Content")
SAME_NAMES: Mapping[str, str] = MappingProxyType({})


def add_refusals(
    form: forms.BaseForm, refusal: Invalid, field_names: Mapping[str, str] = SAME_NAMES
) -> None:
    """Put each message beside its field, or above the form where it has no such field.

    `field_names` maps the model's names to the form's where the two differ.
    """
    for name, message in refusal.fields.items():
        field = field_names.get(name, name)
        form.add_error(field if field in form.fields else None, gettext(message))


class _AbstractFormMeta(DeclarativeFieldsMetaclass, ABCMeta):
    """Django's metaclass of forms, and that of abstract classes."""


class ContentForm(forms.Form, Generic[Content], metaclass=_AbstractFormMeta):
    """A form that builds one thing of what was typed; `content` once it was found valid."""

    content: Content

    @abstractmethod
    def build(self, cleaned: dict[str, Any]) -> Content:
        """The content of these fields; `Invalid` by field."""

    def clean(self) -> dict[str, Any]:
        """Each mistake of the content beside its field."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            self.content = self.build(cleaned)
        except Invalid as refusal:
            add_refusals(self, refusal)
        return cleaned
