"""The address the clinic's mail comes from, as SES knows it."""

from functools import partial
from typing import Any

from infra.provision.outcome import Difference, Outcome, State, settle

VERIFIED = "Success"


def ensure_sender(ses: Any, address: str, *, apply: bool = True) -> Outcome:
    """Have SES verify the address, unless it or its domain is; until then it sends nothing.

    AWS mails a link to the address, which somebody must follow once. A domain is verified by DNS:
    the stack in `infra/cdk` asks for it and prints what to publish.
    """
    if VERIFIED in states(ses, address).values():
        return Outcome("sender", address, State.EXISTS)
    ask = Difference("verification", partial(ses.verify_email_identity, EmailAddress=address))
    return settle("sender", address, [ask], apply=apply, made=apply)


def domain_is_verified(ses: Any, address: str) -> bool:
    """Whether SES may send in the name of the address's whole domain."""
    return states(ses, address).get(address.rpartition("@")[2]) == VERIFIED


def states(ses: Any, address: str) -> dict[str, str]:
    """What SES knows of the address and of its domain."""
    domain = address.rpartition("@")[2]
    known = ses.get_identity_verification_attributes(Identities=[address, domain])
    attributes = known["VerificationAttributes"]
    return {each: said["VerificationStatus"] for each, said in attributes.items()}
