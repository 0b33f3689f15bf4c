"""Lets the application live at another time: one and the same morning, or an hour ahead.

Pictures of it stay alike that way, and nobody waits for what takes its time.

Python runs a file of this name at every start, wherever it stands on PYTHONPATH. Only the clock
of the clinic is set, and that of the ids, by which a note knows when it was begun; sessions, tokens
and signed links keep the machine's.
"""

import os
from contextlib import suppress
from datetime import datetime, timedelta

import medisecure.clock

_true_now = medisecure.clock.now


def _now() -> datetime:
    return _true_now() - timedelta(seconds=float(os.environ["SECONDS_AGO"]))


medisecure.clock.now = _now

with suppress(ImportError):  # programs of the cloud make no ids
    import ulid

    ulid.default_generator = ulid.ULIDGenerator(clock=lambda: int(_now().timestamp() * 1000))
