"""What can go wrong in a call to DynamoDB, and which of it is worth another try."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

# Everything botocore raises from a call; only this module and the client know its classes.
AwsError = (BotoCoreError, ClientError)
CONDITION_FAILED = "ConditionalCheckFailedException"
CANCELLED = "TransactionCanceledException"
PASSING_CODES = frozenset(
    {
        "InternalServerError",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ThrottlingException",
        "TransactionInProgressException",
        "TransactionConflictException",
    }
)
PASSING_REASONS = frozenset(
    {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
)
SERVER_ERROR = 500


def is_passing(error: Exception) -> bool:
    """Whether the same call may succeed a moment later."""
    if not isinstance(error, ClientError):
        return True
    if code_of(error) == CANCELLED:
        reasons = cancel_reasons(error)
        return bool(reasons & PASSING_REASONS) and "ConditionalCheckFailed" not in reasons
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return code_of(error) in PASSING_CODES or status >= SERVER_ERROR


def lost_a_race(error: Exception) -> bool:
    """Whether a condition of ours did not hold: somebody else was first."""
    if not isinstance(error, ClientError):
        return False
    if code_of(error) == CANCELLED:
        return "ConditionalCheckFailed" in cancel_reasons(error)
    return code_of(error) == CONDITION_FAILED


def code_of(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def cancel_reasons(error: ClientError) -> set[str]:
    """Why a transaction was cancelled, one code per operation."""
    found: list[dict[str, Any]] = error.response.get("CancellationReasons", [])
    return {str(reason.get("Code")) for reason in found}
