"""The page that sets up the second factor: the only one some people see before they have."""

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medisecure.audit.actions import Action
from medisecure.errors import Invalid
from medisecure.identity import second_factor
from medisecure.web.open_to_all import before_second_factor
from medisecure.web.requests import ClinicalRequest
from medisecure.web.second_factor.forms import CodeForm

PAGE = "identity/second_factor.html"
GROUP = 4


@require_http_methods(["GET", "POST"])
@before_second_factor
def set_up(request: ClinicalRequest) -> HttpResponse:
    """Show the secret and take the first code; or say that it is set up already."""
    try:
        return _page(request)
    except second_factor.SignInIsOld:
        return render(request, PAGE, {"is_old": True, **_rules(request)})


def _page(request: ClinicalRequest) -> HttpResponse:
    session, user = request.session, request.user
    if "turn_off" in request.POST and not second_factor.is_required(user):
        second_factor.turn_off(session, user)
        request.uow.record(Action.REMOVE_SECOND_FACTOR, request.person.user_id)
        messages.success(request, _("The second factor is off. You sign in with your password."))
        return redirect("second-factor")
    if "keep" in request.POST:
        second_factor.keep(session)
        return redirect("second-factor")
    is_on = second_factor.is_set_up(second_factor.token_of(session, user))
    if is_on and not ("anew" in request.POST or second_factor.SECRET in session):
        return render(request, PAGE, {"is_on": True, **_rules(request)})
    form = CodeForm(request.POST if "code" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            second_factor.confirm(session, user, form.cleaned_data["code"])
        except Invalid:
            form.refuse()
        else:
            request.uow.record(Action.ADD_SECOND_FACTOR, request.person.user_id)
            messages.success(
                request, _("The second factor is set up. It is asked for from now on.")
            )
            return redirect("home")
    context = {"form": form, "replaces": is_on, **_secret(request), **_rules(request)}
    return render(request, PAGE, context)


def _secret(request: ClinicalRequest) -> dict[str, str]:
    """What goes into the app: as a picture, and in groups of letters for those who type it."""
    secret = second_factor.secret_of(request.session, request.user)
    uri = second_factor.uri_of(secret, request.person.email or request.person.user_id)
    groups = (secret[at : at + GROUP] for at in range(0, len(secret), GROUP))
    picture = segno.make_qr(uri).svg_data_uri(scale=5, border=4, light="#fff")
    return {"secret": " ".join(groups), "picture": picture, "uri": uri}


def _rules(request: ClinicalRequest) -> dict[str, bool]:
    return {
        "is_required": second_factor.is_required(request.user),
        "is_missing": second_factor.is_missing(request.user, request.session),
    }
