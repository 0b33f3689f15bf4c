"""A response leaves in one piece, so that whoever waits for it is woken once.

hypercorn writes the head and the body one after the other: two packets, and on a busy machine
two changes of process for each request.
"""

from importlib import import_module
from typing import Any


def install() -> None:
    """Let the server keep each response's head back until the first piece of its body."""
    h11: Any = import_module("h11")
    protocol: Any = import_module("hypercorn.protocol.h11")

    async def send(self: Any, event: Any) -> None:
        """In the place of the protocol's own, which has no head to keep."""
        try:
            data = self.connection.send(event)
        except h11.LocalProtocolError:
            if self.connection.their_state != h11.ERROR:
                raise
            return
        data, self.head = getattr(self, "head", b"") + data, b""
        if isinstance(event, h11.Response):
            self.head = data
        else:
            await self.send(protocol.RawData(data=data))

    protocol.H11Protocol._send_h11_event = send
