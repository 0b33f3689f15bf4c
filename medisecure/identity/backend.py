"""Turns a sign-in at Cognito into a person of ours; nobody is ever created by signing in."""

from functools import cache
from typing import Any

import jwt
import structlog
from django.conf import settings
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from medisecure.errors import NotFound
from medisecure.identity.models import User
from medisecure.identity.portal import linking
from medisecure.identity.portal.invitations import Invitations
from medisecure.identity.sessions import person_of
from medisecure.identity.tokens import BadToken, keys_at, verified_claims
from medisecure.wiring import system_work

log = structlog.get_logger()


@cache
def signing_keys() -> jwt.PyJWKClient:
    return keys_at(settings.OIDC_OP_JWKS_ENDPOINT, settings.OIDC_TIMEOUT)


class CognitoBackend(OIDCAuthenticationBackend):  # type: ignore[misc]
    """People are matched by Cognito's `sub`, and their group must be the role we know them in."""

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any] | None:
        """The token's claims, or None after logging which check failed."""
        try:
            return verified_claims(
                token,
                signing_keys(),
                issuer=settings.OIDC_ISSUER,
                audience=settings.OIDC_RP_CLIENT_ID,
                nonce=kwargs.get("nonce") or "",
            )
        except BadToken as error:
            log.warning("sign-in refused", code=str(error))
            return None

    def store_tokens(self, access_token: str, id_token: str) -> None:
        """Tokens are not kept; `second_factor.py` has the one exception."""

    def get_or_create_user(
        self, access_token: str, id_token: str, payload: dict[str, Any]
    ) -> User | None:
        uow = system_work("sign-in")
        try:
            user = User.of(*person_of(uow, payload["sub"]))
        except NotFound:
            self._may_be_invited(payload)
            return None
        groups = payload.get("cognito:groups")
        if not isinstance(groups, list) or user.role not in groups or user.pk != payload["sub"]:
            log.warning("sign-in refused", code="role does not match")
            return None
        user.authenticated_at = int(payload.get("auth_time") or 0)
        user.access_token = access_token
        return user

    def _may_be_invited(self, payload: dict[str, Any]) -> None:
        """Whoever is invited and not linked yet is asked for the code; they are nobody so far."""
        if Invitations(system_work("sign-in")).for_sign_in(payload["sub"]):
            linking.wait(self.request.session, payload["sub"], int(payload.get("auth_time") or 0))
        else:
            log.warning("sign-in refused", code="unknown person")

    def get_user(self, user_id: str) -> None:
        """Not used: `PersonMiddleware` reads the person together with the session."""
        return
