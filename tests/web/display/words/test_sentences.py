"""A sentence is what Django says it is, the second time as the first, in each language."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import translation
from django.utils.safestring import SafeData, mark_safe
from django.utils.translation import gettext, pgettext, trans_real

from medisecure.web.display.words import sentences
from medisecure.web.display.words.sentences import _of_django, keep_sentences


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("message", ["Home", "Next visit", "", "no <b> such\r\nsentence"])
def test_it_says_what_django_says(language: str, message: str) -> None:
    keep_sentences()
    with translation.override(language):
        theirs = _of_django(trans_real._active.value, message.replace("\r\n", "\n"))
        for _ in range(2):
            assert gettext(message) == (theirs if message else "")
        assert pgettext("dose", "mg") == pgettext("dose", "mg")


def test_what_is_markup_stays_so_once_the_sentence_is_known() -> None:
    keep_sentences()
    with translation.override("en"):
        gettext("Home")
        assert isinstance(gettext(mark_safe("Home")), SafeData)
        assert not isinstance(gettext("Home"), SafeData)


def test_without_a_language_a_sentence_stays_as_it_is() -> None:
    keep_sentences()
    with translation.override("ar"):
        assert gettext("Home") != "Home"
        with translation.override(None):
            assert gettext("Home") == "Home"


def test_languages_do_not_hear_each_other() -> None:
    keep_sentences()
    for _ in range(2):
        with translation.override("en"):
            assert gettext("Medicines now") == "Medicines now"
        with translation.override("ar"):
            assert gettext("Medicines now") != "Medicines now"


def test_django_is_asked_once_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_sentences()
    asked: list[str] = []

    def counted(of: Any, message: str) -> str:
        asked.append(message)
        return str(_of_django(of, message))

    monkeypatch.setattr(sentences, "_of_django", counted)
    with translation.override("ar"):
        sentence = f"asked {uuid4()}"
        first = gettext(sentence)
        asked_first = len(asked)
        assert gettext(sentence) == first
    assert asked
    assert len(asked) == asked_first


def test_what_is_no_sentence_of_ours_does_not_fill_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_sentences()
    with translation.override("en"):
        known = trans_real._active.value.__dict__.setdefault("_sentences", {})
        monkeypatch.setattr(sentences, "MOST", len(known))
        assert gettext("one too many") == "one too many"
        assert "one too many" not in known
