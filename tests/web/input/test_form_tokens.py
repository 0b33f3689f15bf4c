"""The token of a form is masked by letters of ours, and Django takes it as its own."""

from collections import Counter

import pytest
from django.middleware import csrf
from django.test import RequestFactory

from medisecure.web.input.form_tokens import LETTERS, mask_quickly, random_letters


def test_django_masks_its_tokens_with_them():
    mask_quickly()
    assert csrf.get_random_string is random_letters
    assert csrf.CSRF_ALLOWED_CHARS == LETTERS
    request = RequestFactory().get("/")
    first, second = csrf.get_token(request), csrf.get_token(request)
    assert first != second
    assert csrf._does_token_match(first, request.META["CSRF_COOKIE"])
    assert csrf._does_token_match(second, request.META["CSRF_COOKIE"])


def test_django_asks_nobody_else(monkeypatch):
    mask_quickly()
    monkeypatch.setattr("medisecure.web.input.form_tokens.token_bytes", lambda count: b"\0" * count)
    assert csrf._get_new_csrf_string() == LETTERS[0] * 32


@pytest.mark.parametrize("length", [0, 1, 32, 500])
def test_as_many_as_are_wanted(length):
    found = random_letters(length)
    assert len(found) == length
    assert set(found) <= set(LETTERS)


def test_each_letter_comes_as_often_as_another():
    """62 letters of 100,000: one is 1,613 times there, give or take 40; more is no luck."""
    counted = Counter(random_letters(100_000))
    assert set(counted) == set(LETTERS)
    assert all(1_330 < times < 1_900 for times in counted.values())


def test_bytes_that_would_favour_some_letters_are_left_out(monkeypatch):
    drawn = [bytes(range(248, 256)), bytes([0, 61, 62, 247])]
    monkeypatch.setattr("medisecure.web.input.form_tokens.token_bytes", lambda _: drawn.pop(0))
    assert random_letters(4) == LETTERS[0] + LETTERS[61] + LETTERS[0] + LETTERS[61]


def test_other_letters_are_not_drawn_here():
    with pytest.raises(ValueError, match="letters and digits"):
        random_letters(4, "ab")
