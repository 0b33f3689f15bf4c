"""A baby without a name of their own is filed under the mother's."""

from datetime import date

import pytest

from patients.registration.prefill import typed_parts
from patients.search.typed import readings

TODAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("typed", "given", "family", "sex"),
    [
        ("Baby 2 of Noor", "Baby 2 Noor", "", None),
        ("baby girl of noor al-kuwari", "Baby Girl Noor", "Al-Kuwari", "F"),
        ("baby boy 1 of Noor Al-Kuwari", "Baby Boy 1 Noor", "Al-Kuwari", "M"),
        ("twin 2 of noor haddad", "Twin 2 Noor", "Haddad", None),
        ("baby girl haddad", "Baby Girl", "Haddad", "F"),
        ("Baby 1 Al-Kuwari", "Baby 1", "Al-Kuwari", None),
        ("رضيعة 2 نور الكواري", "رضيعة 2 نور", "الكواري", "F"),
        ("Babette of Noor", "Babette", "of Noor", None),
    ],
)
def test_the_registration_is_filled_as_a_ward_writes_it(
    typed: str, given: str, family: str, sex: str | None
) -> None:
    parts = typed_parts(typed, today=TODAY)
    assert (parts["first_name"], parts["last_name"], parts.get("gender")) == (given, family, sex)


def test_the_words_it_was_told_by_find_it_again() -> None:
    asked, *_ = readings("baby girl of noor al-kuwari", today=TODAY)
    assert asked.names == readings("baby girl noor al-kuwari", today=TODAY)[0].names
