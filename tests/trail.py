"""The audit trail as it is stored, read behind the application's back."""

from collections.abc import Iterable, Mapping
from typing import Any


def entries(items: Iterable[Mapping[str, Any]], **wanted: str) -> list[Mapping[str, Any]]:
    """The stored entries with these attributes: `entries(raw(actor=REEM), result="DENIED")`."""
    return [
        item
        for item in items
        if item["PK"]["S"].startswith("AUDIT#")
        and all(item.get(name, {}).get("S") == value for name, value in wanted.items())
    ]
