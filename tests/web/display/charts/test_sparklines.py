"""A small line and its table say what the template engine would say of the same points."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.html import strip_spaces_between_tags
from django.utils.translation import gettext_lazy

from medisecure.web.display.charts.sparklines import sparkline
from medisecure.web.display.charts.trend import chart

ENGINE = Template("""{% load i18n medisecure %}
<div class="sparkline">
  <p class="sparkline-head"><span class="sparkline-label">{{ label }}</span> {% if latest %}<strong>{% value latest.1 unit=unit %}</strong>{% else %}{% value None %}{% endif %}</p>
  {% if path %}
  <svg class="line-chart" viewBox="0 0 240 60" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    {% if band_height %}<rect class="chart-band" x="0" y="{{ band_y }}" width="240" height="{{ band_height }}"/>{% endif %}
    <path class="chart-line" d="{{ path }}" fill="none" vector-effect="non-scaling-stroke"/>
    {% if beside %}<path class="chart-line chart-beside" d="{{ beside.path }}" fill="none" vector-effect="non-scaling-stroke"/><path class="chart-dot" d="{{ beside.last_dot }}" fill="none" stroke-linecap="round" vector-effect="non-scaling-stroke"/>{% endif %}
    <path class="chart-dot" d="{{ last_dot }}" fill="none" stroke-linecap="round" vector-effect="non-scaling-stroke"/>
  </svg>
<details class="chart-table">
  <summary>{% translate "Values" %}<span class="visually-hidden">: {{ label }}</span></summary>
  <table class="table table-sm">
    <caption class="visually-hidden">{{ label }}</caption>
    <thead><tr><th scope="col">{% translate "Date" %}</th><th scope="col" class="number">{{ label }}{% if unit %} (<bdi dir="ltr">{{ unit }}</bdi>){% endif %}</th></tr></thead>
    <tbody>{% for when, number in points reversed %}<tr><th scope="row">{% value when kind="date" %}</th><td class="number">{% value number %}</td></tr>{% endfor %}</tbody>
  </table>
</details>
  {% endif %}
</div>
""")  # noqa: E501 - a template as it stands in a file
DAYS = [(date(2025, 1, 1), 81.2), (date(2025, 2, 1), None), (date(2025, 6, 1), Decimal("75.5"))]
TIMES = [(datetime(2026, 3, 1, 21, 30, tzinfo=UTC), 120), (datetime(2026, 4, 1, tzinfo=UTC), 140)]
CASES = [
    {"points": DAYS, "unit": "kg", "label": "Weight", "low": 65, "high": 78},
    {"points": DAYS, "unit": "<kg>", "label": "<b>Weight</b>"},
    {"points": TIMES, "unit": "mmHg", "label": gettext_lazy("Blood pressure, upper"),
     "least": (40, 180), "beside": [(when, number - 40) for when, number in TIMES]},
    {"points": [("<i>now</i>", 5)], "label": "a & b"},
    {"points": [("now", None)], "unit": "cm", "label": "Height"},
    {"points": []},
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("told", CASES)
def test_it_is_what_the_engine_draws(told, language):
    shown = {"unit": "", "label": "", "low": None, "high": None} | told
    with translation.override(language):
        theirs = ENGINE.render(Context(chart(**shown)))
        ours = str(sparkline(**told))
    assert strip_spaces_between_tags(ours) == strip_spaces_between_tags(theirs.strip())
