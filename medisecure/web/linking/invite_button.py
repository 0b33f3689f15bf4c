"""The button that invites somebody to sign in, on whichever page it stands."""

import time

from django.contrib import messages
from django.utils.translation import gettext as _

from medisecure.access.limits import INVITATIONS_OF_ONE
from medisecure.dynamodb import counters
from medisecure.errors import Conflict, Unavailable
from medisecure.identity.accounts import Account
from medisecure.identity.portal.inviting import Sender, invite
from medisecure.web.display.errors import error_text
from medisecure.web.limits import allowed
from medisecure.web.requests import ClinicalRequest
from medisecure.wiring import sessions_table


def invited(request: ClinicalRequest, account: Account, email: str | None) -> bool:
    """Send it, for the first time or again, and say how it went; False if there is no code."""
    limit = allowed(INVITATIONS_OF_ONE)
    counters.count(sessions_table(), "invited", account.user_id, limit, time.time())
    try:
        invitation = invite(request.uow, Sender(account, email))
    except Conflict as refusal:
        messages.error(request, error_text(refusal))
        return False
    except Unavailable:
        messages.error(
            request,
            _("The invitation is noted, but the sign-in service did not answer: perhaps no mail was"
              " sent. Please send it again in a moment."),
        )  # fmt: skip
        return False
    if invitation.mailed:
        messages.success(request, _("The mail is sent. Now give them the code."))
    else:
        messages.success(
            request, _("They have a password already, so no mail is sent. Now give them the code.")
        )
    return True
