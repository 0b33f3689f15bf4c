"""Accounts of those who work here: found by id or e-mail, disabled and enabled by compliance."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from medisecure.access.actor import Role
from medisecure.errors import AccessDenied, NotFound
from medisecure.identity.accounts import Account, Accounts
from medisecure.identity.person import EMAIL_LENGTH, Person
from medisecure.identity.repository import Colleagues
from medisecure.web.account_switch import asks_reset, pressed, switched, was_reset
from medisecure.web.display.frame import ROLE_NAMES
from medisecure.web.input.fields import TypedText, page_helper
from medisecure.web.input.ids import is_id
from medisecure.web.requests import ClinicalRequest


class WhoForm(forms.Form):
    """Which colleague."""

    who = TypedText(label=_("Id or e-mail of the colleague"), max_length=EMAIL_LENGTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].widget.attrs |= {
            "dir": "ltr", "autocomplete": "off", "spellcheck": "false"
        }  # fmt: skip
        self.helper = page_helper()


@require_http_methods(["GET", "POST"])
def colleagues(request: ClinicalRequest) -> HttpResponse:
    """Find somebody who works here, disable or enable them, or reset their second factor."""
    request.uow.require("oversight:read")
    wanted, resets = pressed(request), asks_reset(request)
    form = WhoForm(request.GET if "who" in request.GET else None)
    asked = form.cleaned_data["who"] if form.is_valid() else ""
    person = _found(request, request.POST.get("user", "") if wanted or resets else asked)
    account = _account(request, person)
    if (wanted is not None or resets) and person is not None:
        if account is None or not _may(request, account):
            raise NotFound
        if wanted is not None:
            switched(request, person.user_id, wanted)
        else:
            was_reset(request, person.user_id)
        page = f"?{urlencode({'who': person.user_id})}"
        return redirect(request.path + page)
    context = {
        "form": form,
        "asked": asked,
        "person": person,
        "account": account,
        "role": ROLE_NAMES[Role(person.user_type.value.lower())] if person else "",
        "is_self": person is not None and person.user_id == request.person.user_id,
    }
    return render(request, "oversight/colleagues.html", context)


def _found(request: ClinicalRequest, who: str) -> Person | None:
    """The colleague of that id or e-mail; patients are none."""
    kept = Colleagues(request.uow)
    if "@" in who and "#" not in who:
        return next(iter(kept.by_email(who)), None)
    return kept.named([who]).get(who) if is_id(who) else None


def _account(request: ClinicalRequest, person: Person | None) -> Account | None:
    if person is None:
        return None
    try:
        return Accounts(request.uow).get(person.user_id)
    except (NotFound, AccessDenied):
        return None


def _may(request: ClinicalRequest, account: Account) -> bool:
    return account.user_id != request.person.user_id
