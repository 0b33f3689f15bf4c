"""The name of this process in the audit trail, and the running number of its entries.

A number belongs to what is stored: one that was taken for an entry the table refused is given back
and is the next to be taken. A gap then means what it should: a process that ended while it stored,
or an entry of which it is not known whether it came.
"""

import os
import secrets
from dataclasses import dataclass, field
from heapq import heappop, heappush
from threading import Lock


@dataclass(slots=True)
class Numbers:
    """The numbers of one writer, the lowest first; threads may take and give back at once."""

    writer: str
    _next: int = 0
    _returned: list[int] = field(default_factory=list)
    _guard: Lock = field(default_factory=Lock)

    def take(self) -> int:
        """The lowest number that stands in no entry."""
        with self._guard:
            if self._returned:
                return heappop(self._returned)
            self._next += 1
            return self._next - 1

    def give_back(self, number: int) -> None:
        """For an entry that was certainly not stored."""
        with self._guard:
            heappush(self._returned, number)


_of_process: dict[int, Numbers] = {}


def next_place() -> tuple[str, int]:
    """(writer, sequence) for the next entry; a forked worker is a writer of its own."""
    numbers = _numbers()
    return numbers.writer, numbers.take()


def give_back(writer: str, sequence: int) -> None:
    """Let the next entry have the place of one that was certainly not stored."""
    numbers = _numbers()
    if numbers.writer == writer:
        numbers.give_back(sequence)


def _numbers() -> Numbers:
    pid = os.getpid()
    if pid not in _of_process:
        _of_process.setdefault(pid, Numbers(secrets.token_hex(6)))
    return _of_process[pid]
