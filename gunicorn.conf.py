"""How the web server runs: on loopback, few processes with threads, logs without queries."""

import os
from typing import Any
from urllib.parse import quote

from gunicorn.glogging import Logger

from medisecure.dynamodb.parallel import THREADS

# Loopback, unless a container's own network is meant: BIND=0.0.0.0:8000.
bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = THREADS  # the lanes for parallel reads and the connections are counted from it
# Each worker opens its own connections and keysets; nothing of the sort may be shared by a fork.
preload_app = False
timeout = 30
graceful_timeout = 20
keepalive = 65
# No second door to steer the server through.
control_socket_disable = True

accesslog = "-"
errorlog = "-"
loglevel = os.environ.get("LOG_LEVEL", "info").lower()
access_log_format = (
    '{"at":"%(t)s","method":"%(m)s","path":"%(U)s","status":"%(s)s","ms":"%(M)s","bytes":"%(B)s"}'
)


class PathLogger(Logger):
    """Keeps what people typed out of the log: no query, referrer or agent, and no raw paths.

    A path arrives decoded; written as it is, a line break in it would forge a line of the log.
    """

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> Any:
        """Gunicorn's fields, with the path encoded again and the telling ones left out."""
        fields = super().atoms(resp, req, environ, request_time)
        path = quote(environ.get("PATH_INFO", ""), safe="/", encoding="latin-1")
        return fields | {"U": path} | dict.fromkeys("rqfau", "-")


logger_class = PathLogger
