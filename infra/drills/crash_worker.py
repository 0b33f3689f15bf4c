"""A nursery of worker processes that can be killed at any point.

It loads everything once, then forks a child for each job it reads. The child has connections of its
own, does one job and says how it ended, if it lives. Jobs and answers are lines of JSON.
"""

import json
import os
import signal
import sys
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import django


def main() -> None:
    """Fork for every line of standard input until it ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from medisecure import wiring  # noqa: PLC0415 - it reads the settings
    from medisecure.store import lanes  # noqa: PLC0415

    wiring.cipher()
    with ExitStack() as planted:
        for name in sys.argv[2:]:
            from infra.drills import mutants  # noqa: PLC0415

            planted.enter_context(getattr(mutants, name)())
        for line in sys.stdin:
            pid = os.fork()
            if pid == 0:
                lanes._questions.cache_clear()  # threads do not survive a fork
                lanes._lookups.cache_clear()
                _work(sys.argv[1], json.loads(line))
                os._exit(0)
            _say({"job": json.loads(line)["job"], "pid": pid})


def _work(endpoint: str, job: dict[str, Any]) -> None:
    from infra.drills.clients import Client, staff  # noqa: PLC0415

    answer = Client(endpoint, staff("drill")).press(lambda uow: _do(uow, job), tries=2)
    said = str(answer.result) if answer.outcome == "refused" else ""
    _say({"job": job["job"], "outcome": str(answer.outcome), "said": said})


def _do(uow: Any, job: dict[str, Any]) -> Any:
    from appointments import services  # noqa: PLC0415

    deed = job["deed"]
    if deed == "book":
        return services.book(uow, _wish(job))
    if deed == "move":
        return services.move(uow, job["patient_id"], _wish(job), sequence=job["sequence"])
    if deed == "cancel":
        return services.cancel(uow, job["patient_id"], job["appointment_id"], "drill")
    one, other = job["visits"]
    return services.swap(uow, tuple(one), tuple(other), seen=tuple(job["seen"]))


def _wish(job: dict[str, Any]) -> Any:
    from appointments.services import Wish  # noqa: PLC0415

    names = ("appointment_id", "patient_id", "provider_id", "minutes")
    starts_at = datetime.fromisoformat(job["starts_at"])
    return Wish(starts_at=starts_at, **{name: job[name] for name in names})


def _say(said: dict[str, Any]) -> None:
    os.write(sys.stdout.fileno(), (json.dumps(said) + "\n").encode())


if __name__ == "__main__":
    django.setup()
    main()
