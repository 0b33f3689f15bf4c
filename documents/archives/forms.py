"""Asking for an archive: the form holds nothing but the id of what it makes."""

from django import forms

from medisecure.web.input.fields import FormId


class AskForm(forms.Form):
    """Sent twice, it asks once."""

    archive_id = FormId(prefix="archive")
