"""The code of an invitation as a text message to the phone that is kept, by a press at the desk.

Not by itself: several people may share one number, and whoever has the code and the mail signs in.
"""

import time
from dataclasses import dataclass, replace

from django.conf import settings
from django.contrib import messages as told
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from medisecure import messages
from medisecure.access.limits import INVITATIONS_OF_ONE
from medisecure.audit.actions import Action
from medisecure.clock import clinic_date
from medisecure.dynamodb import counters
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.identity.person import PersonalInfo, Preferences
from medisecure.identity.portal.invitations import Invitation, Invitations, code_of
from medisecure.web.limits import allowed
from medisecure.web.requests import ClinicalRequest
from medisecure.wiring import sessions_table
from medisecure.written.phones import masked, parts_of

SMS = "sms"


@dataclass(frozen=True, slots=True)
class Reach:
    """A phone that takes text messages, and in what language its owner reads; "" for none."""

    phone: str = ""
    language: str = "en"

    @property
    def masked(self) -> str:
        """To recognise the number; "" where no text can be sent."""
        return masked(self.phone) if self.phone else ""


def reach_of(info: PersonalInfo, preferences: Preferences | None) -> Reach:
    """How a text reaches them: nobody where the clinic sends none, or behind an extension."""
    kept = parts_of(info.phone_number or "")
    if SMS not in settings.MESSAGE_CARRIERS or kept.extension or not kept.number.startswith("+"):
        return Reach()
    return Reach(kept.number, (preferences or Preferences()).language)


def texted(request: ClinicalRequest, invitation: Invitation, to: Reach) -> None:
    """Send the code of an open invitation, and say how it went; it is noted before it leaves."""
    uow, limit = request.uow, allowed(INVITATIONS_OF_ONE)
    counters.count(sessions_table(), "texted", invitation.user_id, limit, time.time())
    if not to.phone:
        return
    with uow:
        noted = replace(invitation, texted_at=uow.at)
        noted = Invitations(uow).save(noted, Action.TEXT_INVITATION_CODE)
    try:
        messages.send(SMS, _message(uow, invitation, to))
    except (messages.Refused, messages.NotNow):
        _not_texted(uow, invitation.user_id)
        told.error(request, _("The text message was not sent. Give them the code yourself."))
    except messages.OutcomeUnknown:
        told.warning(
            request, _("Nobody knows whether the text message was sent. Ask them whether it came.")
        )
    else:
        told.success(request, _("The code is sent to %(phone)s.") % {"phone": to.masked})


def _not_texted(uow: UnitOfWork, user_id: str) -> None:
    kept = Invitations(uow).of(user_id)
    if kept is None:
        return
    with uow:
        Invitations(uow).save(replace(kept, texted_at=None), Action.FAIL_MESSAGE)


def _message(uow: UnitOfWork, invitation: Invitation, to: Reach) -> messages.Message:
    with override(to.language if to.language in dict(settings.LANGUAGES) else "en"):
        until = date_format(clinic_date(invitation.expires_at), "DATE_FORMAT")
        text = _(
            "Your code for the first sign-in: %(code)s. Good until %(until)s. The clinic never "
            "asks for it by phone."
        ) % {"code": code_of(uow, invitation), "until": until}  # fmt: skip
    return messages.Message(to=to.phone, subject="", text=text)
