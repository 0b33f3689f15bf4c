"""Settings are read as attributes of any object are: a page reads a hundred of them.

Django's proxy looks at each one twice, in Python, for methods that stand in for those of what it
wraps. Nobody asks the settings for such a method, and a value is in the proxy's own dictionary once
it was read. See docs/adr/0142-a-frame-of-few-questions.md.
"""

from django.conf import LazySettings


def read_plainly() -> None:
    """Called once, before the first page."""
    LazySettings.__getattribute__ = object.__getattribute__  # type: ignore[method-assign]
