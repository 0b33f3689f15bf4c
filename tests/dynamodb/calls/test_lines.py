"""Lines: one works while others wait for an answer, for a moment, or for one another."""

import socket
import time
from collections.abc import Callable, Iterator
from threading import Event, Thread

import pytest

from medisecure import wiring
from medisecure.dynamodb.calls.lines import here, is_answered, sleep, undivided
from medisecure.dynamodb.calls.parallel import in_parallel, start_call
from medisecure.errors import Conflict

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Callable[..., Pair]]:
    """Makes connections: the end that asks, which waits so long for an answer, and the other."""
    made: list[socket.socket] = []

    def make(seconds: float = 20) -> Pair:
        asking, answering = socket.socketpair()
        asking.settimeout(seconds)
        made.extend((asking, answering))
        return asking, answering

    yield make
    for each in made:
        each.close()


def asked(link: socket.socket, word: bytes) -> bytes:
    """Ask and take the answer, as a connection does."""
    link.sendall(word)
    if not is_answered(link):
        raise TimeoutError
    return link.recv(100)


def test_all_questions_are_out_before_the_first_answer_is_waited_for(
    pair: Callable[..., Pair],
) -> None:
    pairs = [pair() for _ in range(3)]

    def answer() -> None:
        """The last one first, and none before all have been asked."""
        words = [other.recv(100) for _, other in pairs]
        for (_, other), word in zip(reversed(pairs), reversed(words), strict=True):
            other.sendall(word.upper())

    service = Thread(target=answer, daemon=True)
    service.start()
    words = (b"a", b"b", b"c")
    asking = [
        (lambda link=link, word=word: asked(link, word))  # type: ignore[misc]
        for (link, _), word in zip(pairs, words, strict=True)
    ]
    assert in_parallel(*asking) == [b"A", b"B", b"C"]
    service.join(20)
    assert here.is_alone


def test_a_line_asks_on_while_others_still_wait(pair: Callable[..., Pair]) -> None:
    """The second question of one line is answered before the first one of another."""
    (slow, slow_end), (quick, quick_end) = pair(), pair()
    order, told = list[str](), Event()

    def answer() -> None:
        slow_end.recv(100)
        for _ in range(2):
            quick_end.sendall(quick_end.recv(100))
        told.wait(20)
        slow_end.sendall(b"late")

    def twice() -> None:
        for word in (b"1", b"2"):
            order.append(asked(quick, word).decode())
        told.set()

    service = Thread(target=answer, daemon=True)
    service.start()
    in_parallel(lambda: order.append(asked(slow, b"x").decode()), twice)
    service.join(20)
    assert order == ["1", "2", "late"]


def test_who_is_not_answered_in_time_is_told_so_and_the_others_go_on(
    pair: Callable[..., Pair],
) -> None:
    (silent, _), (link, other) = pair(0.1), pair()
    late = Thread(target=lambda: (time.sleep(0.3), other.sendall(b"here")), daemon=True)
    found = start_call(lambda: asked(link, b"x"))
    late.start()
    with pytest.raises(TimeoutError):
        in_parallel(lambda: asked(silent, b"x"), lambda: 1)
    assert found.result() == b"here"
    late.join(20)
    assert here.is_alone


def test_whoever_pauses_lets_the_others_work() -> None:
    order: list[str] = []

    def pausing(name: str, seconds: float) -> None:
        sleep(seconds)
        order.append(name)

    in_parallel(
        lambda: pausing("long", 0.2), lambda: pausing("short", 0.05), lambda: order.append("none")
    )
    assert order == ["none", "short", "long"]
    assert here.is_alone


def test_an_error_in_a_line_is_its_own(pair: Callable[..., Pair]) -> None:
    link, other = pair()

    def refused() -> None:
        sleep(0.01)
        raise Conflict("someone else was first")

    other.sendall(b"there")
    begun = start_call(refused)
    assert in_parallel(lambda: asked(link, b"x"), lambda: 2) == [b"there", 2]
    with pytest.raises(Conflict):
        begun.result()


def test_one_line_may_wait_for_what_another_has_begun(pair: Callable[..., Pair]) -> None:
    link, other = pair()
    shared = start_call(lambda: asked(link, b"x"))
    Thread(target=lambda: (other.recv(9), other.sendall(b"y")), daemon=True).start()
    assert in_parallel(*[shared.result] * 4) == [b"y"] * 4


def test_hundreds_of_lines_are_not_within_one_another() -> None:
    def pausing(number: int) -> int:
        sleep(0.01)
        return number

    asking = [lambda number=each: pausing(number) for each in range(500)]  # type: ignore[misc]
    assert in_parallel(*asking) == list(range(500))


def test_what_nobody_waits_for_is_done_all_the_same_before_a_request_ends() -> None:
    """A count of attempts is begun, and then the view refuses before it asks for anything."""
    done: list[str] = []

    def counted() -> None:
        sleep(0.02)
        done.append("counted")

    start_call(counted)
    start_call(lambda: done.append("noted"))
    assert done == []
    here.finish()
    assert done == ["noted", "counted"]
    assert here.is_alone
    here.finish()


def test_while_a_line_is_undivided_no_other_works() -> None:
    order: list[str] = []

    def locked() -> None:
        with undivided():
            sleep(0.05)
            order.append("locked")

    in_parallel(locked, lambda: order.append("other"))
    assert order == ["locked", "other"]


def test_two_lines_that_want_the_keysets_do_not_wait_for_each_other(
    clinic: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ask at once, and opening them asks the store and the key service."""
    monkeypatch.setattr(wiring, "_opened", wiring._Opened())
    found: list[object] = []
    asking = Thread(target=lambda: found.extend(in_parallel(*[after_a_while] * 3)), daemon=True)
    asking.start()
    asking.join(30)
    assert len(found) == 3


def after_a_while() -> object:
    sleep(0.01)
    return wiring.cipher()


def test_threads_have_lines_of_their_own(pair: Callable[..., Pair]) -> None:
    link, other = pair()
    waiting = start_call(lambda: asked(link, b"x"))
    seen: list[bool] = []
    thread = Thread(target=lambda: seen.append(here.is_alone))
    thread.start()
    thread.join(20)
    assert seen == [True]
    other.sendall(b"y")
    assert waiting.result() == b"y"
