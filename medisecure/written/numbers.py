"""Numbers made of digits and letters, and the clinic's own record numbers, which can be said."""

from secrets import randbelow

from medisecure.written.characters import western_digits, without_invisible

_RECORD_LETTER = "R"
_RECORD_DIGITS = 8
# H. M. Damm, 2004: a table that catches every single wrong digit and every two that are swapped.
_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def compact(text: str) -> str:
    """A number without spaces and marks, in capitals and western digits.

    >>> compact("qic 123-456/789"), compact("٢٨٥")
    ('QIC123456789', '285')
    """
    clean = western_digits(without_invisible(text)).upper()
    return "".join(letter for letter in clean if letter.isalnum())


def new_record_number() -> str:
    """A record number nobody has been given yet with good probability: eight digits.

    The caller stores it under a condition and asks again if it is taken.
    """
    start = 10 ** (_RECORD_DIGITS - 2)
    digits = str(start + randbelow(9 * start))
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    """The digit that makes a number whole, after Damm.

    >>> check_digit("4829173"), check_digit("572")
    ('6', '4')
    """
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)


def record_number(text: str) -> str | None:
    """The eight digits of a record number as it is written or typed; None if it is none.

    >>> record_number("R4829-1736"), record_number("r 4829 1736"), record_number("R4829-1763")
    ('48291736', '48291736', None)
    """
    digits = compact(text).removeprefix(_RECORD_LETTER)
    right = len(digits) == _RECORD_DIGITS and digits.isascii() and digits.isdigit()
    return digits if right and digits[0] != "0" and check_digit(digits) == "0" else None


def spoken_record_number(digits: str) -> str:
    """A record number in groups that can be read aloud.

    >>> spoken_record_number("48291736")
    'R4829-1736'
    """
    return f"{_RECORD_LETTER}{digits[:4]}-{digits[4:]}"
