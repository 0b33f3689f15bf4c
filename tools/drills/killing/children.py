"""The children of a process, each forked for one job: killed and buried by it, and by nobody else.

A child that has ended keeps its number until it is buried; until then the system gives that number
to nobody. Children are known by their jobs, never by a number somebody names, and are forgotten as
they are buried: a signal of ours can reach no process but them.
"""

import os
import signal


class Children:
    """Those not yet buried. One thread of one process has them."""

    def __init__(self) -> None:
        # Where this signal is ignored (it is inherited), the system buries behind our back.
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._unburied: dict[int, int] = {}

    def fork(self, job: int) -> bool:
        """A child for the job; True in the child. `ValueError` while the job has one."""
        if job in self._unburied:
            raise ValueError(f"job {job} has a child already")
        pid = os.fork()
        if pid == 0:
            self._unburied.clear()  # its brothers and sisters are not its own
            return True
        self._unburied[job] = pid
        return False

    def bury(self, job: int, *, kill: bool) -> None:
        """Wait for the job's child to be gone, killed or by itself; of no job, nothing is done."""
        pid = self._unburied.get(job)
        if pid is None:
            return
        if kill:
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        del self._unburied[job]

    def bury_all(self) -> None:
        """Kill and bury whoever is left."""
        for job in list(self._unburied):
            self.bury(job, kill=True)
