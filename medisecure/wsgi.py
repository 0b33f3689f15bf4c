"""The application as gunicorn runs it.

Everything a page needs is loaded here, once, before the workers part (ADR 133). It stays for good,
so the collector of cycles leaves it alone; and since a page makes tens of thousands of small things
without cycles, it looks for them that much more seldom.
"""

import os
import sys

# The logger would load what draws colours in a terminal; no line of a worker is for one.
sys.modules["rich"] = None  # type: ignore[assignment]
import structlog  # noqa: E402, F401

del sys.modules["rich"]  # commands draw with it

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from medisecure.server.collecting import collect_seldom  # noqa: E402
from medisecure.server.memory import give_back_early  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medisecure.settings")
give_back_early()
application = get_wsgi_application()
_ = get_resolver().url_patterns  # every view, which Django would load with the first request
collect_seldom()
