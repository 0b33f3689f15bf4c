"""The words of a name, joined or apart, and how well a typed name fits a registered one.

"Mary Ann" and "MaryAnn", "O'Brien" and "o brien", "Dela Cruz" and "DelaCruz", "Al-Kuwari" and
"Kuwari", أبو بكر and Abubakr are each one name: every word counts alone, joined to the one or two
after it, and without its article.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from medisecure.written.characters import (
    IDEOGRAPHS_FROM,
    is_word_character,
    plain,
    without_invisible,
)
from patients.naming import sounds

MOST_JOINED = 3
MOST_TYPED = 8
WHOLE, BEGINNING, SOUND, SOUND_BEGINNING = 8, 6, 4, 2  # how well one word fits
_ARTICLES = frozenset({"al", "el", "ال", "ul"})
# Also where it is written as it is heard: As-Sayed, Ennaceur (BGN/PCGN 1956, rule 2).
_ARTICLE = re.compile(r"(?:al|el)(?=\w{3})|ال(?=\w{2})|[ae](?=(sh|th|dh|[sdrtznl])\1\w{3})")
_DOUBLED = re.compile(r"([^\W\d])\1+")  # Mohammed and Mohamed are one name to the eye, too
_APOSTROPHES = str.maketrans("", "", "'’‘`´ʿʾʼʻ′ʹ")
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+")
TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "doctor",
        "prof",
        "professor",
        "eng",
        "sir",
        "madam",
        "mme",
        "mlle",
        "sheikh",
        "shaikh",
        "sayed",
        "haj",
        "hajj",
        "د",
        "دكتور",
        "الدكتور",
        "دكتوره",
        "الدكتوره",
        "م",
        "مهندس",
        "المهندس",
        "استاذ",
        "الاستاذ",
        "السيد",
        "السيده",
        "الانسه",
        "الشيخ",
        "الشيخه",
        "الحاج",
        "الحاجه",
    ]
)


@dataclass(frozen=True)
class Form:
    """One way a name's word is written: `literal` for the eye, `heard` for the ear."""

    literal: str
    heard: str

    @cached_property
    def folded(self) -> str:
        """The word with doubled letters once."""
        return _DOUBLED.sub(r"\1", self.literal)


@lru_cache(maxsize=20_000)
def form_of(raw: str) -> Form:
    """The form of one word as it was written."""
    return Form(plain(raw), raw)


def words(text: str) -> list[str]:
    """The words of a name in order, as they are written; an ideograph is a word of its own.

    >>> words("Al-Thani, O’Brien (Baby 1)"), words("李伟")
    (['Al', 'Thani', 'OBrien', 'Baby', '1'], ['李', '伟'])
    """
    clean = without_invisible(text).translate(_APOSTROPHES)
    if clean.isascii():  # not letter by letter: none is a mark or an ideograph
        return _ASCII_WORD.findall(clean)
    spaced = "".join(_spaced(letter) for letter in clean)
    return [word for word in spaced.split() if form_of(word).literal]


@lru_cache(maxsize=4_096)  # letters, of which an alphabet has few
def _spaced(letter: str) -> str:
    if letter >= IDEOGRAPHS_FROM and _is_ideograph(letter):
        return f" {letter} "
    return letter if is_word_character(letter) else " "


