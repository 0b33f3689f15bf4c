"""How the web server runs: on loopback, few processes with threads, logs without queries."""

import os
from typing import Any
from urllib.parse import quote

from gunicorn.glogging import Logger

from medisecure.dynamodb.calls.parallel import THREADS

# Loopback, unless a container's own network is meant: BIND=0.0.0.0:8000.
bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Threads work on whole requests; one loop does all waiting for clients.
# See docs/adr/0021-whole-requests-only.md.
worker_class = "medisecure.server.worker.WholeRequestWorker"
threads = THREADS  # the connections that are kept are counted from it
worker_connections = 500
# Answers are kept until they are taken: a file, too, is read and not left to a slow client's pace.
sendfile = False
# Loaded once, before the workers part: they are ready at once and share what is loaded (ADR 133).
# Each opens its own connections and keysets; nothing of the sort is open when they part.
preload_app = True
timeout = 30
graceful_timeout = 20
keepalive = 65
# What a caller says of itself counts only from a proxy that is named; a prefix never does.
forwarded_allow_ips = os.environ.get("TRUSTED_PROXIES", "")
forwarder_headers = ""
# No second door to steer the server through.
control_socket_disable = True

accesslog = "-"
errorlog = "-"
loglevel = os.environ.get("LOG_LEVEL", "info").lower()
access_log_format = (
    '{"at":"%(t)s","method":"%(m)s","path":"%(U)s","status":"%(s)s","ms":"%(M)s","bytes":"%(B)s"}'
)


class RouteLogger(Logger):
    """Keeps what people typed, and secrets in addresses, out of the log.

    No query, referrer or agent; and for a path the pattern of the page it led to, without its ids.
    """

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> Any:
        """The fields of the line above and no others, with the page for the path.

        Gunicorn would gather a hundred: every header both ways, cookies among them.
        """
        path = environ.get("PATH_INFO", "")
        asset = quote(path, safe="/", encoding="latin-1") if path.startswith("/static/") else "-"
        return {
            "t": self.now(),
            "m": environ.get("REQUEST_METHOD"),
            "U": environ.get("medisecure.route", asset).replace('"', ""),
            "s": str(resp.status).partition(" ")[0],
            "M": request_time.seconds * 1000 + request_time.microseconds // 1000,
            "B": getattr(resp, "sent", None),
        }


logger_class = RouteLogger
