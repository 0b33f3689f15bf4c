"""One request on its way in: when all of it has come, and when it is refused. Reads no socket.

HTTP is parsed by gunicorn once a request is whole. Here only its end is found (RFC 9112, 6), and
whatever leaves its end in doubt is refused: two readers who disagree about it would let one person
slip a request into another's.
"""

from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus

LONGEST_HEAD = 32 * 1024
LONGEST_BODY = 256 * 1024  # of a form; documents go to S3
END_OF_HEAD = b"\r\n\r\n"


class Refused(Exception):
    """The request will not be taken; the status says why."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class Stage(Enum):
    """How far a request has come."""

    NOTHING = "nothing"
    HEAD = "head"
    BODY = "body"
    WHOLE = "whole"


@dataclass(slots=True)
class Arriving:
    """The bytes of a connection, up to the end of the request that is being waited for."""

    came: bytearray = field(default_factory=bytearray)
    expects_word: bool = False  # the client waits for our word before it sends the body
    _body_from: int = 0  # 0 while the head has not ended
    _ends_at: int = 0
    _searched: int = 0

    @property
    def stage(self) -> Stage:
        if not self.came:
            return Stage.NOTHING
        if not self._body_from:
            return Stage.HEAD
        return Stage.WHOLE if len(self.came) >= self._ends_at else Stage.BODY

    def take(self, more: bytes) -> None:
        """Add what came; `Refused` as soon as it is clear that the request is not for us."""
        self.came += more
        if not self._body_from:
            self._look_for_the_end_of_the_head()

    def pop(self) -> bytes:
        """The whole request. What came behind it begins the next one: `take(b"")` looks at that."""
        request = bytes(self.came[: self._ends_at])
        self.came, self.expects_word = self.came[self._ends_at :], False
        self._body_from = self._ends_at = self._searched = 0
        return request

    def _look_for_the_end_of_the_head(self) -> None:
        if not self._searched and self.came[:1].isspace():
            self.came = bytearray(self.came.lstrip(b"\r\n"))  # RFC 9112, 2.2
        found = self.came.find(END_OF_HEAD, max(0, self._searched - len(END_OF_HEAD)))
        self._searched = len(self.came)
        if (found if found >= 0 else self._searched) > LONGEST_HEAD:
            raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        if found < 0:
            return
        self._body_from = found + len(END_OF_HEAD)
        length = self._read(bytes(self.came[:found]))
        if length > LONGEST_BODY:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        self._ends_at = self._body_from + length

    def _read(self, head: bytes) -> int:
        """The length of the body in bytes, by the head."""
        lines = head.split(b"\r\n")
        if any(mark in line for line in lines for mark in (b"\r", b"\n", b"\0")):
            raise Refused(HTTPStatus.BAD_REQUEST)
        lengths = set()
        for line in lines[1:]:
            name, _, value = line.partition(b":")
            match name.strip().lower():
                case b"content-length":
                    lengths.add(_length(name, value))
                case b"transfer-encoding":
                    raise Refused(HTTPStatus.LENGTH_REQUIRED)
                case b"content-type" if value.strip().lower().startswith(b"multipart/"):
                    raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
                case b"expect":
                    self.expects_word = value.strip().lower() == b"100-continue"
        if len(lengths) > 1:
            raise Refused(HTTPStatus.BAD_REQUEST)
        return lengths.pop() if lengths else 0


def _length(name: bytes, value: bytes) -> int:
    digits = value.strip()
    if name != name.strip() or not digits.isdigit():
        raise Refused(HTTPStatus.BAD_REQUEST)
    return int(digits) if len(digits) < 16 else LONGEST_BODY + 1  # noqa: PLR2004 - beyond any size
