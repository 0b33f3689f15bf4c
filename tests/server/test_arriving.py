"""Where a request ends, and which are not taken."""

from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medisecure.server.arriving import LONGEST_BODY, LONGEST_HEAD, Arriving, Refused, Stage

HEAD = b"POST /x HTTP/1.1\r\nHost: a\r\n"
FORM = HEAD + b"Content-Length: 5\r\n\r\nhello"
PAGE = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


def come(*pieces: bytes) -> Arriving:
    arriving = Arriving()
    for each in pieces:
        arriving.take(each)
    return arriving


def status_of(head: bytes) -> HTTPStatus:
    with pytest.raises(Refused) as refused:
        come(head)
    return refused.value.status


def test_a_request_is_whole_when_its_last_byte_has_come() -> None:
    arriving, stages = Arriving(), []
    for n in range(len(FORM)):
        stages.append(arriving.stage)
        arriving.take(FORM[n : n + 1])
    assert arriving.stage is Stage.WHOLE
    assert [stages.index(each) for each in (Stage.NOTHING, Stage.HEAD, Stage.BODY)] == [
        0, 1, len(FORM) - 5,
    ]  # fmt: skip
    assert Stage.WHOLE not in stages


@given(st.lists(st.sampled_from([FORM, PAGE]), min_size=1, max_size=5), st.data())
def test_however_the_bytes_are_cut_each_request_comes_out_as_it_was_sent(
    sent: list[bytes], data: st.DataObject
) -> None:
    line, arriving, got = b"".join(sent), Arriving(), []
    while line or arriving.stage is Stage.WHOLE:
        if arriving.stage is Stage.WHOLE:
            got.append(arriving.pop())
            arriving.take(b"")
            continue
        cut = data.draw(st.integers(1, len(line)))
        arriving.take(line[:cut])
        line = line[cut:]
    assert got == sent
    assert arriving.stage is Stage.NOTHING


def test_line_breaks_before_a_request_are_passed_over() -> None:
    assert come(b"\r\n" + PAGE).pop() == PAGE


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (HEAD + b"Content-Length: %d\r\n\r\n" % (LONGEST_BODY + 1), 413),
        (HEAD + b"Content-Length: " + b"9" * 400 + b"\r\n\r\n", 413),
        (HEAD + b"Content-Type: Multipart/form-data; boundary=x\r\nContent-Length: 1\r\n\r\n", 415),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", 411),
        (HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (HEAD + b"Content-Length: -1\r\n\r\n", 400),
        (HEAD + b"Content-Length: +1\r\n\r\n", 400),
        (HEAD + b"Content-Length: 0x1\r\n\r\n", 400),
        (HEAD + b"Content-Length: 1, 1\r\n\r\n", 400),
        (HEAD + b"Content-Length : 1\r\n\r\n", 400),
        (HEAD + b" Content-Length: 1\r\n\r\n", 400),
        (HEAD + b"X: y\nContent-Length: 9\r\n\r\n", 400),
        (HEAD + b"X: y\rContent-Length: 9\r\n\r\n", 400),
        (HEAD + b"X: \0\r\n\r\n", 400),
        (b"GET /" + b"x" * LONGEST_HEAD, 431),
        (HEAD + b"X: " + b"y" * LONGEST_HEAD + b"\r\n\r\n", 431),
    ],
)
def test_what_is_too_large_or_in_doubt_is_refused_by_its_head(head: bytes, status: int) -> None:
    assert status_of(head) == status


def test_the_longest_form_is_taken() -> None:
    head = HEAD + b"Content-Length: %d\r\n\r\n" % LONGEST_BODY
    assert come(head, b"x" * LONGEST_BODY).stage is Stage.WHOLE
