"""A nursery of worker processes that can be killed at any point.

It loads everything once, then forks a child for each job it reads. The child opens connections of
its own, does one job and says how it ended, if it lives. Jobs and answers are lines of JSON.

Only the nursery kills, and only children it has not yet buried: until then the system gives their
numbers to nobody else, so that no other process can ever be hit.
"""

import json
import os
import random
import signal
import sys
from contextlib import ExitStack
from typing import Any

import django


def main(endpoint: str, planted: list[str]) -> None:
    """Fork for every line of standard input until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started it
    from infra.drills import mutants  # noqa: PLC0415 - they read the settings, known only now
    from infra.drills.clients import Client, staff  # noqa: PLC0415
    from infra.drills.crash_jobs import done  # noqa: PLC0415
    from medisecure.store import lanes  # noqa: PLC0415

    client = Client(endpoint, staff("drill"))  # it opens no connection before it is used
    with ExitStack() as mutated:
        for name in planted:
            mutated.enter_context(getattr(mutants, name)())
        for line in sys.stdin:
            job = json.loads(line)
            if "bury" in job:
                bury(job["bury"], kill=job["kill"])
                continue
            pid = os.fork()
            if pid == 0:
                lanes._questions.cache_clear()  # threads do not survive a fork
                lanes._lookups.cache_clear()
                random.seed()
                say(done(client, job))
                os._exit(0)
            say({"job": job["job"], "pid": pid})


def bury(pid: int, *, kill: bool) -> None:
    """Wait for a child to be gone, killed or by itself."""
    if kill:
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def say(said: dict[str, Any]) -> None:
    """One line, in one piece: many children share the pipe."""
    os.write(sys.stdout.fileno(), (json.dumps(said) + "\n").encode())


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], sys.argv[2:])
