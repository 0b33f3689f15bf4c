"""Makes a file of people of whom some stand there twice, with the slips that people make.

After FEBRL's generator (P. Christen, "Probabilistic Data Generation for Deduplication and Data
Linkage", 2005): typing, hearing, reading by machine, swapped and missing fields. Unlike it, half of
the people live in families, who share name, home and phone, and some are twins: a comparison that
takes a family for one person is caught.
"""

import csv
import random
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TextIO

from patients.duplicates.evaluation import COLUMNS
from tests.patients.naming.spellings import SPELLINGS

Row = dict[str, str]
SEED, PEOPLE, DUPLICATES = 2026, 5_000, 1_500
ENGLISH = [
    "james",
    "mary",
    "john",
    "linda",
    "robert",
    "susan",
    "michael",
    "karen",
    "william",
    "nancy",
    "david",
    "lisa",
    "richard",
    "betty",
    "joseph",
    "helen",
    "thomas",
    "sandra",
    "charles",
    "donna",
    "daniel",
    "carol",
    "matthew",
    "ruth",
    "anthony",
    "sharon",
    "mark",
    "michelle",
    "paul",
    "laura",
    "steven",
    "sarah",
    "andrew",
    "kimberly",
    "kenneth",
    "deborah",
    "joshua",
    "jessica",
    "kevin",
    "shirley",
    "brian",
    "cynthia",
    "george",
    "angela",
    "edward",
    "melissa",
    "ronald",
    "brenda",
    "timothy",
    "amy",
    "jason",
    "anna",
    "jeffrey",
    "rebecca",
    "ryan",
    "virginia",
    "jacob",
    "kathleen",
    "gary",
    "pamela",
    "nicholas",
    "martha",
    "eric",
    "debra",
    "jonathan",
    "amanda",
    "stephen",
    "stephanie",
    "larry",
    "carolyn",
    "justin",
    "christine",
    "scott",
    "marie",
    "brandon",
    "janet",
    "benjamin",
    "catherine",
    "samuel",
    "frances",
    "gregory",
]
FAMILIES = [
    "smith",
    "jones",
    "taylor",
    "brown",
    "williams",
    "wilson",
    "johnson",
    "davies",
    "robinson",
    "wright",
    "thompson",
    "evans",
    "walker",
    "white",
    "roberts",
    "green",
    "hall",
    "wood",
    "jackson",
    "clarke",
    "patel",
    "khan",
    "lewis",
    "phillips",
    "mason",
    "mitchell",
    "rose",
    "davis",
    "rodgers",
    "cox",
    "campbell",
    "mercer",
    "fernandes",
    "dsouza",
    "pinto",
    "santos",
    "reyes",
    "cruz",
    "garcia",
    "bautista",
    "mendoza",
    "perera",
    "silva",
    "fernando",
    "gunawardena",
    "nair",
    "menon",
    "pillai",
    "sharma",
    "gupta",
    "verma",
    "singh",
    "kaur",
    "waller",
    "berry",
    "sondergeld",
    "white",
    "ryan",
    "nguyen",
    "tran",
    "le",
    "pham",
    "hoang",
    "kowalski",
    "novak",
    "horvat",
    "muller",
    "schmidt",
    "schneider",
    "fischer",
    "weber",
    "meyer",
    "wagner",
    "becker",
    "schulz",
    "hoffmann",
    "koch",
    "bauer",
    "richter",
    "klein",
]
STREETS = [
    "al waab",
    "corniche",
    "salwa",
    "grand hamad",
    "ras abu aboud",
    "suhaim bin hamad",
    "al rayyan",
    "majlis al taawon",
    "university",
    "al sadd",
    "al mirqab",
    "bin omran",
    "al jazeera al arabiya",
    "najma",
    "airport",
    "industrial",
    "museum",
    "giblin",
    "tullaroop",
    "goldfinch",
    "paul coe",
    "burramurra",
    "kinsella",
    "macpherson",
    "hakea",
    "wattle",
    "elm",
    "station",
]
KINDS = ("street", "road", "crescent", "place", "avenue", "circuit")
PLACES = [
    "doha al rayyan",
    "al wakra",
    "al khor",
    "lusail",
    "umm salal",
    "mesaieed",
    "dukhan",
    "madinat khalifa",
    "old airport",
    "bin mahmoud",
    "west bay",
    "al gharrafa",
    "ain khaled",
    "muaither",
    "al thumama",
    "najma",
    "al hilal",
    "fereej kulaib",
]
STATES = ("doha", "rayyan", "wakra", "khor", "daayen", "shamal")
KEYS = {
    "a": "sqz", "b": "vgn", "c": "xdv", "d": "sfe", "e": "wrd", "f": "dgr", "g": "fht", "h": "gju",
    "i": "uok", "j": "hku", "k": "jli", "l": "kop", "m": "nj", "n": "bmh", "o": "ipl", "p": "ol",
    "q": "wa", "r": "etf", "s": "adw", "t": "ryg", "u": "yij", "v": "cbf", "w": "qes", "x": "zcs",
    "y": "tuh", "z": "xas",
}  # fmt: skip
HEARD = (
    ("ph", "f"), ("ck", "k"), ("c", "k"), ("y", "i"), ("ee", "i"), ("ou", "oo"), ("z", "s"),
    ("th", "t"), ("sh", "ch"), ("ie", "y"), ("gh", "g"), ("q", "k"), ("v", "f"), ("ae", "ai"),
    ("nn", "n"), ("mm", "m"), ("ss", "s"), ("ll", "l"), ("e", "a"), ("o", "u"), ("i", "e"),
)  # fmt: skip
READ = (
    ("0", "o"), ("1", "l"), ("5", "s"), ("8", "b"), ("2", "z"), ("6", "b"), ("rn", "m"),
    ("m", "rn"), ("cl", "d"), ("d", "cl"), ("l", "1"), ("o", "0"), ("g", "q"), ("u", "v"),
    ("h", "b"),
)  # fmt: skip


