"""A meeting: nobody goes on before all are there, and only the first time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from tools.drills import meeting
from tools.drills.meeting import Meeting


class Desk:
    """Writes down who looked and who wrote."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._guard = Lock()

    def look(self) -> None:
        self._note("look")

    def write(self) -> None:
        self._note("write")

    def press(self, times: int) -> None:
        for _ in range(times):
            self.look()
            self.write()

    def _note(self, what: str) -> None:
        with self._guard:
            self.seen.append(what)


def pressed(together: Meeting, parties: int, times: int) -> list[str]:
    desk = Desk()
    with together.before(Desk, "write"), ThreadPoolExecutor(parties) as pool:
        list(pool.map(desk.press, [times] * parties))
    return desk.seen


def test_all_have_looked_before_anyone_writes() -> None:
    together = Meeting(4)
    for _ in range(3):
        together.begin()
        assert pressed(together, 4, 2)[:4] == ["look"] * 4


def test_whoever_waits_for_nobody_goes_on_in_the_end() -> None:
    longest, meeting.LONGEST_WAIT = meeting.LONGEST_WAIT, 0.1
    try:
        assert pressed(Meeting(2), 1, 1) == ["look", "write"]
    finally:
        meeting.LONGEST_WAIT = longest
