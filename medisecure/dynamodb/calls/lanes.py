"""Threads that wait for something to run: a pool that knows nothing of what it runs.

`concurrent.futures` makes a future with a condition and a lock of its own for each job, which cost
more than handing it over does, and nobody asks for them here: a call keeps its own outcome
(`parallel.Started`). See docs/adr/0137-lanes-of-our-own.md.
"""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Lock, Thread

Job = Callable[[], None]  # it raises nothing


class Lanes:
    """At most so many threads, begun as they are needed; they end with the process."""

    def __init__(self, most: int, name: str) -> None:
        self._most, self._name = most, name
        self._jobs: SimpleQueue[Job] = SimpleQueue()
        self._guard = Lock()
        self._threads = 0
        self._open = 0  # jobs that wait or are under way

    def put(self, job: Job) -> None:
        """Have it run as soon as a lane is free."""
        with self._guard:
            self._open += 1
            is_short = self._threads < min(self._open, self._most)
            self._threads += is_short
            number = self._threads
        self._jobs.put(job)
        if is_short:
            Thread(target=self._work, name=f"{self._name}_{number}", daemon=True).start()

    def _work(self) -> None:
        while True:
            self._jobs.get()()  # nothing of it is kept while the lane waits for the next one
            with self._guard:
                self._open -= 1
