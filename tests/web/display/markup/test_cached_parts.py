"""Parts that are the same for everybody: drawn once a language, and nothing of anybody is kept."""

import pytest
from django.template import Context, TemplateSyntaxError, engines
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils.safestring import SafeString
from django.utils.translation import override

from medisecure.web.display.markup.cached_parts import MARK, CachedPart

ACCOUNT = (
    '{% load medisecure %}{% cached_part "components/account.html" by may_act=may_act with'
    " csrf_token=csrf_token account_name=name account_role=role %}"
)


def drawn(
    name: object, *, may_act: bool = False, language: str = "en", source: str = ACCOUNT
) -> str:
    values = {"csrf_token": "token", "name": name, "role": "Patient", "may_act": may_act}
    with override(language):
        return str(TEMPLATES[source].template.render(Context(values)))


@pytest.fixture(autouse=True)
def _templates() -> None:
    TEMPLATES.clear()
    TEMPLATES[ACCOUNT] = engines["django"].from_string(ACCOUNT)


TEMPLATES: dict[str, object] = {}  # type: ignore[assignment]


def test_each_reads_their_own_name_and_it_is_escaped() -> None:
    assert 'dir="auto">Ann</span>' in drawn("Ann")
    assert "&lt;b&gt;Bob&lt;/b&gt;" in drawn("<b>Bob</b>")
    assert "Bob" not in drawn("Ann")
    assert "<i>C</i>" in drawn(SafeString("<i>C</i>"))
    assert MARK not in drawn("Ann")


def test_a_text_that_looks_like_a_mark_is_text() -> None:
    page = drawn(f"{MARK}0x")
    assert page.count('"token"') == 1, "the token was not put into a name"
    assert f"{MARK}0x" in page


def test_nothing_that_is_put_in_is_kept() -> None:
    drawn("Somebody Else")
    node = next(iter(TEMPLATES[ACCOUNT].template.nodelist.get_nodes_by_type(CachedPart)))
    assert node._drawn
    assert "Somebody Else" not in repr(node._drawn)


def test_language_and_looks_are_drawn_apart() -> None:
    assert "Sign out" in drawn("Ann")
    assert "تسجيل الخروج" in drawn("Ann", language="ar")
    assert "People you act for" in drawn("Ann", may_act=True)
    assert "People you act for" not in drawn("Ann")
    assert "account-who" not in drawn("")


def test_it_is_told_nothing_else() -> None:
    source = '{% load medisecure %}{% cached_part "components/idle_cover.html" with here=here %}'
    template = engines["django"].from_string(source)
    request = RequestFactory().get("/a/?q=1")
    html = template.render({"here": "/b/%3Fq"}, request)
    assert "?next=/b/%3Fq" in html
    assert "/a/" not in html


@pytest.mark.parametrize(
    "wrong",
    [
        "{% cached_part %}",
        "{% cached_part name %}",
        '{% cached_part "x" name=1 %}',
        '{% cached_part "x" for a=1 %}',
    ],
)
def test_a_mistake_in_the_tag_is_told_when_the_template_is_read(wrong: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        engines["django"].from_string("{% load medisecure %}" + wrong)


def test_the_frame_is_made_of_them() -> None:
    names = {
        each._name
        for each in get_template("base.html").template.nodelist.get_nodes_by_type(CachedPart)
    }
    assert {"components/body_end.html", "components/sheets.html"} <= names


def test_what_is_called_is_called_and_what_is_absent_is_nothing() -> None:
    source = '{% load medisecure %}{% cached_part "components/idle_cover.html" with here=here %}'
    template = engines["django"].from_string(source)
    assert "?next=/c/" in template.render({"here": lambda: "/c/"})
    assert '?next="' in template.render({"here": None})
    assert '?next="' in template.render({})
    assert "?next=7" in template.render({"here": 7})
