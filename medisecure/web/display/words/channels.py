"""By which channels people may be told: the words for all, the choice among those set up."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

CHANNELS = {"email": _("E-mail"), "sms": _("Text message"), "phone": _("Phone call")}
BY_A_PERSON = "phone"  # the front desk calls: "To call" lists whom
AS_GIVEN = ("", _("E-mail if there is one, else the phone"))
NO_ADDRESS = {
    "email": _("There is no e-mail to send to. Write one, or choose another way."),
    "sms": _("There is no phone to send to. Write one, or choose another way."),
    "phone": _("There is no phone to call. Write one, or choose another way."),
}


def channel_for(*, email: bool) -> str:
    """The channel of somebody who named none: an e-mail where they have one, else a call."""
    return "email" if email else BY_A_PERSON


def reaches(channel: str, *, email: bool, phone: bool) -> bool:
    """Whether a channel leads anywhere, for somebody with an e-mail or a phone or both."""
    return {"email": email, "sms": phone, BY_A_PERSON: phone}.get(channel, True)


def channels_offered(chosen: str | None = None) -> list[tuple[str, Any]]:
    """The choices of a form: what is set up here, and a call.

    One that was chosen while it was still set up stays, and says that it is not any more.
    """
    set_up = {*settings.MESSAGE_CARRIERS, BY_A_PERSON}
    choices: list[tuple[str, Any]] = [each for each in CHANNELS.items() if each[0] in set_up]
    if chosen and chosen not in set_up:
        words = CHANNELS.get(chosen, chosen)
        choices.append((chosen, _("%(channel)s (not available now)") % {"channel": words}))
    return choices