def people(chance: random.Random, count: int) -> Iterator[Row]:
    """People, half of them in families of up to six; a family shares home, name and phone."""
    made = 0
    while made < count:
        size = chance.choice((1, 1, 1, 2, 4, 6))
        home, twins_on = _home(chance), None
        given_names: set[str] = set()
        for n in range(min(size, count - made)):
            born = twins_on or _birth_date(chance)
            twins_on = born if size > 2 and n and not twins_on and chance.random() < 0.03 else None
            given = next(name for name in _names(chance) if name not in given_names)
            given_names.add(given)
            number = str(chance.randrange(1_000_000, 9_999_999))
            yield home | {
                "rec_id": f"rec-{made}-org", "given_name": given,
                "date_of_birth": born.strftime("%Y%m%d"), "soc_sec_id": number,
                "phone": home["phone"] if chance.random() < 0.7 else _phone(chance),
            }  # fmt: skip
            made += 1


def _names(chance: random.Random) -> Iterator[str]:
    while True:
        spellings = chance.choice(_ARABIC) if chance.random() < 0.5 else (chance.choice(ENGLISH),)
        yield chance.choice(spellings)


_ARABIC = [
    tuple(name.lower() for name in names if name.isalpha())
    for names in SPELLINGS.values()
    if any(name.isalpha() for name in names)
]


def _home(chance: random.Random) -> Row:
    family = chance.choice(FAMILIES) if chance.random() < 0.5 else next(_names(chance))
    street = f"{chance.choice(STREETS)} {chance.choice(KINDS)}"
    return {
        "surname": family, "street_number": str(chance.randrange(1, 300)), "address_1": street,
        "suburb": chance.choice(PLACES), "postcode": str(chance.randrange(1000, 1100)),
        "state": chance.choice(STATES), "phone": _phone(chance),
    }  # fmt: skip


