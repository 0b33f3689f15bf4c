"""Lets the application live at another time: one and the same morning, or an hour ahead.

Pictures of it stay alike that way, and nobody waits for what takes its time.

Python runs a file of this name at every start, wherever it stands on PYTHONPATH. Only the clock
of the clinic is set; sessions, tokens and signed links keep the machine's.
"""

import os
from datetime import datetime, timedelta

import medisecure.clock

_true_now = medisecure.clock.now


def _now() -> datetime:
    return _true_now() - timedelta(seconds=float(os.environ["SECONDS_AGO"]))


medisecure.clock.now = _now
