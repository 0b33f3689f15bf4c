"""A nursery of worker processes that can be killed at any point.

It loads everything once, then forks a child for each job it reads. The child says that it is born,
opens connections of its own, does one job and says how it ended, if it lives. Jobs and answers are
lines of JSON; whoever gave a job says how its child is buried. Once there are no more jobs, nobody
is left behind.
"""

import json
import os
import random
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any

import django

from tools.drills.killing.children import Children

Job = dict[str, Any]


def main(endpoint: str, planted: str) -> None:
    """Fork for every line of standard input until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started it
    from medisecure.dynamodb.calls import parallel  # noqa: PLC0415
    from tools.drills import mutants  # noqa: PLC0415 - they read the settings, known only now
    from tools.drills.clients import Client, staff  # noqa: PLC0415
    from tools.drills.killing.crash_jobs import done  # noqa: PLC0415

    client = Client(endpoint, staff("drill"))  # it opens no connection before it is used

    def work(job: Job) -> None:
        parallel._threads.cache_clear()  # threads do not survive a fork
        random.seed()
        seam = partial(die_here, job)
        fault: AbstractContextManager[None] = (
            getattr(mutants, planted)(seam) if planted else nullcontext()
        )
        with fault:
            say(done(client, job))

    fork_for_each(sys.stdin, work)


def fork_for_each(lines: Iterable[str], work: Callable[[Job], None]) -> None:
    """A child for every job; its burial where a line says so; in the end everybody's."""
    children = Children()
    for line in lines:
        job = json.loads(line)
        if "bury" in job:
            children.bury(job["bury"], kill=job["kill"])
        elif children.fork(job["job"]):
            say({"job": job["job"], "born": True})
            work(job)
            os._exit(0)
    children.bury_all()


def die_here(job: Job) -> None:
    """Where a fault is planted: a worker that is to die there says that it is there, and waits."""
    if job.get("dies_at_seam"):
        say({"job": job["job"], "seam": True})
        signal.pause()


def say(said: Job) -> None:
    """One line, in one piece: many children share the pipe."""
    os.write(sys.stdout.fileno(), (json.dumps(said) + "\n").encode())


if __name__ == "__main__":
    django.setup()
    main(*sys.argv[1:3])
