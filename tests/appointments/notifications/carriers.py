"""Carriers that fail in each of the ways a carrier can."""

from medisecure.messages import Message, NotNow, OutcomeUnknown, Refused


class Dies:
    """The process ends while the message is under way."""

    def send(self, message: Message) -> str:
        raise SystemExit(137)


class Silent:
    """Nobody knows whether it went out."""

    def send(self, message: Message) -> str:
        raise OutcomeUnknown


class Busy:
    """It did not go out, and may later."""

    def send(self, message: Message) -> str:
        raise NotNow


class Refuses:
    """It will never go out."""

    def send(self, message: Message) -> str:
        raise Refused("SPAM")


class Text:
    """A carrier of text messages that keeps what it was given."""

    sent: list[Message] = []  # noqa: RUF012 - read by the test

    def send(self, message: Message) -> str:
        self.sent.append(message)
        return f"sms-{len(self.sent)}"
