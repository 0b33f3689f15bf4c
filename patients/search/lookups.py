"""Which words of the index to look up for what was typed, so that one round trip is enough.

A `Group` is a set of words one of which every patient who is meant is filed under: once all its
words were read to their end, nobody is missing. Several groups are asked side by side, so that a
common name, whose own list is long, is found through its pair with the other word or the year.
"o brien" may be two words or one: that makes two `Ways`, each with groups of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations, product

from medisecure.written.characters import plain
from medisecure.written.numbers import record_number
from patients.naming import sounds
from patients.naming.names import full_keys, segmentations, without_article
from patients.search.index_words import (
    LETTERS,
    PHONE_STARTS,
    STARTS,
    mail_word,
    pair_word,
)
from patients.search.phone_digits import ending, national
from patients.search.typed import Interpretation

Group = tuple[str, ...]
Way = tuple[Group, ...]
MOST_WAYS = 6
_NAME_DIGITS, _YEAR_DIGITS, _DATE_DIGITS = 3, 4, 8
_FEW_DIGITS = 4  # from here on a phone number tells more than a name
_YEARS = range(1850, 2151)


def ways_of(reading: Interpretation) -> list[Way]:
    """The groups to look up for each way to take the words; [] if all of it is too short."""
    exact = list(_exact(reading))
    if exact:
        return [tuple(exact[:1])]
    digits = [each for each in reading.digits if len(ending(each) or national(each)) >= _FEW_DIGITS]
    by_digits = [group for each in digits if (group := _of_digits(each))]
    year = _year_of(reading)
    if by_digits and not (reading.names and year):
        return [tuple(by_digits[:1])]
    by_names = list(_of_names(reading.names, year))[:MOST_WAYS] if reading.names else []
    if by_names:
        return [(*way, *by_digits[:1]) for way in by_names]
    return [(group,) for each in reading.digits[:1] if (group := _of_digits(each))]


def _exact(reading: Interpretation) -> Iterator[Group]:
    for day in reading.days:
        yield tuple(f"born:{each.isoformat()}" for each in day)
    yield from ((f"number:{record_number(each) or each}",) for each in reading.numbers)
    yield from ((mail_word(each),) for each in reading.mails if plain(each).strip("@"))


def _year_of(reading: Interpretation) -> str:
    years = [each for each in reading.digits if _is_year(each)]
    return years[0] if years else ""


def _is_year(digits: str) -> bool:
    return len(digits) == _YEAR_DIGITS and digits.isdigit() and int(digits) in _YEARS


def _of_digits(text: str) -> Group:
    """The words that digits may mean: a phone's beginning or end, a number, a date, a year."""
    digits, bare = national(text), "".join(letter for letter in text if letter.isdigit())
    size = max((size for size in PHONE_STARTS if size <= len(digits)), default=0)
    found = [f"phone:{digits[:size]}"] if size else []
    found += [f"end:{last}"] if (last := ending(text)) else []
    if len(bare) > _NAME_DIGITS:
        found.append(f"number:{bare}")
    if _is_year(bare):
        found.append(f"born:{bare}")
    if len(bare) == _DATE_DIGITS:
        found += [f"born:{day.isoformat()}" for day in _dates_in(bare)]
    return tuple(found)


def _dates_in(digits: str) -> Iterator[date]:
    for year, month, day in (
        (digits[4:], digits[2:4], digits[:2]), (digits[:4], digits[4:6], digits[6:]),
    ):  # fmt: skip
        try:
            yield date(int(year), int(month), int(day))
        except ValueError:
            continue


def _of_names(typed: Sequence[str], year: str) -> Iterator[Way]:
    """For the words as typed, and with neighbours joined: what finds whoever is called so."""
    for parts in segmentations(typed):
        groups = _several(parts, year) if len(parts) > 1 else _alone(parts[0], year)
        if way := tuple(filter(None, groups)):
            yield way


def _alone(word: str, year: str) -> Iterator[Group]:
    if year:
        yield tuple(f"year:{key}+{year}" for key in full_keys(word))
    yield _single(word)


def _single(word: str) -> Group:
    """Whoever has the word in their name, whole or begun."""
    starts = _starts(word)
    return tuple(dict.fromkeys([f"name:{key}" for key in full_keys(word)] + starts))


def _starts(word: str) -> list[str]:
    """The longest indexed beginnings of a word; its letters where it is too short to sound."""
    forms = dict.fromkeys((word, without_article(word)))
    keys = [key for form in forms for key in (sounds.start_keys(form) or (plain(form),))]
    found = [f"start:{key[: max(STARTS)]}" for key in keys if len(key) >= min(STARTS)]
    letters = plain(word)
    if not found and len(letters) >= LETTERS:
        found.append(f"letters:{letters[:LETTERS]}")
    return found


def _several(parts: Sequence[str], year: str) -> Iterator[Group]:
    """The pair of the two most telling words, each with the year, and each alone."""
    telling = sorted(parts, key=lambda part: -max(map(len, full_keys(part)), default=0))
    for one, other in list(combinations(telling, 2))[:1]:
        keys = list(product(full_keys(one), full_keys(other)))
        begun = list(product(_begun(one), _begun(other)))
        yield tuple(
            dict.fromkeys(
                [pair_word("pair", a, b) for a, b in keys]
                + [pair_word("begins", a, b) for a, b in begun]
            )
        )
    if year:
        yield tuple(f"year:{key}+{year}" for key in full_keys(telling[0]))
    yield from (_single(part) for part in telling[:2])


def _begun(word: str) -> list[str]:
    forms = dict.fromkeys((word, without_article(word)))
    keys = [key for form in forms for key in (sounds.start_keys(form) or (plain(form),))]
    return list(dict.fromkeys(key[:2] for key in keys))


def words_in(ways: Iterable[Way]) -> list[str]:
    """Every word to look up, once."""
    return list(dict.fromkeys(word for way in ways for group in way for word in group))
