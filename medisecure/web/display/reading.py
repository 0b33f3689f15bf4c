"""The language and the clock a page is read in, for the calls that run beside it.

Django keeps both by thread, also where a thread runs in the context of another one.
"""

from collections.abc import Callable

from django.utils import timezone, translation


def as_read() -> Callable[[], None]:
    """What gives another thread the language and the clock of this one."""
    language, clock = translation.get_language(), timezone.get_current_timezone()

    def set_up() -> None:
        if language is None:
            translation.deactivate_all()
        else:
            translation.activate(language)
        timezone.activate(clock)

    return set_up