def _phone(chance: random.Random) -> str:
    return f"{chance.choice('3567')}{chance.randrange(10**6, 10**7)}"


def _birth_date(chance: random.Random) -> date:
    return date(1930, 1, 1) + timedelta(days=chance.randrange(95 * 365))


def duplicate(chance: random.Random, row: Row, number: int) -> Row:
    """The row once more, with one to four slips, at most two in a field."""
    copy = row | {"rec_id": row["rec_id"].replace("org", f"dup-{number}")}
    for _ in range(chance.choice((1, 1, 2, 2, 3, 4))):
        chance.choices(_SLIPS, weights=_WEIGHTS)[0](chance, copy)
    return copy


TYPED = ("given_name", "surname", "address_1", "suburb", "street_number", "postcode",
         "date_of_birth", "phone", "soc_sec_id")  # fmt: skip


def _typing(chance: random.Random, row: Row) -> None:
    name = chance.choice(TYPED)
    text = row[name]
    if len(text) < 2:
        return
    n = chance.randrange(len(text) - 1)
    near = KEYS.get(text[n], "0123456789" if text[n].isdigit() else text[n])
    row[name] = chance.choice(
        [
            text[:n] + text[n + 1 :], text[:n] + chance.choice(near) + text[n:],
            text[:n] + chance.choice(near) + text[n + 1 :],
            text[:n] + text[n + 1] + text[n] + text[n + 2 :],
        ]
    )  # fmt: skip


def _hearing(chance: random.Random, row: Row) -> None:
    _replaced(chance, row, chance.choice(("given_name", "surname", "address_1", "suburb")), HEARD)


def _reading(chance: random.Random, row: Row) -> None:
    _replaced(chance, row, chance.choice(TYPED), READ)


def _replaced(
    chance: random.Random, row: Row, name: str, pairs: tuple[tuple[str, str], ...]
) -> None:
    fitting = [pair for pair in pairs if pair[0] in row[name]]
    if fitting:
        old, new = chance.choice(fitting)
        row[name] = row[name].replace(old, new, 1)


def _missing(chance: random.Random, row: Row) -> None:
    row[chance.choice(TYPED)] = ""


def _swapped_names(_: random.Random, row: Row) -> None:
    row["given_name"], row["surname"] = row["surname"], row["given_name"]


def _swapped_date(_: random.Random, row: Row) -> None:
    born = row["date_of_birth"]
    if born[6:] <= "12":
        row["date_of_birth"] = born[:4] + born[6:] + born[4:6]


def _moved(chance: random.Random, row: Row) -> None:
    row.update({k: v for k, v in _home(chance).items() if k not in {"surname", "phone"}})


def _joined(_: random.Random, row: Row) -> None:
    for name in ("surname", "suburb"):
        row[name] = row[name].replace(" ", "")


_SLIPS: tuple[Callable[[random.Random, Row], None], ...] = (
    _typing, _hearing, _reading, _missing, _swapped_names, _swapped_date, _moved, _joined,
)  # fmt: skip
_WEIGHTS = (40, 15, 10, 15, 6, 5, 6, 3)


def write(file: TextIO, *, seed: int = SEED) -> None:
    """The whole file, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - people from a seed, on purpose
    originals = list(people(chance, PEOPLE))
    half = DUPLICATES // 2
    twice = chance.sample(originals, half) + chance.choices(originals, k=half)
    numbers: dict[str, int] = {}
    copies = []
    for row in twice:
        number = numbers[row["rec_id"]] = numbers.get(row["rec_id"], -1) + 1
        copies.append(duplicate(chance, row, number))
    rows = originals + copies
    chance.shuffle(rows)
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


if __name__ == "__main__":
    with Path(sys.argv[1]).open("w", encoding="utf-8", newline="") as out:
        write(out)