def _is_ideograph(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff" or "\U00020000" <= letter <= "\U0003ffff"


@lru_cache(maxsize=20_000)
def is_article(word: str) -> bool:
    """Whether a word is nothing but an article: Al, El, ال."""
    return plain(word) in _ARTICLES


def joined(parts: Sequence[str]) -> str:
    """Adjacent words as one."""
    return "".join(parts)


@lru_cache(maxsize=5_000)
def stored_forms(first: str, last: str) -> tuple[tuple[Form, ...], ...]:
    """Per word of the registered name, every form that begins there.

    >>> [[form.literal for form in forms] for forms in stored_forms("May Kay", "El-Bey")]
    [['may', 'maykay', 'maykayel'], ['kay', 'kayel', 'kayelbey'], ['el', 'elbey', 'bey'], ['bey']]
    """
    parts = words(f"{first} {last}")
    return tuple(tuple(_forms_from(parts, n)) for n in range(len(parts)))


def _forms_from(parts: Sequence[str], n: int) -> Iterator[Form]:
    for size in range(1, MOST_JOINED + 1):
        if n + size <= len(parts):
            whole = joined(parts[n : n + size])
            yield form_of(whole)
            bare = without_article(whole)
            if bare != whole:
                yield form_of(bare)


@lru_cache(maxsize=20_000)
def without_article(word: str) -> str:
    """The word without a leading article: al, el, ال.

    >>> without_article("AlKuwari"), without_article("الكواري"), without_article("Ali")
    ('Kuwari', 'كواري', 'Ali')
    """
    folded = plain(word)
    found = _ARTICLE.match(folded)
    return word[found.end() :] if found and len(folded) == len(word) else word


def segmentations(typed: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The typed words as they stand, then with two or three neighbours joined.

    >>> list(segmentations(["o", "brien"]))
    [('o', 'brien'), ('obrien',)]
    """
    yield tuple(typed)
    for size in range(2, MOST_JOINED + 1):
        for n in range(len(typed) - size + 1):
            yield (*typed[:n], joined(typed[n : n + size]), *typed[n + size :])


def fit(typed: Sequence[str], first: str, last: str) -> int:
    """How well the typed words fit the name: 0 if one of them does not, else more is better.

    >>> fit(["o", "brien"], "Sean", "O'Brien") > 0, fit(["kuwari"], "مريم", "الكواري") > 0
    (True, True)
    >>> fit(["maria"], "Mario", "Rossi")
    0
    """
    stored = stored_forms(first, last)
    best = max((_fit_all(each, stored) for each in segmentations(typed)), default=0)
    if best:
        return best
    return max((_fit_all(each, stored) for each in _paired(typed)), default=0)


def _paired(typed: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Two joins at once, for `mary ann dela cruz` typed for MaryAnn DelaCruz."""
    places = ((n, m) for n in range(len(typed) - 3) for m in range(n + 2, len(typed) - 1))
    for one, two in places:
        yield (
            *typed[:one], joined(typed[one : one + 2]), *typed[one + 2 : two],
            joined(typed[two : two + 2]), *typed[two + 2 :],
        )  # fmt: skip


def _fit_all(typed: Sequence[str], stored: Sequence[Sequence[Form]]) -> int:
    """The sum over the words, in which the weakest counts three times; the whole name, one more.

    So "mohamed kuwari" means محمد الكواري, who sounds so, rather than Karim Mohamed, who begins so.
    """
    fits = [
        one for word in typed
        if (one := _best(word, stored)) or not is_article(word)
    ]  # fmt: skip
    if not fits or not all(fits):
        return 0
    is_whole = len(typed) == sum(forms[0].literal not in _ARTICLES for forms in stored)
    return sum(fits) + 2 * min(fits) + is_whole


def _best(word: str, stored: Sequence[Sequence[Form]]) -> int:
    typed = form_of(word)
    return max((fit_of_word(typed, form) for forms in stored for form in forms), default=0)


def fit_of_word(typed: Form, stored: Form) -> int:
    """How well one typed word fits one form of a name: `WHOLE` down to 0."""
    if typed.folded == stored.folded:
        return WHOLE
    if typed.literal.isdigit() or stored.literal.isdigit():
        return 0
    if _begins(typed, stored):
        return BEGINNING
    bare = without_article(typed.heard)
    if bare != typed.heard:
        return fit_of_word(form_of(bare), stored)
    if sounds.alike(typed.heard, stored.heard):
        return SOUND
    return SOUND_BEGINNING if sounds.begins(typed.heard, stored.heard) else 0


def _begins(typed: Form, stored: Form) -> bool:
    """Whether the word may go on as the name does; "Aa" is no beginning of Ahmed."""
    if len(typed.folded) == 1:
        return stored.literal.startswith(typed.literal)
    return stored.folded.startswith(typed.folded)


def without_titles(typed: Sequence[str]) -> list[str]:
    """The typed words without titles, unless nothing else was typed.

    >>> without_titles(["Mr", "John", "Doe"]), without_titles(["Miss"])
    (['John', 'Doe'], ['Miss'])
    """
    rest = [word for word in typed if plain(word) not in TITLES]
    return (rest or list(typed))[:MOST_TYPED]


def joined_forms(parts: Sequence[str]) -> Iterator[str]:
    """Two or three neighbours as one word.

    >>> list(joined_forms(["Dela", "Cruz", "Lee"]))
    ['DelaCruz', 'CruzLee', 'DelaCruzLee']
    """
    for size in range(2, MOST_JOINED + 1):
        yield from (joined(parts[n : n + size]) for n in range(len(parts) - size + 1))


def full_keys(word: str) -> tuple[str, ...]:
    """The keys of one word with and without its article: its sound, or its letters if none."""
    forms = dict.fromkeys((word, without_article(word)))
    keys = (key for form in forms for key in (sounds.index_keys(form) or (plain(form),)))
    return tuple(dict.fromkeys(keys))
