"""A page links the styles and scripts it uses, and no others.

Nothing is listed here by hand: which sheet a page needs follows from the classes it writes, and
which script from the hooks (ids, data- and hx- attributes) that script looks for.
"""

import re
from functools import cache
from pathlib import Path

import pytest

from medisecure.web.display.joined_files import JOINED

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES, STATIC = ROOT / "templates", ROOT / "static"
INCLUDED = re.compile(r"""{%\s*(?:include|cached_part)\s+["']([^"']+)["']""")
LINKED = re.compile(r"""{%\s*static\s+["'](css/\w+\.css|js/\w+\.js|vendor/htmx[^"']+\.js)["']""")
HTMX = "htmx"


@cache
def text(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def with_parts(name: str) -> str:
    """A template with everything it includes, however deep."""
    parts, waiting = {name}, [name]
    while waiting:
        for each in INCLUDED.findall(text(waiting.pop())):
            if each not in parts:
                parts.add(each)
                waiting.append(each)
    return "\n".join(text(each) for each in sorted(parts))


def links_of(source: str) -> set[str]:
    return {HTMX if "htmx" in each else each for each in LINKED.findall(source)}


def single(links: set[str]) -> set[str]:
    """The files behind those that are joined from several."""
    return {part for each in links for part in JOINED.get(each, (each,))}


FRAME = single(links_of(with_parts("base.html")))
PAGES = sorted(
    path.relative_to(TEMPLATES).as_posix()
    for path in TEMPLATES.rglob("*.html")
    if '{% extends "base.html" %}' in path.read_text(encoding="utf-8")
)


@cache
def classes_of(sheet: str) -> frozenset[str]:
    rules = re.sub(r"/\*.*?\*/", "", (STATIC / sheet).read_text(encoding="utf-8"), flags=re.DOTALL)
    return frozenset(re.findall(r"\.([a-z][\w-]*)", rules))


@cache
def own_classes(sheet: str) -> frozenset[str]:
    """What this sheet gives a look and the frame does not; `is-…` is a state of something else."""
    frame = classes_of("css/app.css") | classes_of("css/tokens.css")
    return frozenset(each for each in classes_of(sheet) - frame if not each.startswith("is-"))


def classes_in(source: str) -> set[str]:
    """Every class an element may have; of `tone-{{ tone }}` just `tone-`."""
    plain = re.sub(r"{%.*?%}", " ", source)
    plain = re.sub(r"{{.*?}}", "\0", plain)
    return {name for group in re.findall(r'class="([^"]*)"', plain) for name in group.split()}


def reasons(sheet: str, source: str) -> set[str]:
    """The classes of that sheet a page writes: why it links the sheet."""
    written = classes_in(source)
    begun = tuple(each.partition("\0")[0] for each in written if "\0" in each if each[0] != "\0")
    return {
        name for name in own_classes(sheet) if name in written or (begun and name.startswith(begun))
    }


@cache
def hooks_of(script: str) -> frozenset[str]:
    """What the script begins with: the element it lives in and the marks it asks a page for."""
    if script == HTMX:
        return frozenset({"hx-get=", "hx-post="})
    code = (STATIC / script).read_text(encoding="utf-8")
    root = re.findall(r"""getElementById\(["']([\w-]+)["']\)""", code)[:1]
    marks = re.findall(r"""document\.querySelector(?:All)?\(["']\w*\[(data-[\w-]+)""", code)
    return frozenset({f'id="{each}"' for each in root} | set(marks))


SHEETS = sorted(
    f"css/{path.name}" for path in (STATIC / "css").glob("*.css") if f"css/{path.name}" not in FRAME
)
SCRIPTS = [
    HTMX,
    *sorted(
        f"js/{path.name}" for path in (STATIC / "js").glob("*.js") if f"js/{path.name}" not in FRAME
    ),
]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_links_the_sheets_whose_classes_it_writes_and_no_others(page: str) -> None:
    source = with_parts(page)
    needed = {sheet: reasons(sheet, source) for sheet in SHEETS}
    linked = links_of(source)
    assert {sheet for sheet in SHEETS if sheet in linked} == {
        sheet for sheet, why in needed.items() if why
    }, {sheet: sorted(why)[:8] for sheet, why in needed.items()}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_the_scripts_that_find_something_in_it_and_no_others(page: str) -> None:
    source = with_parts(page)
    needed = {script for script in SCRIPTS if any(hook in source for hook in hooks_of(script))}
    assert {script for script in SCRIPTS if script in links_of(source)} == needed


def test_the_frame_loads_only_what_every_page_may_need() -> None:
    """The print sheet is 25 lines that any page may be printed with; any page may be covered."""
    sheets = {"css/tokens.css", "css/app.css", "css/print.css"}
    assert sheets | {"js/app.js", "js/idle.js"} == FRAME


OF_A_LANGUAGE = re.compile(r"([^{}]*(?::lang\(|:dir\(|\[lang|\[dir)[^{}]*)\{([^{}]*)\}")
NO_COLOUR = {
    "content", "direction", "line-height", "text-align", "transform", "translate", "--leading",
}  # fmt: skip


def set_for_a_language(sheet: str) -> set[str]:
    """The properties that are set for one language or direction only."""
    return {each.partition(":")[0].strip() for _, body in OF_A_LANGUAGE.findall(sheet)
            for each in body.split(";") if each.strip()}  # fmt: skip


def test_no_colour_depends_on_the_language() -> None:
    """The browsers' round looks at the dark scheme in English only."""
    found = set().union(
        *(set_for_a_language(each.read_text("utf-8")) for each in (STATIC / "css").glob("*.css"))
    )
    assert found
    assert found <= NO_COLOUR


def test_a_colour_of_a_language_would_be_seen() -> None:
    planted = "@media print { .x:lang(ar) { color: red; } } a { color: blue; }"
    assert set_for_a_language(planted) == {"color"}


def test_whatever_shows_a_form_says_on_top_what_is_wrong_with_it() -> None:
    """`templates/bootstrap5/errors.html` leaves that to the summary; a search box has none."""
    searches = {"providers/day/patients.html", "oversight/colleagues.html"}
    silent = {
        str(each.relative_to(TEMPLATES))
        for each in TEMPLATES.rglob("*.html")
        if "{% crispy" in (text := each.read_text("utf-8")) and "{% error_summary" not in text
    }
    assert silent == searches
