"""Messages to people, by the channel each of them chose: the port behind which carriers stand."""

from dataclasses import dataclass, field
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`to` is an e-mail address or a phone number; nothing of it shows in `repr()` or a log."""

    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)


class Refused(Exception):
    """It was not sent and never will be; `reason` is a code without anything personal in it."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class NotNow(Exception):
    """It was certainly not sent; the same message may be tried again later.

    `reason` is a code without anything personal in it.
    """

    def __init__(self, reason: str = "BUSY") -> None:
        self.reason = reason
        super().__init__(reason)


class OutcomeUnknown(Exception):
    """Nobody knows whether it was sent, so it must not be sent again by itself."""


class Carrier(Protocol):
    """What sends messages of one channel."""

    def send(self, message: Message) -> str:
        """Send it once and return the carrier's id of it.

        Raises `Refused`, `NotNow` or `OutcomeUnknown`.
        """


def send(channel: str, message: Message) -> str:
    """Send by the channel of that name (`email`, `sms`); errors as `Carrier.send`."""
    carrier = settings.MESSAGE_CARRIERS.get(channel)
    if carrier is None:
        raise Refused("CHANNEL_NOT_SET_UP")
    if not message.to:
        raise Refused("NO_ADDRESS")
    made: Carrier = import_string(carrier)()
    return made.send(message)
