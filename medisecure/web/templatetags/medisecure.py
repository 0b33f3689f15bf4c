"""What templates may call: values, marks, mistakes in forms, addresses and charts."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.base import Node, Parser, Token

from medisecure.web.display import (
    clinic,
    fields,
    marks,
    patient_banner,
    people,
    photos,
    spans,
    values,
)
from medisecure.web.display.charts import sparklines
from medisecure.web.display.charts.plot import Plot, drawn
from medisecure.web.display.charts.trend import Point, chart
from medisecure.web.display.errors import error_text
from medisecure.web.display.markup import (
    addresses,
    board_cells,
    board_lines,
    cached_parts,
    chart_tables,
    free_times,
    nodes,
    options,
    places,
)
from medisecure.web.display.times import clocks, moments

register = template.Library()

Mistake = tuple[str, Any, Any]

register.simple_tag(values.value)
register.simple_tag(values.parts)
register.simple_tag(values.datetime_in_zone)
register.simple_tag(values.named_moment)
register.simple_tag(clocks.page_clock)
register.simple_tag(spans.span)
register.simple_tag(values.age)
register.simple_tag(people.born)
register.simple_tag(people.sex)
register.simple_tag(people.masked_phone)
register.simple_tag(people.phone_text)
register.simple_tag(people.record_number)
register.simple_tag(people.spoken_number)
register.simple_tag(photos.patient_photo, takes_context=True)
register.simple_tag(patient_banner.patient_banner, takes_context=True)
register.simple_tag(patient_banner.allergies)
register.simple_tag(clinic.clinic_phone)
register.simple_tag(fields.field)
register.simple_tag(board_cells.board_columns)
register.simple_tag(board_cells.board_doctors)
register.simple_tag(board_cells.board_hours)
register.simple_tag(board_lines.board_lines)
register.simple_tag(options.options)
register.simple_tag(places.places)
register.simple_tag(free_times.time_buttons)
register.simple_tag(free_times.day_tiles)
register.simple_tag(chart_tables.chart_table)
register.simple_tag(sparklines.sparkline)
register.simple_tag(marks.icon)
register.simple_tag(marks.sprite)
register.simple_tag(marks.qr)
register.simple_tag(marks.status)
register.filter(marks.tone)
register.filter("date", moments.date_filter, expects_localtime=True, is_safe=False)
register.tag("translate", nodes.translated)
register.tag("url", addresses.address_tag)
register.tag("cached_part", cached_parts.cached_part_tag)
_any_icon = register.tags["icon"]


@register.tag("icon")
def icon(parser: Parser, token: Token) -> Node:
    """An icon named in the template, or with a name or label that the page tells."""
    return nodes.named_icon(token) or _any_icon(parser, token)


register.filter("in_words", error_text)


def target_of(field: BoundField) -> str:
    """The id to jump to: the field, or the first choice of a group."""
    return field.id_for_label or f"{field.auto_id}_0"


def mistakes(forms: Iterable[BaseForm]) -> Iterator[Mistake]:
    """(id of the field or "", its label, the message) for every error of bound forms."""
    for form in forms:
        yield from (("", "", message) for message in form.non_field_errors())
        for field in form:
            yield from ((target_of(field), field.label, message) for message in field.errors)


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | None) -> dict[str, Any]:
    """What must be put right, on top of the form, each line a link to its field."""
    return {"mistakes": list(mistakes(form for form in forms if form is not None))}


@register.inclusion_tag("components/error_summary.html")
def error_summary_of(forms: Iterable[BaseForm]) -> dict[str, Any]:
    """The same for a page of many forms."""
    return {"mistakes": list(mistakes(forms))}


@register.filter
def at(many: Sequence[Any], place: int) -> Any:
    """The one at `place`, counted from 0; used to find a cell's column."""
    return many[place]


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    """This page's query with some keys changed; a key set to None or "" is left out."""
    query = context["request"].GET.copy()
    for key, wanted in changes.items():
        query.pop(key, None)
        if wanted not in {None, ""}:
            query[key] = str(wanted)
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/trend.html")
def trend(
    points: Iterable[Point], unit: str = "", label: str = "", low: Any = None, high: Any = None
) -> dict[str, Any]:
    """The same as `sparkline`, large, with its scale and dates."""
    return chart(points, unit, label, low, high)


@register.inclusion_tag("components/plot.html")
def plot(shown: Plot) -> dict[str, Any]:
    """A chart over time with its scale, usual ranges, marks by shape and a table beside it."""
    return {"drawing": drawn(shown), "plot": shown}
