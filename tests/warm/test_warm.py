"""What is started warm does and ends as what is started as in use."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from documents import apart
from documents.apart import Busy
from tests.warm.programs import cold, warm

PROGRAM = """
import os, sys, time
from pathlib import Path
first, *words = sys.argv[1:]
given = sys.stdin.buffer.read()
if first == "echo":
    sys.stdout.buffer.write(given[::-1] + ".".join(words).encode() + str(set(os.environ)).encode())
if first == "slow":
    Path(words[0]).write_text(str(os.getpid()))
    time.sleep(60)
if first == "killed":
    os.kill(os.getpid(), 9)
if first == "wrong":
    raise ValueError
sys.exit(int(first) if first.isdigit() else None)
"""


@pytest.fixture(params=["warm", "in use"])
def program(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "program.py"
    path.write_text(f"if __name__ == '__main__':\n{PROGRAM}".replace("\n", "\n    "))
    with warm(path, "") if request.param == "warm" else cold():
        yield path


def test_it_takes_bytes_and_words_and_gives_bytes(program: Path) -> None:
    given = bytes(range(256)) * 4096  # more than a pipe holds
    code, told = apart.run(program, ("echo", "a", "b"), given)
    assert code == 0
    assert told.startswith(given[::-1] + b"a.b")
    told_of = told[len(given) + 3 :].decode()
    assert all(each in told_of for each in apart.ENVIRONMENT)
    assert "TABLE_NAME" not in told_of


@pytest.mark.parametrize(("word", "code"), [("0", 0), ("7", 7), ("killed", -9), ("wrong", 1)])
def test_its_end_is_told(program: Path, word: str, code: int) -> None:
    assert apart.run(program, (word,), b"") == (code, b"")
    assert apart.run(program, ("0",), b"") == (0, b"")  # the next one is none the worse for it


def test_one_that_takes_too_long_is_ended(program: Path, tmp_path: Path) -> None:
    mark = tmp_path / "process"
    with pytest.raises(Busy):
        apart.run(program, ("slow", str(mark)), b"", longest=5)
    process = Path("/proc") / mark.read_text()
    for _ in range(200):
        if not process.exists():
            return
        time.sleep(0.05)
    pytest.fail("it is still there")
