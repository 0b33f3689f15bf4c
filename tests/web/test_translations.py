"""Everything people read is also there in Arabic, whole and with its blanks in place."""

import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext

from appointments.desk.booking.forms import BookingForm

ROOT = Path(__file__).resolve().parent.parent.parent
ARABIC = ROOT / "locale" / "ar" / "LC_MESSAGES" / "django.po"
ROOMS = ("medisecure", "patients", "providers", "appointments", "documents", "templates")
SAME_EVERYWHERE = {"MediSecure"}
NOT_WORDS = re.compile(
    r"\{#.*?#\}|<!--.*?-->|\{% comment %\}.*?\{% endcomment %\}"
    r"|\{% block body_(?:class|says) %\}.*?\{% endblock %\}"
    r"|\{% blocktranslate.*?\{% endblocktranslate %\}|\{%.*?%\}|\{\{.*?\}\}",
    re.DOTALL,
)
SPOKEN = re.compile(r'\s(?:aria-label|title|alt|placeholder)="([^"]*)"')
TAG = re.compile(r"<[^<>]*>|&\w+;")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def complaints_of(*command: str) -> list[str]:
    """What a program of gettext has to say against a file."""
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"}
    )
    assert done.stderr or done.returncode == 0
    return done.stderr.splitlines()


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All sentences that are marked in the code and the templates as they are now."""
    place = tmp_path_factory.mktemp("marked")
    for room in ROOMS:
        (place / room).symlink_to(ROOT / room)
    (place / "locale").mkdir()
    environ = {name: text for name, text in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "django", "makemessages", "-l", "ar", "-s"]
    done = subprocess.run(
        command, cwd=place, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return place / "locale" / "ar" / "LC_MESSAGES" / "django.po"


def translated() -> Iterator[str]:
    """Every translation in the file, one for each plural form; the header left aside."""
    for entry in ARABIC.read_text(encoding="utf-8").split("\n\n")[1:]:
        for form in re.split(r"^msgstr", entry, flags=re.MULTILINE)[1:]:
            yield "".join(QUOTED.findall(form))


def own_words(template: str) -> list[str]:
    """The words a template shows in every language."""
    left = NOT_WORDS.sub(" ", template)
    shown = " ".join([*SPOKEN.findall(left), TAG.sub(" ", left)])
    return [word for word in re.findall(r"[A-Za-z]{2,}", shown) if word not in SAME_EVERYWHERE]


def test_every_marked_sentence_has_a_finished_arabic_one(marked: Path) -> None:
    """`msgcmp` names what is new, untranslated, fuzzy or no longer used."""
    assert complaints_of("msgcmp", str(ARABIC), str(marked)) == []


def test_the_blanks_and_plural_forms_of_the_translations_agree(tmp_path: Path) -> None:
    compiled = tmp_path / "django.mo"
    assert complaints_of("msgfmt", "--check", "-o", str(compiled), str(ARABIC)) == []


def test_every_translation_is_in_arabic_script() -> None:
    foreign = [
        text
        for text in translated()
        if not any("ARABIC" in unicodedata.name(letter, "") for letter in text)
    ]
    assert foreign == []


def test_the_translations_hold_no_machine_path_and_no_address() -> None:
    text = ARABIC.read_text(encoding="utf-8")
    assert not re.search(r"^#: /|\S+@\S+\.\S+", text, re.MULTILINE)


@pytest.mark.parametrize(
    "template",
    [each for each in sorted((ROOT / "templates").rglob("*.html")) if "kit" not in each.parts],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_a_template_has_no_words_that_were_not_marked(template: Path) -> None:
    assert own_words(template.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "template",
    sorted((ROOT / "templates").rglob("*.html")),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_no_comma_between_two_values_stays_latin(template: Path) -> None:
    """Arabic has a comma of its own: `{% translate ", " %}`."""
    bare = TAG.sub("|", NOT_WORDS.sub("|", template.read_text(encoding="utf-8")))
    assert not re.search(r"\|,\s*\|", bare)


def test_no_sentence_hides_in_a_template_written_inside_python() -> None:
    """There xgettext does not see it, and it stays English."""
    hidden = [
        str(each.relative_to(ROOT))
        for room in ROOMS
        for each in (ROOT / room).rglob("*.py")
        if "{% translate" in each.read_text(encoding="utf-8") and "templatetags" not in each.parts
    ]
    assert hidden == []


def test_a_form_that_is_read_in_arabic_offers_arabic_choices() -> None:
    with translation.override("ar"):
        lengths = BookingForm()["minutes"].as_widget()
    assert "30 دقيقة" in lengths


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "سنة واحدة"), (2, "سنتان"), (3, "3 سنوات"), (11, "11 سنة"), (100, "100 سنة")],
)
def test_arabic_counts_in_all_its_plural_forms(count: int, words: str) -> None:
    with translation.override("ar"):
        assert ngettext("%(n)d year", "%(n)d years", count) % {"n": count} == words


def test_arabic_is_compiled_where_the_pages_look_for_it() -> None:
    with translation.override("ar"):
        assert gettext("Front desk") == "الاستقبال"
