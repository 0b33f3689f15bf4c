"""The queue in which SES tells of mail that came back."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from medisecure.aws import client
from medisecure.errors import Unavailable

AT_ONCE = 10  # the most that SQS hands out


@dataclass(frozen=True, slots=True)
class QueuedMessage:
    """One message, and what to give back once it is dealt with."""

    text: str = field(repr=False)
    receipt: str = field(repr=False)


def waiting() -> Iterator[QueuedMessage]:
    """Everything that waits; whatever is not `done` comes again by itself after a while.

    Raises `Unavailable`.
    """
    sqs = client("sqs")
    try:
        url = sqs.get_queue_url(QueueName=settings.MAIL_FAILURES_QUEUE)["QueueUrl"]
        while True:
            answer = sqs.receive_message(
                QueueUrl=url, MaxNumberOfMessages=AT_ONCE, WaitTimeSeconds=1
            )
            messages = answer.get("Messages", [])
            if not messages:
                return
            for each in messages:
                yield QueuedMessage(each["Body"], each["ReceiptHandle"])
    except (ClientError, BotoCoreError) as error:
        raise Unavailable("the queue of returned mail did not answer") from error


def done(told: QueuedMessage) -> None:
    """It is dealt with and need not come again. Raises `Unavailable`."""
    sqs = client("sqs")
    try:
        url = sqs.get_queue_url(QueueName=settings.MAIL_FAILURES_QUEUE)["QueueUrl"]
        sqs.delete_message(QueueUrl=url, ReceiptHandle=told.receipt)
    except (ClientError, BotoCoreError) as error:
        raise Unavailable("the queue of returned mail did not answer") from error
