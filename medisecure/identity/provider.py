"""Whether Cognito answers, asked before somebody is sent there."""

import time
from dataclasses import dataclass

import requests
from django.conf import settings

ASK_AGAIN_SECONDS = 10
WAIT_SECONDS = 2


@dataclass(slots=True)
class _Known:
    up_until: float = 0.0


_known = _Known()


def answers() -> bool:
    """Whether the sign-in provider answered within the last seconds; a yes is kept for ten."""
    if time.monotonic() < _known.up_until:
        return True
    try:
        answer = requests.get(settings.OIDC_OP_JWKS_ENDPOINT, timeout=WAIT_SECONDS)
        up = answer.ok
    except requests.RequestException:
        up = False
    _known.up_until = time.monotonic() + ASK_AGAIN_SECONDS if up else 0.0
    return up
