"""Where Django keeps a page's language, clock and addresses: by thread, and nothing more.

Django asks a store that also serves asynchronous code, 650 times a chart. Ours has none: a request
is one thread's, and what runs beside it is told its language and clock (`reading.as_read`).
See docs/adr/0126-by-thread.md.
"""

import threading
from types import ModuleType

from django.urls import base as addresses
from django.utils import timezone
from django.utils.translation import trans_real

# Names that Django does not promise: tests/web/display/test_by_thread.py tells if one is gone.
STORES: tuple[tuple[ModuleType, str], ...] = (
    (trans_real, "_active"),
    (timezone, "_active"),
    (addresses, "_prefixes"),
    (addresses, "_urlconfs"),
)


def keep_by_thread() -> None:
    """Have each of them kept so; called once, before the first page."""
    for module, name in STORES:
        if not isinstance(getattr(module, name, None), threading.local):
            setattr(module, name, _like(getattr(module, name, None)))


def _like(before: object) -> threading.local:
    """A plain store that knows what this thread has set already."""
    store = threading.local()
    if hasattr(before, "value"):
        store.value = before.value
    return store
