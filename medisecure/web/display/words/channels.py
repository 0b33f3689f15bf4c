"""By which channels people may be told: the words for all, the choice among those set up."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

CHANNELS = {"email": _("E-mail"), "sms": _("Text message"), "phone": _("Phone call")}
BY_A_PERSON = "phone"  # the front desk calls: "To call" lists whom


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
