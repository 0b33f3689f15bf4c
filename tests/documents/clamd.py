"""A ClamAV for tests: it speaks INSTREAM, and knows the one signature everybody tests with."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# https://www.eicar.org/download-anti-malware-testfile/ - written apart, so that this is no virus
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@contextmanager
def clamd() -> Iterator[str]:
    """Where it listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_serve, args=(server,), daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"


def _serve(server: socket.socket) -> None:
    while True:
        try:
            wire, _ = server.accept()
        except OSError:
            return
        with wire, wire.makefile("rb") as told:
            if told.read(10) != b"zINSTREAM\0":
                wire.sendall(b"UNKNOWN COMMAND\0")
                continue
            content = b""
            while size := struct.unpack("!L", told.read(4))[0]:
                content += told.read(size)
            found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
            wire.sendall(found)
