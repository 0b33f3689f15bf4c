"""Lanes: as many threads as there is something to run at once, and never more than they may be."""

import gc
import threading
import time
from threading import Barrier, Event
from weakref import ref

from medisecure.dynamodb.calls.lanes import Lanes


def threads_of(name: str) -> int:
    return sum(each.name.startswith(f"{name}_") for each in threading.enumerate())


def test_jobs_run_side_by_side_each_in_a_lane_of_its_own() -> None:
    lanes, together = Lanes(3, "beside"), Barrier(4, timeout=10)
    for _ in range(3):
        lanes.put(lambda: (together.wait(), None)[1])
    together.wait()
    assert threads_of("beside") == 3


def test_a_lane_that_is_free_takes_the_next_job() -> None:
    lanes = Lanes(8, "again")
    for _ in range(20):
        done = Event()
        lanes.put(done.set)
        assert done.wait(10)
        until = time.monotonic() + 10
        while lanes._open and time.monotonic() < until:  # the lane is about to wait again
            time.sleep(0.001)
    assert threads_of("again") == 1


def test_there_are_never_more_than_it_may_have() -> None:
    lanes, open_up, done = Lanes(2, "few"), Event(), []
    for n in range(10):
        lanes.put(lambda n=n: (open_up.wait(10), done.append(n))[1])  # type: ignore[misc]
    assert threads_of("few") == 2
    open_up.set()
    until = time.monotonic() + 10
    while len(done) < 10 and time.monotonic() < until:
        time.sleep(0.001)
    assert sorted(done) == list(range(10))


def test_what_was_run_is_kept_by_nobody() -> None:
    class Job:
        def __call__(self) -> None:
            ran.set()

    lanes, ran, job = Lanes(1, "kept"), Event(), Job()
    gc.disable()
    try:
        left = ref(job)
        lanes.put(job)
        del job
        assert ran.wait(10)
        until = time.monotonic() + 10
        while left() is not None and time.monotonic() < until:
            time.sleep(0.001)
        assert left() is None
    finally:
        gc.enable()


def test_they_do_not_hold_up_the_end_of_the_process() -> None:
    lanes, ran = Lanes(1, "ending"), Event()
    lanes.put(ran.set)
    assert ran.wait(10)
    assert all(t.daemon for t in threading.enumerate() if t.name.startswith("ending_"))
