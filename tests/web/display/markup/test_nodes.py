"""What a template repeats is worked out once, and says the same as before."""

import pytest
from django.template import engines
from django.utils import translation

from medisecure.web.display.marks import icon


def rendered(text: str, **context: object) -> str:
    return str(engines["django"].from_string("{% load i18n medisecure %}" + text).render(context))


def test_a_sentence_is_in_the_readers_language_each_time() -> None:
    template = engines["django"].from_string(
        "{% load i18n medisecure %}{% translate 'Home' %}"
        "{% translate 'Visits' as word %}|{{ word }}"
    )
    said = []
    for language in ("en", "ar", "en"):
        with translation.override(language):
            said.append(template.render({}))
    assert said[0] == said[2] == "Home|Visits"
    assert said[1] == "الرئيسية|المواعيد"


@pytest.mark.parametrize(
    "tag",
    ["'5% of <b>it</b>'", "word", "word|upper", "'Home'|upper", "'Home' context 'none'",
     "'Home' noop",
     "'Home' as said"],
)  # fmt: skip
def test_every_other_form_is_djangos(tag: str) -> None:
    ours = rendered(f"{{% translate {tag} %}}{{{{ said }}}}", word="<Home>")
    theirs = (
        engines["django"]
        .from_string(f"{{% load i18n %}}{{% translate {tag} %}}{{{{ said }}}}")
        .render({"word": "<Home>"})
    )
    assert ours == theirs


def test_an_icon_named_in_the_template_is_the_one_the_page_would_name() -> None:
    drawn = icon("home")
    assert rendered("{% icon 'home' %}") == rendered('{% icon "home" %}') == drawn
    assert rendered("{% icon mark %}", mark="home") == drawn
    assert rendered("{% icon 'home' as mark %}{{ mark }}") == drawn
    assert 'aria-label="a &amp; b"' in rendered("{% icon 'home' label %}", label="a & b")
