"""Demo people without a second factor again: a later `make run` prints all they need."""

from contextlib import suppress
from typing import Any

from tools.demo.people import DEMO_SIGN_INS


def forget(cognito: Any, pool_id: str) -> None:
    """Have the pool ask none of the demo people for a code, whatever they had set up.

    Whoever has no account there has nothing to forget.
    """
    for person in DEMO_SIGN_INS:
        with suppress(cognito.exceptions.UserNotFoundException):
            cognito.admin_set_user_mfa_preference(
                UserPoolId=pool_id,
                Username=person.username,
                SoftwareTokenMfaSettings={"Enabled": False, "PreferredMfa": False},
            )
