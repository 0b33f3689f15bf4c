"""Forms that lose nothing: what was typed before a session ended comes back by itself."""

from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _

from medisecure.identity import interrupted_forms
from medisecure.web.requests import ClinicalRequest

F = TypeVar("F", bound=forms.BaseForm)


def form_of(request: ClinicalRequest, form: type[F], **kwargs: Any) -> F:
    """The form as posted, as typed before the session ended, or fresh."""
    if request.method == "POST":
        interrupted_forms.drop(request)
        return form(request.POST, **kwargs)
    draft = interrupted_forms.take(request)
    if draft is None:
        return form(**kwargs)
    messages.info(
        request, _("You were signed out. What you had typed is below: check it and send it again.")
    )
    return form(draft, **kwargs)


def is_sent(request: ClinicalRequest, form: forms.BaseForm) -> bool:
    """Whether the person sent the form just now and every field fits."""
    return request.method == "POST" and form.is_valid()
