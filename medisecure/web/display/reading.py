"""The language and the clock a page is read in, for the calls that run beside it.

Django keeps both by thread, also where a thread runs in the context of another one.
"""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import trans_real


def as_read() -> Callable[[], None]:
    """What gives another thread the language and the clock of this one, as this one has them.

    Not by their names: a page has eleven calls beside it, and each would look them up three times.
    `by_thread` says how Django keeps them, and its tests that it still does.
    """
    language, clock = _kept(trans_real), _kept(timezone)

    def set_up() -> None:
        _keep(trans_real, language)
        _keep(timezone, clock)

    return set_up


def _kept(module: Any) -> Any:
    """What this thread has set; None for nothing, which leaves it with the setting."""
    return getattr(module._active, "value", None)


def _keep(module: Any, value: Any) -> None:
    if value is not None:
        module._active.value = value
    elif hasattr(module._active, "value"):
        del module._active.value
