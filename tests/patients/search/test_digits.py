"""Digits of several kinds at once, in any order, script and grouping, lead to whom they are of."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patients.search.index_words import search_words
from patients.search.lookups import WITH_YEAR, ways_of, words_in
from patients.search.matching import fit_of
from patients.search.pieces import cuts
from patients.search.typed import readings
from tests.patients.search.test_search import TODAY, person

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
BORN = date(1985, 6, 15)
NAMES = (
    ("محمد", "الكواري", ("kuwari", "mohamed kuwari", "محمد", "moh")),
    ("Baby 1", "Al-Kuwari", ("baby 1", "al kuwari")),
    ("Sean", "O'Brien", ("o brien", "sean")),
    ("Mary Ann", "Dela Cruz", ("maryann", "delacruz")),
    ("伟", "李", ("李伟",)),
)
PHONES = (
    "{0}{1}{2}", "{0}{1} {2}", "{0} {1} {2}", "{0}{1}-{2}", "+974 {0}{1} {2}", "00974{0}{1}{2}",
    "974 {0}{1}{2}", "{0}{1}{2} ext 55", "{0}{1}{2}x55", "{0}{1}{2} تحويلة 5", "{2}", "{1}{2}",
    "{0}{1}", "{0}",
)  # fmt: skip
DAYS = ("", "1985", "15/6/1985", "15 Jun 1985", "1985-06-15", "15061985", "15/6/85", "15 6 1985")


def reached(typed: str, phone: str, name: tuple[str, str]) -> bool:
    """Meant, and in one way of looking up filed under a word of every group: so never missing."""
    who = person(*name, phone=phone, born=BORN, national_id="28563400104")
    filed = search_words(who)
    return any(
        all(any(word in filed for word in group) for group in way if group[0][:5] != WITH_YEAR)
        for each in readings(typed, today=TODAY)
        if fit_of(who, [each])
        for way in ways_of(each)
    )


@settings(deadline=None, max_examples=300)
@given(data=st.data(), last=st.text("0123456789", min_size=6, max_size=6))
def test_name_phone_and_birth_in_any_order_and_script_find_whoever_has_them(
    data: st.DataObject, last: str
) -> None:
    first, family, asked = data.draw(st.sampled_from(NAMES))
    start = data.draw(st.sampled_from(["33", "55", "44"]))
    number = data.draw(st.sampled_from(PHONES)).format(start, last[:2], last[2:])
    about = [data.draw(st.sampled_from(asked)), number, data.draw(st.sampled_from(DAYS))]
    between = data.draw(st.sampled_from([" ", ", "]))
    typed = between.join(filter(None, data.draw(st.permutations(about))))
    typed = data.draw(st.sampled_from([typed, typed.translate(ARABIC)]))
    assert reached(typed, f"+974{start}{last};ext=55", (first, family)), typed


@pytest.mark.parametrize(
    "typed",
    ["mohamed 33120006 1985", "1985 3312 0006", "mohamed, 0006, 1985", "kuwari 120006 1985",
     "12 00 06, 1985", "33 12 00 06 15/6/1985", "0006 28563400104", "28563400104 33120006",
     "33120006 ext 55 1985", "33120006x55", "محمد ٣٣١٢٠٠٠٦ ١٩٨٥", "٠٠٠٦ محمد", "33 1985 kuwari",
     "15061985 33120006", "15 6 1985, 33 12 00 06", "kuwari 15 Jun 1985 33 12 00 06"],
)  # fmt: skip
def test_numbers_beside_each_other_are_taken_together_and_apart(typed: str) -> None:
    assert reached(typed, "+97433120006", ("محمد", "الكواري"))


@pytest.mark.parametrize(
    "typed", ["mohamed 33120006 1986", "0007 1985", "1985 34", "33120006 16061985"]
)
def test_every_number_typed_must_be_right(typed: str) -> None:
    assert not reached(typed, "+97433120006", ("محمد", "الكواري"))


def test_what_fewest_people_have_is_looked_up_first() -> None:
    (way, *_) = ways_of(readings("1985, 33120006", today=TODAY)[0])
    assert "phone:33120006" in way[0]


@given(st.text("0123456789 +()-/.,٠١٢abc", max_size=60))
def test_nothing_typed_is_lost_in_cutting(typed: str) -> None:
    wanted = [letter for letter in typed if letter.isalnum()]
    assert wanted in [[x for x in "".join(each) if x.isalnum()] for each in cuts(typed)]


def test_a_question_of_many_numbers_costs_a_bounded_number_of_words() -> None:
    asked = readings("mohamed kuwari 33 12 00 06 1985 15 6 1985, 0006 2012 44", today=TODAY)
    assert len(words_in(way for each in asked for way in ways_of(each))) < 60
