"""What was typed, cut at spaces and commas, and which digits beside each other are one number.

"3312 3456" is one phone in two groups, "3312 1985" may be one or the beginning of a phone and a
year: where a group can stand by itself, the text is cut in both ways and both are looked for.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from medisecure.written import phones
from medisecure.written.dates import in_eight_digits, is_year
from medisecure.written.numbers import record_number
from medisecure.written.phones import take_extension
from patients.naming.identifiers import qid

PHONE = re.compile(r"\(?\+?[\d().\-/]*\d[\d().\-/]*")
_PIECE = re.compile(r"[,;،؛]|[^\s,;،؛]+")
_AROUND = "<>\"'"
_BREAKS = frozenset(",;،؛")
_COUNTRY_CODE = re.compile(r"\+\d{1,3}|00[1-9]\d{0,2}|\(\+?\d{1,3}\)|974")
_STANDS_ALONE = 7  # digits; a phone number is written in shorter groups
Pieces = tuple[str, ...]


def cuts(text: str) -> list[Pieces]:
    """The ways to cut a text into words and numbers: groups joined, then those apart that may be.

    A phone's extension is left out first, as it is no part of what people are found by.

    >>> cuts("mohamed 3312 3456"), cuts("3312 1985 mohamed")
    ([('mohamed', '33123456')], [('33121985', 'mohamed'), ('3312', '1985', 'mohamed')])
    """
    texts = dict.fromkeys((take_extension(text)[0], text))
    both = (pieces for each in texts for pieces in (_cut(each, _together), _cut(each, _apart)))
    return list(dict.fromkeys(both))


def _cut(text: str, way: Callable[[Sequence[str]], Iterator[str]]) -> Pieces:
    return tuple(part for run in _runs(_PIECE.findall(text)) for part in way(run))


def is_phone(digits: str) -> bool:
    """Whether digits are a whole phone number."""
    return isinstance(phones.read(digits), phones.Phone)


def is_number(digits: str) -> bool:
    """Whether digits are one thing: a phone, an id, a date, a year, a baby's number."""
    alone = is_year(digits) or in_eight_digits(digits) or len(digits) == 1
    return bool(alone or is_phone(digits) or record_number(digits)) or qid(digits).isdigit()


def _runs(pieces: Sequence[str]) -> Iterator[list[str]]:
    """Each word by itself; numbers that nothing but spaces parts, in one."""
    run: list[str] = []
    for piece in (each if each in _BREAKS else each.strip(_AROUND) for each in pieces):
        if PHONE.fullmatch(piece):
            run.append(piece)
            continue
        yield from filter(None, (run, [piece] if piece and piece not in _BREAKS else []))
        run = []
    if run:
        yield run


def _together(run: Sequence[str]) -> Iterator[str]:
    """All groups as one number; a plus begins another one."""
    number = ""
    for piece in run:
        if "+" in piece and number:
            yield number
            number = ""
        number += piece
    yield number


def _apart(run: Sequence[str]) -> Iterator[str]:
    """The groups, except that a year, a date, a long number and a first digit stand alone."""
    number, before = "", ""
    for piece in run:
        long = sum(map(str.isdigit, piece)) >= _STANDS_ALONE
        coded = long and number == before and _COUNTRY_CODE.fullmatch(number)
        alone = long or is_year(piece) or in_eight_digits(piece)
        if number and (alone or "+" in piece) and not coded:
            yield number
            number = ""
        number, before = number + piece, piece
        if alone or (piece == run[0] and len(piece) == 1):  # Baby 1
            yield number
            number = ""
    if number:
        yield number
