"""The options of a select, written without the template engine: a clinic has hundreds of doctors.

See docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString


def options(choices: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """An option for each value and its words; the chosen value is selected."""
    return SafeString(
        "".join(
            f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
            f"{escape(words)}</option>"
            for value, words in choices
        )
    )
