"""The queue in which SES tells of mail that came back."""

from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from infra.provision.outcome import Difference, Outcome, State, differs, settle
from medisecure.resources.kinds import Queue

SECONDS_A_DAY = 24 * 60 * 60


def ensure_queue(sqs: Any, queue: Queue, *, apply: bool = True) -> Outcome:
    """Create the queue if it is absent; put right whatever of it is not as declared."""
    wanted = {
        "MessageRetentionPeriod": str(queue.kept_days * SECONDS_A_DAY),
        "VisibilityTimeout": str(queue.hidden_seconds),
    }
    try:
        url = sqs.get_queue_url(QueueName=queue.name)["QueueUrl"]
    except ClientError as refusal:
        if "NonExistentQueue" not in refusal.response["Error"]["Code"]:
            raise
        if not apply:
            return Outcome("queue", queue.name, State.TO_CREATE)
        sqs.create_queue(QueueName=queue.name, Attributes=wanted)
        return Outcome("queue", queue.name, State.CREATED)
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(wanted))["Attributes"]
    write = partial(sqs.set_queue_attributes, QueueUrl=url, Attributes=wanted)
    differences = [Difference("attributes", write)] if differs(wanted, found) else []
    return settle("queue", queue.name, differences, apply=apply)
