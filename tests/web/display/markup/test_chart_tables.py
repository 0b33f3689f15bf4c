"""The rows of a chart's table say what the template engine would say of the same points."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from medisecure.web.display.markup.chart_tables import chart_rows

ENGINE = Template(
    '{% load medisecure %}{% for when, number in points reversed %}<tr><th scope="row">'
    '{% value when kind="date" %}</th><td class="number">{% value number %}</td></tr>{% endfor %}'
)
POINTS = [
    (datetime(2026, 3, 1, 21, 30, tzinfo=UTC), 72),
    (datetime(2026, 3, 2, 8, tzinfo=timezone(timedelta(hours=-5))), Decimal("36.60")),
    (date(2026, 3, 3), None),
    ("<b>now</b>", 1.5),
    ("الآن", "<i>"),
    (None, -5),
]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_rows_are_those_of_the_engine(language: str) -> None:
    with translation.override(language):
        assert chart_rows(POINTS) == ENGINE.render(Context({"points": POINTS}))


def test_no_points_are_no_rows() -> None:
    assert chart_rows([]) == ""
