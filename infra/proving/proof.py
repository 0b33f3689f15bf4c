"""One thing to prove: a call of the application's, and whether AWS must allow or refuse it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

# What services answer to a caller without the right.
REFUSALS = frozenset({"AccessDenied", "AccessDeniedException", "403", "NotAuthorizedException",
                      "AWS.SimpleQueueService.AccessDenied"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proof:
    """`call` is made; `allowed` says how it must end."""

    what: str
    call: Callable[[], Any]
    allowed: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What came of one proof; `code` is the service's word for a refusal."""

    what: str
    well: bool
    code: str

    def __str__(self) -> str:
        return f"{'well ' if self.well else 'WRONG'} {self.what}: {self.code}"


def show(proofs: list[Proof]) -> Iterator[Shown]:
    """Make each call. A failure that is no refusal proves nothing and is wrong in either case."""
    for proof in proofs:
        code = outcome(proof.call)
        well = code == "allowed" if proof.allowed else code in REFUSALS
        yield Shown(proof.what, well, code)


def outcome(call: Callable[[], Any]) -> str:
    """The word "allowed", or the service's code for why not."""
    try:
        call()
    except ClientError as error:
        return code_of(error)
    return "allowed"


def code_of(error: ClientError) -> str:
    """The refusal's code; of a cancelled transaction the code of the part that was refused."""
    code = str(error.response["Error"]["Code"])
    if code == "TransactionCanceledException":
        reasons: list[dict[str, Any]] = error.response.get("CancellationReasons", [])
        codes = [str(each.get("Code")) for each in reasons if each.get("Code") != "None"]
        return {"AccessDenied": "AccessDeniedException"}.get(codes[0], codes[0]) if codes else code
    return code
