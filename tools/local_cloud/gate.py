"""Who may talk to the local cloud at all: this machine, and not pages of other web sites."""

from collections.abc import Awaitable, Callable
from typing import Any

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HEALTH = "/_ministack/health"
HOSTS = {"127.0.0.1", "localhost"}


def guarded(app: App, *, on_start: Callable[[], None]) -> App:
    """`app` behind the gate; `on_start` runs once, inside the server's event loop."""

    async def gate(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(on_start, receive, send)
        elif scope["type"] == "http":
            refusal = refused(scope["method"], scope["path"], _headers(scope))
            await (_answer(send, refusal) if refusal else app(scope, receive, send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})

    return gate


def refused(method: str, path: str, headers: dict[str, str]) -> int:
    """The status of the refusal, or 0 for a request that may pass.

    The engine's own doors (`/_ministack/reset` wipes everything, unasked for a password) are
    absent. A host name that is not this machine's is a rebound one; a browser says
    itself when another site's page is asking, and may then only follow a link.
    """
    if path.lstrip("/").startswith("_") and path != HEALTH:
        return 404
    if headers.get("host", "").partition(":")[0] not in HOSTS:
        return 403
    followed_link = method == "GET" and headers.get("sec-fetch-mode") == "navigate"
    if headers.get("sec-fetch-site") == "cross-site" and not followed_link:
        return 403
    return 0


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


async def _answer(send: Send, status: int) -> None:
    headers = [(b"content-length", b"0"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _live(on_start: Callable[[], None], receive: Receive, send: Send) -> None:
    """Start and stop in the place of the engine, whose own start runs scripts and schedulers."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            on_start()
            await send({"type": "lifespan.startup.complete"})
        else:
            await send({"type": "lifespan.shutdown.complete"})
            return
