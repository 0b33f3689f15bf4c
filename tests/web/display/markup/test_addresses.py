"""Our addresses are Django's, and what Django refuses we refuse."""

from collections.abc import Iterator

import pytest
from django.template import engines
from django.test.utils import override_script_prefix
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from medisecure.web.display.markup.addresses import address

ODD = ["", "a#b", "a/b", "a b", "../x", "x" * 65, "ليلى", "a%2Fb", 7, None]


def routes(patterns: list[URLPattern | URLResolver], inside: str = "") -> Iterator[tuple[str, int]]:
    """(name, how many blanks) of every page there is."""
    for each in patterns:
        if isinstance(each, URLResolver):
            space = f"{each.namespace}:" if each.namespace else ""
            yield from routes(each.url_patterns, inside + space)
        elif each.name:
            yield f"{inside}{each.name}", len(each.pattern.converters)


ROUTES = sorted(set(routes(get_resolver().url_patterns)))


@pytest.mark.parametrize(("name", "count"), ROUTES)
def test_every_page_has_the_address_django_gives_it(name: str, count: int) -> None:
    parts = [f"patient_{n}-Z" for n in range(count)]
    assert _found(address, name, parts) == _found(_djangos, name, parts)
    with override_script_prefix("/clinic/"):
        assert _found(address, name, parts) == _found(_djangos, name, parts)


@pytest.mark.parametrize("odd", ODD)
def test_what_is_no_id_goes_djangos_way(odd: object) -> None:
    for parts in ([odd], ["patient_1", odd], [], ["a", "b", "c"]):
        for name in ("patients:chart", "patients:record", "nowhere"):
            assert _found(address, name, parts) == _found(_djangos, name, parts)


def _djangos(name: str, *parts: object) -> str:
    return reverse(name, args=list(parts))


def _found(way: object, name: str, parts: list[object]) -> str:
    try:
        return str(way(name, *parts))  # type: ignore[operator]
    except NoReverseMatch:
        return "none"


def test_the_tag_does_what_djangos_does() -> None:
    template = engines["django"].from_string(
        "{% load medisecure %}{% url 'patients:chart' who %}|{% url 'patients:chart' '' as none %}"
        "{{ none }}|{% url 'patients:record' patient_id=who record_id='r' %}|"
        "{% url 'patients:home' as home %}{{ home }}"
    )
    assert template.render({"who": "p1"}) == "/patients/p1/||/patients/p1/records/r/|/home/"
    with pytest.raises(NoReverseMatch):
        template.render({"who": "a#b"})
