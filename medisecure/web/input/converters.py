"""What an id in a URL may look like; anything else is no page of ours."""

from django.urls import register_converter


class IdConverter:
    """Letters, digits, `_` and `-`: never a key's `#`."""

    regex = "[A-Za-z0-9_-]{1,64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(IdConverter, "id")
