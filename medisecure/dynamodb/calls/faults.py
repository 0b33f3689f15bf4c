"""What can go wrong in a call to DynamoDB, and which of it is worth another try."""

from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    ReadTimeoutError,
)

# Everything botocore raises from a call; only this module and the client know its classes.
AwsError = (BotoCoreError, ClientError)
CONDITION_FAILED = "ConditionalCheckFailedException"
CANCELLED = "TransactionCanceledException"
INVALID = "ValidationException"
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
# The service is there and will not serve us: its rights, keys or tables are not as they must be.
SHUT_CODES = frozenset(
    {
        "AccessDeniedException",
        "ExpiredTokenException",
        "IncompleteSignatureException",
        "InvalidSignatureException",
        "MissingAuthenticationTokenException",
        "ResourceNotFoundException",
        "UnrecognizedClientException",
    }
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


def is_shut(error: Exception) -> bool:
    """Whether the service refuses to work for us at all, now and a moment later."""
    if not isinstance(error, ClientError):
        return False
    if code_of(error) == CANCELLED:
        return "AccessDenied" in cancel_reasons(error)
    return code_of(error) in SHUT_CODES


def is_too_large(error: Exception) -> bool:
    """Whether it was more than an item, a key or a transaction of the service can hold."""
    if not isinstance(error, ClientError) or code_of(error) not in (INVALID, CANCELLED):
        return False
    said = [str(error.response.get("Error", {}).get("Message", ""))]
    reasons: list[dict[str, Any]] = error.response.get("CancellationReasons", [])
    said += [str(each.get("Message")) for each in reasons if each.get("Code") == "ValidationError"]
    return any(" size " in text for text in said)


def was_silent(error: Exception) -> bool:
    """Whether the service took the call and did not answer in time."""
    return isinstance(error, ReadTimeoutError | ConnectTimeoutError)


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
