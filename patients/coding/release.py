"""The release of ICD-10-CM that the package `simple-icd-10-cm` carries, read entry by entry.

ICD-10-CM is made and published by the National Center for Health Statistics (CDC), an agency of
the United States, https://www.cdc.gov/nchs/icd/icd-10-cm/files.html, and is in the public domain.
The package (MIT) is never imported: it would load 185 MB into every worker. Its two data files
are the official tabular list (XML) and the list of all codes, and these alone are read, once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET

from patients.coding.models import written

PACKAGE = "simple_icd_10_cm"
_NAMED = re.compile(r"code-list-([A-Za-z]+)-(\d{4})\.txt")
_SEVENTH = 7
_TERMS = ("inclusionTerm", "includes")
_FILLER = "X"


@dataclass(frozen=True, slots=True, kw_only=True)
class TabularCode:
    """One code as the tabular list gives it; `terms` are its inclusion terms, other names for it.

    `is_derived` marks a code made of its base and a seventh character ("initial encounter").
    """

    code: str
    title: str
    terms: tuple[str, ...] = ()
    is_final: bool = True
    is_derived: bool = False


@dataclass(slots=True)
class _Walk:
    """What was met on the way down: titles by code, and what a seventh character says there."""

    entries: list[TabularCode] = field(default_factory=list)
    sevenths: dict[str, dict[str, str]] = field(default_factory=dict)

    def down(self, node: ET.Element, sevenths: dict[str, str]) -> None:
        """One code and all below it; what a seventh character means is inherited."""
        code, title = node.findtext("name", ""), node.findtext("desc", "")
        below = node.findall("diag")
        sevenths = _seventh_characters(node) or sevenths
        terms = tuple(
            note.text.strip()
            for kind in _TERMS
            for note in node.findall(f"{kind}/note")
            if note.text
        )
        is_final = not below and not sevenths
        self.entries.append(TabularCode(code=code, title=title, terms=terms, is_final=is_final))
        if not below and sevenths:
            self.sevenths[code] = sevenths
        for each in below:
            self.down(each, sevenths)


def name() -> str:
    """What the release is called, to be shown on pages: `ICD-10-CM, April 2026`."""
    month, year = _parts()
    return f"ICD-10-CM, {month} {year}"


def entries() -> Iterator[TabularCode]:
    """Every code of the release, categories first; the codes with a seventh character last."""
    walk = _Walk()
    for chapter in ET.parse(_file("icd10c*tabular*.xml")).getroot().findall("chapter"):  # noqa: S314
        for section in chapter.findall("section"):
            for node in section.findall("diag"):
                walk.down(node, _seventh_characters(section) or _seventh_characters(chapter))
    yield from walk.entries
    yield from _derived(walk)


def _derived(walk: _Walk) -> Iterator[TabularCode]:
    """The listed codes that the tabular list leaves to be put together.

    S52.501 with "A: initial encounter" is S52.501A; T78.2 is filled up to T78.2XXA.
    """
    titles = {entry.code: entry.title for entry in walk.entries}
    bases = {code.replace(".", "").ljust(_SEVENTH - 1, _FILLER): code for code in walk.sevenths}
    for line in _file("code-list-*.txt").read_text().splitlines():
        code = written(line)
        base = bases.get(line[: _SEVENTH - 1])
        if code is None or base is None or code in titles:
            continue
        meaning = walk.sevenths[base].get(line[-1])
        if meaning:
            yield TabularCode(code=code, title=f"{titles[base]}, {meaning}", is_derived=True)


def _seventh_characters(node: ET.Element) -> dict[str, str]:
    return {
        each.attrib["char"]: (each.text or "").strip()
        for each in node.findall("sevenChrDef/extension")
    }


def _parts() -> tuple[str, str]:
    named = _NAMED.fullmatch(_file("code-list-*.txt").name)
    if named is None:
        raise FileNotFoundError(f"{PACKAGE} names its release differently than before")
    return named[1], named[2]


def _file(pattern: str) -> Path:
    spec = find_spec(PACKAGE)  # finds the package without running it
    places = spec.submodule_search_locations if spec else None
    found = sorted(Path(place, "data") for place in places or ())
    files = [each for place in found for each in sorted(place.glob(pattern))]
    if len(files) != 1:
        raise FileNotFoundError(f"{PACKAGE} does not hold exactly one {pattern}")
    return files[0]
