"""The name of this process in the audit trail, and the running number of its entries."""

import os
import secrets
from itertools import count

_numbers: dict[int, tuple[str, "count[int]"]] = {}


def next_place() -> tuple[str, int]:
    """(writer, sequence) for the next entry; a forked worker is a writer of its own."""
    pid = os.getpid()
    if pid not in _numbers:
        _numbers.setdefault(pid, (secrets.token_hex(6), count()))
    writer, numbers = _numbers[pid]
    return writer, next(numbers)
