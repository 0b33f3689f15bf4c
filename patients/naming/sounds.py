"""How a name sounds, so that Arabic and Latin spellings of one name meet: a romanisation key.

A word becomes its consonants, each with the letters it may stand for, and the vowels between
them, as sets. What the published romanisations agree on is kept, what they differ in is a set:

* BGN/PCGN 1956, UNGEGN (2017), ALA-LC 2012: th, dh, kh, sh, gh for ث ذ خ ش غ; q for ق; signs for
  hamza and ain that people do not type; the article's l written or assimilated.
* Everyday spelling: Egypt g for ج; Maghreb (French) dj, ch, ou, c for ج ش و س; Gulf th for ذ and
  ظ, g for ق; the final ة as a, ah, e, eh.
* Short vowels are not written in Arabic and vary in Latin: a/e, e/i and o/u are one vowel each; a
  and i, or i and u, are two. The vowel at the end tells Amin from Amina and must agree.

`Sound` compares two words; `index_keys` gives the coarse texts under which an index finds both.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, product

from medisecure.written.characters import is_arabic, is_latin, plain

A, I, U = 1, 2, 4  # the three vowels of Arabic, as bits of a set  # noqa: E741
ANY, SILENT = A | I | U, 8
MOST_KEYS = 4
LONGEST_WORD = 40
_VOWELS = {"a": A, "e": A | I, "i": I, "o": U, "u": U, "y": I, "w": U}
_LATIN_UNIT = re.compile(r"-|tch|sch|[sckgtdpz]h|d[jg]|ck|[aeiouyw]+|.")
_FIRST_SEMIVOWEL = re.compile(r"ou(?=[aei])|[yw](?=[aeiou])")
_DOUBLED = re.compile(r"([^aeiouyw])\1+")
_LATIN = {
    "tch": "s", "sch": "s", "sh": "s", "ch": "s", "kh": "k", "gh": "g", "ph": "f", "th": "tsd",
    "dh": "dz", "dj": "g", "dg": "g", "ck": "k", "zh": "z", "c": "k", "j": "g", "p": "b",
    "q": "kg", "v": "f",
}  # fmt: skip
_UNFINISHED = {"t": "tsd", "d": "dzg", "c": "sk", "p": "bf"}  # on the way to th, dh, ch, ph
_ARABIC = {
    "ب": "b", "پ": "b", "ت": "t", "ط": "t", "ث": "ts", "ج": "g", "گ": "g", "غ": "g", "چ": "sg",
    "ح": "h", "ه": "h", "خ": "k", "ك": "k", "ق": "kg", "د": "d", "ض": "dz", "ذ": "dz", "ظ": "dz",
    "ر": "r", "ز": "z", "ژ": "z", "س": "s", "ش": "s", "ص": "s", "ف": "f", "ڤ": "f", "ل": "l",
    "م": "m", "ن": "n",
}  # fmt: skip
_ARABIC_VOWELS = {"ا": A, "و": U, "ي": I, "ع": ANY}
_ARABIC_ENDINGS = {"ا": A, "ه": A | SILENT, "ي": I | A, "و": U, "ح": SILENT, "ع": A | I | SILENT}
_LATIN_E = {"e": I, "i": I, "y": I, "a": A | I, "o": U, "u": U, "w": U}
_COARSE = str.maketrans("zg", "dk")  # an index need not tell these apart
_SYLLABLES, _FEWEST = 3, 2
# The l of an article inside a name is often not heard: Abdurrahman, Noureddine.
_SERVANT = re.compile(r"(?<=^abd)l(?=.)")
_FAITH = re.compile(r"(?<=..)l(?=dn$)")
_SPLIT = re.compile(r"(?<=[aeiouyw])([sckgtdz])h(?=[aeiouyw])|(?<=[aeiouyw])([sckgtdz])h$")
# Written unlike they sound: a last و or ه that is silent, or is the vowel u, or is heard.
_IRREGULAR = {"عمرو": ("عمر", "عمرو"), "عبده": ("عبده", "عبدو"), "طه": ("طه", "طها")}


@dataclass(frozen=True, slots=True)
class Sound:
    """A word's consonants (each a set of letters), the vowels before each, and how it ends.

    `vowels` and `ending` are sets of the bits A, I, U and, for the ending, SILENT. `unfinished`
    is what the last consonant becomes if one more letter makes it th, dh, ch or ph.
    """

    consonants: tuple[frozenset[str], ...]
    vowels: tuple[int, ...]
    ending: int
    unfinished: frozenset[str] = frozenset()

    def is_like(self, other: "Sound") -> bool:
        """Whether both may be spellings of one name.

        >>> of("Mohammed").is_like(of("محمد")), of("Mahmoud").is_like(of("محمد"))
        (True, False)
        """
        return (
            len(self.consonants) == len(other.consonants)
            and bool(self.ending & other.ending)
            and self._agrees(other)
        )

    def begins(self, other: "Sound") -> bool:
        """Whether this may be the typed beginning of the other; one consonant is no beginning.

        >>> of("kuwar").begins(of("كواري")), of("khal").begins(of("خالد"))
        (True, True)
        """
        length = len(self.consonants)
        if not _FEWEST <= length <= len(other.consonants):
            return False
        following = other.vowels[length] if length < len(other.consonants) else other.ending
        return bool(self.ending & (SILENT | following)) and self._agrees(other, typing=True)

    def _agrees(self, other: "Sound", *, typing: bool = False) -> bool:
        both_u = False
        for n, mine in enumerate(self.consonants):
            last = typing and n == len(self.consonants) - 1
            if (mine | self.unfinished if last else mine).isdisjoint(other.consonants[n]):
                return False
            shared = self.vowels[n] & other.vowels[n]
            if not shared and not both_u:  # Yousef and Yusuf: the first u colours the second
                return False
            both_u = both_u or (n > 0 and shared == U)
        return True


def of(word: str) -> Sound | None:
    """How one word most likely sounds; None for what is neither Arabic nor Latin."""
    return next(iter(all_of(word)), None)


@lru_cache(maxsize=20_000)
def all_of(word: str) -> tuple[Sound, ...]:
    """How one word may sound: `th` and the like may be one letter or, as in Fathi, two."""
    heard = re.sub("اة$", "ات", word.replace("ç", "s").replace("Ç", "s"))  # Hayat, Najat
    text = re.sub(r"[^\w]", "", plain(heard))[:LONGEST_WORD]
    if is_latin(text):
        parted = _SPLIT.sub(r"\1\2-h", text)
        return (_latin(text), _latin(parted)) if parted != text else (_latin(text),)
    if text and is_arabic(text):
        return tuple(_arabic(each) for each in _IRREGULAR.get(text, (text,)))
    return ()


def alike(one: str, other: str) -> bool:
    """Whether two words may be spellings of one name.

    >>> alike("Fathi", "فتحي"), alike("Amina", "أمين")
    (True, False)
    """
    if both_arabic(one, other):  # they write the long vowels: حسن is not حسين
        return plain(one) == plain(other)
    return any(each.is_like(another) for each in all_of(one) for another in all_of(other))


def begins(typed: str, word: str) -> bool:
    """Whether the word may begin as typed, in whichever spelling."""
    if both_arabic(typed, word):
        return plain(word).startswith(plain(typed))
    return any(each.begins(another) for each in so_far(typed) for another in all_of(word))


def so_far(typed: str) -> tuple[Sound, ...]:
    """How the beginning of a word sounds: an h at its end is on the way to Mohamed or Saleh."""
    if re.search("[aeiouyw]h$", plain(typed)):
        return tuple(replace(each, ending=ANY | SILENT) for each in all_of(f"{typed}a"))
    return all_of(typed)


def start_keys(typed: str) -> tuple[str, ...]:
    """The coarse texts that the beginning of a word may stand for."""
    keys: dict[str, None] = {}
    for sound in so_far(typed):
        *before, last = sound.consonants or (frozenset(),)
        keys |= dict.fromkeys(keys_of([*before, last | sound.unfinished]))
    return tuple(keys)


def both_arabic(one: str, other: str) -> bool:
    """Whether both words are written in Arabic letters."""
    return all(text and is_arabic(text) for text in (plain(one), plain(other)))


@lru_cache(maxsize=20_000)
def index_keys(word: str) -> tuple[str, ...]:
    """The coarse texts to file the word under; two words that are alike have one in common.

    >>> index_keys("Mohammed"), index_keys("محمد"), index_keys("Osman"), index_keys("عثمان")
    (('mhmd',), ('mhmd',), ('asmn',), ('atmn', 'asmn'))
    """
    keys = (key for sound in all_of(word) for key in keys_of(sound.consonants))
    return tuple(dict.fromkeys(keys))


def keys_of(consonants: Iterable[frozenset[str]]) -> tuple[str, ...]:
    """Every coarse text the consonants may stand for, at most `MOST_KEYS`."""
    spread = [
        sorted({each.translate(_COARSE) for each in group}, key="tsdk".find) for group in consonants
    ]
    return tuple("".join(letters) for letters in islice(product(*spread), MOST_KEYS))


class _Heard:
    """The consonants and vowels heard so far."""

    def __init__(self) -> None:
        self.consonants: list[frozenset[str]] = []
        self.vowels: list[int] = []

    def add(self, options: str, before: int) -> None:
        self.consonants.append(frozenset(options))
        self.vowels.append(before or ANY)

    def finished(self, ending: int, unfinished: str = "") -> Sound:
        letters = "".join(min(group) for group in self.consonants)
        hidden = _SERVANT.search(letters) or _FAITH.search(letters)
        if hidden and (letters.startswith("abd") or self.vowels[hidden.end()] == ANY):
            del self.consonants[hidden.start()]
            del self.vowels[hidden.start()]
            self.vowels[hidden.start()] = ANY
        return Sound(tuple(self.consonants), tuple(self.vowels), ending, frozenset(unfinished))


def _latin(text: str) -> Sound:
    text = _DOUBLED.sub(r"\1", text.replace("x", "ks"))
    heard, ends_in_h = _Heard(), bool(re.search("[aeiouyw]-?h$", text))
    text = text[:-1] if ends_in_h else text
    first = _FIRST_SEMIVOWEL.match(text)
    if first:
        heard.add("y" if first[0] == "y" else "w", ANY)
    run, last = "", ""
    units = _LATIN_UNIT.findall(text[first.end() if first else 0 :])
    for n, unit in enumerate(units):
        if unit == "-":
            continue
        if unit[0] in _VOWELS:
            run, last = unit, ""
            if not heard.consonants:  # a vowel at the beginning stands for alif or ain
                heard.add("a", _vowels_of(run))
                run = "" if len(units) == 1 else run
            continue
        soft = unit == "c" and "".join(units[n + 1 :])[:1] in tuple("eiy")
        heard.add("sk" if soft else _LATIN.get(unit, unit), _vowels_of(run))
        run, last = "", unit
    ending = _latin_ending(run) if run else SILENT
    return heard.finished(ending | (SILENT if ends_in_h else 0), _UNFINISHED.get(last, ""))


def _vowels_of(run: str) -> int:
    vowels = 0
    for letter in run:
        vowels |= _VOWELS[letter]
    return vowels


def _latin_ending(run: str) -> int:
    if run[-1] != "e":
        return _VOWELS[run[-1]]
    if run.endswith("ee"):
        return I
    return _LATIN_E.get(run[-2:-1], 0) | A | SILENT


def _arabic(text: str) -> Sound:
    text = re.sub("لل+", "ل", text)
    text = re.sub("^عبدال", "عبدل", text)
    ending = _ARABIC_ENDINGS.get(text[-1], SILENT)
    body = text[:-1] if text[-1] in _ARABIC_ENDINGS and len(text) > 1 else text
    heard, between, written_u = _Heard(), 0, False
    for letter in body:
        if letter in _ARABIC:
            heard.add(_ARABIC[letter], between)
            between = 0
        elif not heard.consonants:
            heard.add({"و": "w", "ي": "y"}.get(letter, "a"), ANY)
        else:
            between |= _ARABIC_VOWELS.get(letter, ANY)
            written_u = written_u or letter == "و"
    # A short u in the last syllable follows another one, as in Yusuf and Yunus.
    hides_u = written_u or text.startswith("عبدل")
    if len(heard.vowels) >= _SYLLABLES and heard.vowels[-1] == ANY and not hides_u:
        heard.vowels[-1] = A | I
    if between and ending == SILENT:
        ending |= between
    return heard.finished(ending)
