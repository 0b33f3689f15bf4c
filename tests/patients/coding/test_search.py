"""Diagnoses are found by code, by words in any order and spelling, and in no time."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from medisecure.errors import Invalid
from patients.coding import plain_words, release, search
from patients.coding.index_file import build, ready
from tests.workers import yardstick

ROOT = Path(__file__).resolve().parents[3]


def codes(typed: str, **own: list[str]) -> list[str]:
    return [each.code.code for each in search.find(typed, **own)]


@pytest.mark.parametrize("typed", ["I25.9", "i259", " i25.9 ", "I259"])
def test_a_code_is_found_in_any_usual_form(typed: str) -> None:
    assert codes(typed) == ["I25.9"]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("ischaemic heart", "I25.9"),
        ("ischemic heart", "I25.9"),
        ("heart chronic ischemic", "I25.9"),
        ("heart attack", "I21.9"),
        ("flu", "J11.1"),
        ("sugar", "E11.9"),
        ("سكر", "E11.9"),
        ("السكري", "E11.9"),
        ("ضغط", "I10"),
        ("HTN", "I10"),
        ("haemorrhoids", "K64.9"),
        ("hemorrhoids", "K64.9"),
        ("chest pain", "R07.9"),
        ("stein leventhal", "E28.2"),
        ("sjogren", "M35.00"),
        ("vit d", "E55.9"),
        ("colon cancer", "C18"),
        ("breast tumour", "C50"),
    ],
)
def test_what_people_type_leads_to_what_they_mean(typed: str, wanted: str) -> None:
    assert codes(typed)[0] == wanted


@pytest.mark.parametrize("typed", ["isch", "ischa", "ischae", "ischaem", "ischemi"])
def test_a_word_still_being_typed_finds_it_letter_by_letter(typed: str) -> None:
    assert "I25.9" in codes(f"{typed} heart")


def test_favourites_lead_and_recent_ones_follow() -> None:
    found = search.find("diabetes", favourites=["E13.9"], recent=["E10.9"], limit=5)
    assert [each.code.code for each in found[:2]] == ["E13.9", "E10.9"]
    assert found[0].is_favourite
    assert found[1].is_recent


def test_a_favourite_that_does_not_fit_stays_away() -> None:
    assert "E13.9" not in codes("asthma", favourites=["E13.9"])


def test_without_words_the_favourites_and_recent_codes_are_offered() -> None:
    assert codes("  ", favourites=["I10"], recent=["J45.909", "XXX"]) == ["I10", "J45.909"]


@pytest.mark.parametrize(
    "typed", ["(((", '"', "AND OR NOT", "a*", "😀", "{plain} : x", "-", "a" * 999]
)
def test_odd_input_finds_nothing_and_breaks_nothing(typed: str) -> None:
    assert isinstance(search.find(typed), list)


def test_a_code_that_left_the_release_is_refused_in_words() -> None:
    with pytest.raises(Invalid) as refused:
        search.demand("Z99.99")
    assert refused.value.fields == {"code": search.NOT_IN_RELEASE}
    with pytest.raises(Invalid):
        search.demand("asthma")


def test_a_code_with_a_seventh_character_is_known_and_its_base_is_not_final() -> None:
    assert search.demand("S52501A").title.endswith("initial encounter for closed fracture")
    base = search.get("S52.501")
    assert base is not None
    assert not base.is_final
    assert [each.code for each in search.below("S52.501")][:2] == ["S52.501A", "S52.501B"]


def test_what_is_finer_than_a_category_is_offered_one_step_at_a_time() -> None:
    below = [each.code for each in search.below("I25")]
    assert below[0] == "I25.1"
    assert "I25.10" not in below


def test_every_row_of_plain_words_has_a_code_of_the_release_and_both_languages() -> None:
    for code, words in plain_words.table().items():
        assert search.get(code), code
        assert words.english
        assert words.arabic


def test_plain_words_hold_for_the_codes_below_and_for_no_others() -> None:
    finer, other = plain_words.of("E11.65"), plain_words.of("I25.2")
    assert finer is not None
    assert finer.name_in("ar") == "السكري من النوع الثاني"
    assert other is None


def test_the_release_is_named_by_month_and_year() -> None:
    assert search.release() == release.name() == "ICD-10-CM, April 2026"


def test_the_package_that_costs_185_megabytes_is_never_imported() -> None:
    search.find("asthma")
    assert find_spec(release.PACKAGE) is not None
    assert release.PACKAGE not in sys.modules


# In a process of its own: milliseconds of the processor for a search, megabytes it grew by.
ALONE = """
import json, sys, time
def grown():
    with open("/proc/self/status") as told:
        return next(int(line.split()[1]) for line in told if line.startswith("VmRSS")) / 1024
from patients.coding import search
before, spent = grown(), []
for typed in json.loads(sys.argv[1]):
    begun = time.thread_time()
    search.find(typed)
    spent.append((time.thread_time() - begun) * 1000)
print(json.dumps([sorted(spent)[len(spent) // 2], grown() - before]))
"""
TYPED = ["ischaemic heart", "flu", "سكر", "I25", "d", "colon cancer", "fracture left wrist", "zz"]
MOST_YARDSTICKS, MOST_MEGABYTES = 0.2, 30  # 20 ms where the yardstick takes 0.1 s


@pytest.mark.thorough
def test_a_search_takes_milliseconds_and_the_index_little_memory(
    record_property: Callable[..., None],
) -> None:
    ready()
    words = json.dumps(TYPED * 5)
    told = subprocess.run(
        [sys.executable, "-c", ALONE, words], check=True, capture_output=True, cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "medisecure.settings"},
    )  # fmt: skip
    milliseconds, megabytes = json.loads(told.stdout)
    record_property("milliseconds of a search", round(milliseconds, 2))
    record_property("megabytes of a worker", round(megabytes, 1))
    assert milliseconds <= MOST_YARDSTICKS * yardstick() * 1000
    assert megabytes <= MOST_MEGABYTES


@pytest.mark.thorough
def test_the_same_release_builds_the_same_file(tmp_path: Path) -> None:
    build(tmp_path / "again.db")
    assert (tmp_path / "again.db").read_bytes() == ready().read_bytes()
    assert [each.name for each in tmp_path.iterdir()] == ["again.db"]
