"""Whether somebody has shown just now who they are, for deeds an open session is not enough for."""

import time
from typing import Any, Protocol

AUTHENTICATED_AT = "authenticated_at"
FRESH_SECONDS = 5 * 60


class HasSession(Protocol):
    """A request, as far as it matters here."""

    session: Any


def is_fresh(request: HasSession) -> bool:
    """Whether the password was typed within the last minutes, as Cognito's token told us."""
    seen = request.session.get(AUTHENTICATED_AT, 0)
    return bool(0 <= time.time() - seen <= FRESH_SECONDS)
