"""The address the clinic's mail comes from, as SES knows it."""

from typing import Any

from infra.provision.outcome import Outcome, State


def ensure_sender(ses: Any, address: str) -> Outcome:
    """Have SES verify the address, or its domain; until then it sends nothing in that name.

    AWS mails a link to the address, which somebody must follow once.
    """
    domain = address.rpartition("@")[2]
    known = ses.get_identity_verification_attributes(Identities=[address, domain])
    states = known["VerificationAttributes"]
    if "Success" in {states.get(each, {}).get("VerificationStatus") for each in (address, domain)}:
        return Outcome("sender", address, State.EXISTS)
    ses.verify_email_identity(EmailAddress=address)
    return Outcome("sender", address, State.CREATED)
