"""A response leaves in one piece, so that whoever waits for it is woken once.

uvicorn writes the head and the body one after the other: two packets, and on a busy machine two
changes of process for each request.
"""

import asyncio
from importlib import import_module
from typing import Any

httptools: Any = import_module("uvicorn.protocols.http.httptools_impl")


class Gathering:
    """A transport that sends what is written in one step of the event loop at once."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._written: list[bytes] = []

    def write(self, data: bytes) -> None:
        if not self._written:
            asyncio.get_running_loop().call_soon(self._send)
        self._written.append(data)

    def close(self) -> None:
        self._send()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def _send(self) -> None:
        if self._written:
            data, self._written = b"".join(self._written), []
            self._transport.write(data)


class OneWrite(httptools.HttpToolsProtocol):  # type: ignore[misc]
    """The server's protocol over such a transport."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(Gathering(transport))
