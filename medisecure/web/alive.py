"""Asks the server in the same container whether it is alive: the image's health check.

python -m medisecure.web.alive
"""

import os
import sys
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

PATIENCE_SECONDS = 2


def alive(environ: dict[str, str]) -> bool:
    """Whether /healthz answers 200 at the address the server was told to listen at."""
    host, _, port = environ.get("BIND", f"127.0.0.1:{environ.get('PORT', '8000')}").rpartition(":")
    here = "127.0.0.1" if host in ("", "0.0.0.0") else host  # noqa: S104 - to ask, not to listen
    connection = HTTPConnection(here, int(port), timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not alive(dict(os.environ)))
