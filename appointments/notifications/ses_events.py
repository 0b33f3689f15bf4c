"""What SES tells of a mail that came back: read from its JSON, and nothing kept of it but this."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class FeedbackType(StrEnum):
    """BOUNCE: there is no such mailbox. COMPLAINT: the reader calls it spam. For good, both.

    PASSING: this one mail was not taken (a full mailbox, a refused text); the next one may be.
    """

    BOUNCE = "BOUNCE"
    COMPLAINT = "COMPLAINT"
    PASSING = "PASSING"

    @property
    def is_for_good(self) -> bool:
        return self is not FeedbackType.PASSING


@dataclass(frozen=True, slots=True, kw_only=True)
class MailReturned:
    """One mail that came back; `addresses` are those it did not reach, and show in no `repr()`."""

    message_id: str
    why: FeedbackType
    addresses: tuple[str, ...] = field(repr=False)


def read_event(text: str) -> MailReturned | None:
    """The event of a queue's message, delivered raw or in SNS's envelope; None for any other text.

    Source: the SES developer guide, "Contents of event data that Amazon SES publishes to SNS".
    """
    try:
        told = json.loads(text)
        event = json.loads(told["Message"]) if "Message" in told else told
        why, addresses = _reason(event)
        message_id = str(event["mail"]["messageId"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return MailReturned(message_id=message_id, why=why, addresses=addresses)


def _reason(event: Mapping[str, Any]) -> tuple[FeedbackType, tuple[str, ...]]:
    """Why it came back, and from whom; `KeyError` for an event of another kind."""
    kind = event["eventType"]
    if kind == "Bounce":
        bounce = event["bounce"]
        why = FeedbackType.BOUNCE if bounce["bounceType"] == "Permanent" else FeedbackType.PASSING
        return why, _addresses(bounce["bouncedRecipients"])
    if kind == "Complaint":
        return FeedbackType.COMPLAINT, _addresses(event["complaint"]["complainedRecipients"])
    if kind == "Reject":
        return FeedbackType.PASSING, tuple(map(str, event["mail"]["destination"]))
    raise KeyError(kind)


def _addresses(recipients: list[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(str(each["emailAddress"]).strip() for each in recipients)
