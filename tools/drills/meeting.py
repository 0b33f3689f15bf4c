"""Where all wait for each other on their way, so that a fault that needs two to meet shows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Barrier, BrokenBarrierError, get_ident
from typing import Any
from unittest.mock import patch

LONGEST_WAIT = 20.0  # seconds; reached only if somebody never comes


class Meeting:
    """So many threads, each of which waits here once for all the others."""

    def __init__(self, parties: int) -> None:
        self._barrier = Barrier(parties)
        self._been: set[int] = set()

    def begin(self) -> None:
        """Nobody has been here yet."""
        self._barrier.reset()
        self._been.clear()

    def wait(self) -> None:
        """Until all are here; whoever was here before goes straight on."""
        if get_ident() in self._been:
            return
        self._been.add(get_ident())
        with suppress(BrokenBarrierError):
            self._barrier.wait(LONGEST_WAIT)

    @contextmanager
    def before(self, owner: Any, name: str) -> Iterator[None]:
        """All meet before they call that function of `owner` for the first time."""
        meant: Callable[..., Any] = getattr(owner, name)

        def together(*given: Any, **named: Any) -> Any:
            self.wait()
            return meant(*given, **named)

        with patch.object(owner, name, together):
            yield
