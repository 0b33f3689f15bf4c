"""The five items printed in the schema: John Doe, Dr. Sarah Smith and what they share."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

Item = dict[str, Any]
"""One table item in the schema's JSON shape; fractions are Decimal, never float."""

SCHEMA_ITEMS_FILE = Path(__file__).with_name("schema_items.json")
JOHN_DOE = "patient_12345"
DR_SMITH = "provider_98765"


def schema_items() -> list[Item]:
    """Patient, provider, record, appointment, document, unchanged; fractions as Decimal."""
    items: list[Item] = json.loads(
        SCHEMA_ITEMS_FILE.read_text(encoding="utf-8"), parse_float=Decimal
    )
    return items
