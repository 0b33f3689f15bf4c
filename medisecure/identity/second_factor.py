"""The second factor: six digits from an authenticator app (RFC 6238), asked for by Cognito.

Cognito's own page asks whoever has one for the code, but offers nobody to set one up while some may
do without. So that is done here, with the access token of a sign-in just made.
See docs/adr/0027-second-factor.md.
"""

from base64 import b64decode, b64encode
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from medisecure import aws
from medisecure.encryption.cipher import Tampered
from medisecure.errors import Invalid
from medisecure.identity.models import User
from medisecure.wiring import cipher

SHOWN, TOKEN, SECRET = "second_factor", "second_factor_token", "second_factor_secret"
ISSUER = "MediSecure"
FACTOR = "SOFTWARE_TOKEN_MFA"
WRONG_CODE = frozenset({
    "CodeMismatchException", "EnableSoftwareTokenMFAException", "InvalidParameterException",
})  # fmt: skip


class SignInIsOld(Exception):
    """The access token holds for minutes only: the person has to sign in once more."""


def is_required(user: User) -> bool:
    """Whether this person's role may not go on with a password alone."""
    return user.role.value in settings.SECOND_FACTOR_FOR


def is_missing(user: User, session: SessionBase) -> bool:
    """Whether it was not shown in this session, though it is required."""
    return is_required(user) and not session.get(SHOWN)


def note_sign_in(session: SessionBase, user: User, *, wanted: bool) -> None:
    """Keep what a sign-in has shown; its token, sealed, only for who needs it or `wanted` it.

    Cognito has asked for the code if one was set up; that it was is what we ask.
    """
    session.pop(SECRET, None)
    session.pop(TOKEN, None)
    if not wanted and not is_required(user):
        return
    session[SHOWN] = is_set_up(user.access_token)
    if wanted or not session[SHOWN]:
        session[TOKEN] = _sealed(user.access_token, user.pk)


def token_of(session: SessionBase, user: User) -> str:
    """The access token of a sign-in just made, or `SignInIsOld`."""
    return _opened(session.get(TOKEN, ""), user.pk)


def is_set_up(token: str) -> bool:
    """Whether Cognito asks this person for a code."""
    return FACTOR in _asked("get_user", AccessToken=token).get("UserMFASettingList", [])


def secret_of(session: SessionBase, user: User) -> str:
    """The secret to put into the app; the same until it is confirmed, also when looked at again."""
    token = token_of(session, user)
    if SECRET not in session:
        made = _asked("associate_software_token", AccessToken=token)["SecretCode"]
        session[SECRET] = _sealed(str(made), user.pk)
    return _opened(session[SECRET], user.pk)


def confirm(session: SessionBase, user: User, code: str) -> None:
    """Set it up with a first code; `Invalid` for a wrong one."""
    token = token_of(session, user)
    _asked("verify_software_token", AccessToken=token, UserCode=code)
    _prefer(token, on=True)
    session[SHOWN] = True
    session.pop(SECRET, None)


def keep(session: SessionBase) -> None:
    """No other phone after all: the one that is set up holds until another has shown a code."""
    session.pop(SECRET, None)


def turn_off(session: SessionBase, user: User) -> None:
    """Back to the password alone; not for those of whom it is required."""
    _prefer(token_of(session, user), on=False)
    session[SHOWN] = False


def uri_of(secret: str, account: str) -> str:
    """What the picture says to an authenticator app.

    >>> uri_of("ABC", "a@b.example")
    'otpauth://totp/MediSecure%3Aa%40b.example?secret=ABC&issuer=MediSecure'
    """
    label = quote(f"{ISSUER}:{account}", safe="")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': ISSUER})}"


def _prefer(token: str, *, on: bool) -> None:
    _asked(
        "set_user_mfa_preference",
        AccessToken=token,
        SoftwareTokenMfaSettings={"Enabled": on, "PreferredMfa": on},
    )


def _asked(operation: str, **what: Any) -> dict[str, Any]:
    """One call to Cognito in the person's own name."""
    try:
        return aws.ask_cognito(operation, **what)
    except aws.CognitoRefused as refusal:
        if refusal.code in WRONG_CODE:
            raise Invalid({"code": "is wrong"}) from refusal
        if refusal.code == "NotAuthorizedException":
            raise SignInIsOld from refusal
        raise


def _sealed(text: str, sub: str) -> str:
    return b64encode(cipher().seal(text.encode(), f"second-factor|{sub}".encode())).decode()


def _opened(sealed: str, sub: str) -> str:
    try:
        return cipher().open(b64decode(sealed), f"second-factor|{sub}".encode()).decode()
    except Tampered as error:
        raise SignInIsOld from error
