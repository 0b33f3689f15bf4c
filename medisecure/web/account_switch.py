"""The buttons that disable or enable an account or forget a lost phone, wherever they stand."""

from django.contrib import messages
from django.utils.translation import gettext as _

from medisecure.errors import Conflict, Unavailable
from medisecure.identity.accounts import reset_second_factor, switch
from medisecure.identity.person import AccountStatus
from medisecure.web.requests import ClinicalRequest

BUTTON, RESET = "account", "reset_factor"


def pressed(request: ClinicalRequest) -> AccountStatus | None:
    """What was asked for; None if no such button was pressed."""
    wanted = request.POST.get(BUTTON, "") if request.method == "POST" else ""
    return AccountStatus(wanted) if wanted in AccountStatus.__members__ else None


def switched(request: ClinicalRequest, user_id: str, wanted: AccountStatus) -> bool:
    """Do it and say how it went; False if nothing was changed."""
    try:
        switch(request.uow, user_id, wanted)
    except Conflict:
        messages.error(request, _("Somebody else changed this account meanwhile. Look again."))
        return False
    except Unavailable:
        messages.warning(
            request,
            _("It is done here: no page opens to them. The sign-in service did not answer, so "
              "please press the button again in a moment."),
        )  # fmt: skip
        return True
    if wanted is AccountStatus.ACTIVE:
        messages.success(request, _("The account is enabled. They sign in anew."))
    else:
        messages.success(request, _("The account is disabled. All their sessions have ended."))
    return True


def asks_reset(request: ClinicalRequest) -> bool:
    """Whether the button for a lost phone was pressed."""
    return request.method == "POST" and RESET in request.POST


def was_reset(request: ClinicalRequest, user_id: str) -> None:
    """Forget the second factor of who lost their phone, and say how it went."""
    try:
        reset_second_factor(request.uow, user_id)
    except Conflict:
        messages.error(request, _("Somebody else changed this account meanwhile. Look again."))
    except Unavailable:
        messages.warning(
            request,
            _("Their sessions have ended. The sign-in service did not answer, so please press the "
              "button again in a moment."),
        )  # fmt: skip
    else:
        messages.success(
            request, _("The second factor is reset. At the next sign-in no code is asked for.")
        )
