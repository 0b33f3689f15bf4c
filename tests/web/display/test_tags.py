"""Values, badges and charts reach the page isolated, complete and in the reader's language."""

import hashlib
import json
import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from medisecure.errors import Conflict
from medisecure.web.display.words.currencies import currency_choices

ROOT = Path(__file__).resolve().parents[3]
NOON = datetime(2025, 6, 15, 9, 0, tzinfo=UTC)  # 12:00 in Qatar


@pytest.fixture(autouse=True)
def in_qatar_in_english():
    with timezone.override(ZoneInfo("Asia/Qatar")), translation.override("en"):
        yield


def page(source: str, **context: Any) -> str:
    return Template("{% load medisecure %}" + source).render(Context(context)).strip()


def words(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html).replace("\N{NO-BREAK SPACE}", " ").strip()


# ── values ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("nothing", [None, "", "   ", [], ()])
def test_an_absent_value_is_never_blank(nothing):
    html = page("{% value x %}", x=nothing)
    assert "not recorded" in html
    assert 'aria-hidden="true">&ndash;' in html


@pytest.mark.parametrize("zero", [0, Decimal("0"), False])
def test_zero_and_no_are_values(zero):
    assert "not recorded" not in page("{% value x %}", x=zero)


def test_markup_in_a_value_is_shown_not_run():
    html = page("{% value x unit=u %}{% value many %}", x="<b>&", u="<i>", many=["<s>"])
    assert "<b>" not in html
    assert "<i>" not in html
    assert "<s>" not in html
    assert "&lt;b&gt;&amp;" in html


@pytest.mark.parametrize("kind", ["", "phone", "id", "code", "text"])
def test_every_kind_of_text_is_escaped_and_isolated(kind):
    html = page("{% value x kind=kind %}", x='"><script>', kind=kind)
    assert "<script>" not in html
    assert "<bdi" in html


@pytest.mark.parametrize("shown", ["120/80", "-5", "O+", "+974 1234 5678", "20 mg", "4 - 6"])
def test_values_without_arabic_letters_keep_their_order_in_arabic(shown):
    with translation.override("ar"):
        assert page("{% value x %}", x=shown) == f'<bdi dir="ltr">{shown}</bdi>'


def test_an_arabic_name_decides_its_own_direction():
    assert page("{% value x %}", x="محمد") == "<bdi>محمد</bdi>"


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    ("number", "shown"),
    [(98.6, "98.6"), (Decimal("98.60"), "98.60"), (Decimal("1E+2"), "100"), (12345, "12345")],
)
def test_numbers_keep_their_full_stop(language, number, shown):
    with translation.override(language):
        assert words(page("{% value x %}", x=number)) == shown
        assert words(page('{% value x unit="kg" %}', x=number)) == f"{shown} kg"


@pytest.mark.parametrize(
    ("fee", "shown"),
    [(200, "200 QAR"), (Decimal("1250.5"), "1,250.50 QAR"), (Decimal("0.10"), "0.10 QAR")],
)
def test_money_has_two_decimals_or_none(fee, shown):
    assert words(page('{% value x kind="money" unit="QAR" %}', x=fee)) == shown


@pytest.mark.parametrize(
    ("code", "sign"), [("QAR", "ر.ق"), ("KWD", "د.ك"), ("EUR", "يورو"), ("XYZ", "XYZ")]
)
def test_a_currency_is_written_as_its_reader_writes_it(code, sign):
    with translation.override("ar"):
        assert words(page('{% value x kind="money" unit=code %}', x=1250, code=code)) == (
            f"1,250 {sign}"
        )
        assert [shown for value, shown in currency_choices() if value == code] in (
            [f"{sign} ({code})"], [],
        )  # fmt: skip
    assert words(page('{% value x kind="money" unit=code %}', x=1250, code=code)) == f"1,250 {code}"


def test_django_itself_writes_a_full_stop_in_arabic():
    with translation.override("ar"):
        assert page("{{ x|floatformat:1 }}", x=98.6) == "98.6"


@pytest.mark.parametrize(
    ("language", "kind", "shown"),
    [
        ("en", "", "15 June 2025, 12:00"),
        ("en", "date", "15 June 2025"),
        ("en", "day", "Sunday 15 June 2025"),
        ("en", "time", "12:00"),
        ("ar", "", "15 يونيو 2025، 12:00"),
        ("ar", "day", "الأحد 15 يونيو 2025"),
    ],
)
def test_an_instant_is_told_in_the_readers_zone_and_language(language, kind, shown):
    with translation.override(language):
        html = page("{% value x kind=kind %}", x=NOON, kind=kind)
    assert words(html) == shown
    assert 'datetime="2025-06-15T09:00:00+00:00"' in html


def test_the_day_is_the_clinics_day_near_midnight():
    late = datetime(2025, 6, 14, 22, 30, tzinfo=UTC)
    assert words(page('{% value x kind="date" %}', x=late)) == "15 June 2025"


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="naive"):
        page("{% value x %}", x=NOON.replace(tzinfo=None))


def test_dates_and_times_of_day_are_written_out():
    assert words(page("{% value x %}", x=date(1985, 6, 5))) == "5 June 1985"
    assert words(page("{% value x %}", x=time(8, 5))) == "08:05"


def test_a_list_isolates_each_item_with_the_languages_comma():
    allergies = ["Penicillin", "بنسلين"]
    assert words(page("{% value x %}", x=allergies)) == "Penicillin, بنسلين"
    with translation.override("ar"):
        html = page("{% value x %}", x=allergies)
    assert html == '<bdi dir="ltr">Penicillin</bdi>، <bdi>بنسلين</bdi>'


def test_a_phone_number_can_be_called():
    html = page('{% value x kind="phone" %}', x="+974 1234-5678")
    assert 'href="tel:+97412345678"' in html


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_phone_number_is_read_in_groups_and_dialled_whole(language):
    with translation.override(language):
        html = page('{% value x kind="phone" %}', x="+97444001234;ext=55")
        assert 'href="tel:+97444001234;ext=55"' in html
        assert '<bdi dir="ltr">+974 4400 1234 ext. 55</bdi>' in html
        assert page("{% phone_text x %}", x="+97433123456") == (
            '<bdi dir="ltr">+974 3312 3456</bdi>'
        )


def test_an_instant_names_a_clock_that_is_not_the_pages():
    assert words(page("{% datetime_in_zone x %}", x=NOON)) == "15 June 2025, 12:00"
    here = words(page('{% datetime_in_zone x zone="Asia/Riyadh" %}', x=NOON))  # shows the same
    assert here == "15 June 2025, 12:00"
    named = words(page('{% named_moment x "Asia/Qatar" %}', x=NOON))
    assert named == "15 June 2025, 12:00 (Qatar time, UTC+3)"
    elsewhere = words(page('{% datetime_in_zone x zone="Asia/Kolkata" %}', x=NOON))
    assert elsewhere == "15 June 2025, 14:30 (Kolkata time, UTC+5:30)"
    behind = words(page('{% datetime_in_zone x zone="America/St_Johns" %}', x=NOON))
    assert behind == "15 June 2025, 06:30 (St Johns time, UTC-2:30)"


@pytest.mark.parametrize(
    ("born_on", "shown"),
    [
        (date(1985, 6, 16), "39 years"),
        (date(1985, 6, 15), "40 years"),
        (date(2023, 6, 16), "23 months"),
        (date(2025, 6, 14), "1 day"),
        (date(2025, 5, 15), "1 month"),
    ],
)
def test_age_counts_whole_years_months_or_days(born_on, shown):
    assert words(page("{% age b on=d %}", b=born_on, d=date(2025, 6, 15))) == shown


@pytest.mark.parametrize("born_on", [None, date(2025, 6, 16)])
def test_no_age_without_a_birth_in_the_past(born_on):
    assert "not recorded" in page("{% age b on=d %}", b=born_on, d=date(2025, 6, 15))


# ── marks, links, forms ─────────────────────────────────────────────────────


def test_each_appointment_status_has_its_own_icon_and_words():
    stages = "SCHEDULED CONFIRMED ARRIVED IN_ROOM IN_CONSULTATION COMPLETED CANCELLED NO_SHOW"
    badges = [page("{% status s %}", s=stage) for stage in stages.split()]
    icons = {re.search(r"icon-[a-z-]+", badge)[0] for badge in badges}
    assert len(icons) == len({words(badge) for badge in badges}) == 8


def test_an_unknown_status_is_shown_as_given_and_escaped():
    assert words(page("{% status s %}", s="ON_HOLD")) == "On hold"
    assert "<b>" not in page("{% status s %}", s="<b>")


def test_an_icon_is_silent_unless_it_has_a_label():
    assert 'aria-hidden="true"' in page('{% icon "check" %}')
    assert 'aria-label="Done"' in page('{% icon "check" label="Done" %}')


def test_query_with_keeps_the_other_filters():
    request = RequestFactory().get("/", {"doctor": "provider_1", "page": "3"})
    html = Template("{% load medisecure %}{% query_with page=n day='2025-06-15' %}").render(
        Context({"request": request, "n": None})
    )
    assert html == "?doctor=provider_1&amp;day=2025-06-15"


class Visit(forms.Form):
    name = forms.CharField(label="Name")
    mode = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)

    def clean(self) -> None:
        raise forms.ValidationError("<time taken>")


def test_the_error_summary_links_to_every_field():
    html = page("{% error_summary form %}", form=Visit({}))
    assert 'href="#id_name"' in html
    assert 'href="#id_mode_0"' in html
    assert 'role="alert"' in html
    assert "&lt;time taken&gt;" in html


def test_no_error_summary_without_errors():
    assert page("{% error_summary form %}", form=Visit()) == ""


# ── charts ──────────────────────────────────────────────────────────────────

WEIGHTS = [(date(2025, 1, 1), 81.2), (date(2025, 2, 1), None), (date(2025, 6, 1), Decimal("75.5"))]


@pytest.mark.parametrize("tag", ["sparkline", "trend"])
def test_a_chart_draws_with_full_stops_and_a_table_in_arabic(tag):
    with translation.override("ar"):
        html = page(f"{{% {tag} p unit='kg' label='Weight' low=65 high=78 %}}", p=WEIGHTS)
    places = re.findall(r'\bd="([^"]*)"', html.split('class="line-chart"')[1].split("</svg>")[0])
    assert len(places) >= 2
    assert all(re.fullmatch(r"[MLHh0-9. -]+", place) for place in places)
    assert "<table" in html
    assert "style=" not in html
    assert words(html).count("75.5") == 2


def test_a_chart_leaves_a_gap_where_nothing_was_measured():
    days = [date(2025, 1, day) for day in (1, 2, 3, 4)]
    html = page("{% sparkline p %}", p=list(zip(days, [1, 2, None, 3], strict=True)))
    assert re.search(r'd="([^"]*)"', html.split("chart-line")[1])[1].count("M") == 2


def test_two_values_of_one_measurement_are_two_lines_on_one_scale_and_one_value():
    days = [date(2025, 1, 1), date(2025, 1, 2)]
    upper, lower = zip(days, [120, 140], strict=True), zip(days, [80, 90], strict=True)
    html = page(
        "{% sparkline p beside=b unit='mmHg' least=l %}", p=list(upper), b=list(lower), l=(0, 200)
    )
    first, second = re.findall(r'class="chart-line[^"]*" d="([^"]*)"', html)
    assert first == "M0.0 24.0 L240.0 18.0"
    assert second == "M0.0 36.0 L240.0 33.0"
    assert "140/90" in words(html)
    assert "120/80" in words(html)


def test_points_stand_where_their_time_is():
    days = [date(2025, 1, 1), date(2025, 1, 2), date(2025, 1, 11)]
    html = page("{% sparkline p %}", p=[(day, 5) for day in days])
    assert "M0.0 " in html
    assert "L24.0 " in html
    assert "L240.0 " in html


@pytest.mark.parametrize("points", [[], [(date(2025, 1, 1), None)]])
def test_a_chart_of_nothing_says_so(points):
    html = page("{% sparkline p label='Weight' %}", p=points)
    assert "not recorded" in html
    assert "line-chart" not in html


@pytest.mark.parametrize("only", [0, -3, 75.5, Decimal("0.001"), 1e6])
def test_one_point_stands_inside_its_drawing(only):
    html = page("{% trend p %}", p=[(date(2025, 1, 1), only)])
    across, down = re.search(r'chart-dot" d="M([\d.]+) ([\d.]+)h0', html).groups()
    assert float(across) == 120
    assert 0 <= float(down) <= 60


# ── pages that stand alone, and the look's own rules ────────────────────────

ALONE = [path.name for path in sorted((ROOT / "templates/errors").glob("*.html"))]


@pytest.mark.parametrize("name", [name for name in ALONE if name != "standalone.html"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_error_page_needs_no_context(name, language):
    with translation.override(language):
        html = render_to_string(f"errors/{name}")
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in html
    assert "<h1>" in html
    assert "csrf" not in html


def test_the_absent_page_is_the_same_every_time():
    assert render_to_string("errors/404.html") == render_to_string("errors/404.html")


def test_the_base_renders_without_any_context():
    html = render_to_string("base.html")
    assert '<main id="main"' in html
    assert "sign-out" not in html


def test_dark_by_wish_and_dark_by_choice_are_the_same():
    css = (ROOT / "static/css/tokens.css").read_text()
    by_wish = css.split(':root:not([data-bs-theme="light"]) {')[1].split("}")[0]
    by_choice = css.split(':root[data-bs-theme="dark"] {')[1].split("}")[0]
    assert by_wish.split() == by_choice.split()


def test_our_styles_never_name_left_or_right():
    sided = re.compile(
        r"(?<!area-)(?:margin|padding|border|inset)-(?:left|right)|(?:^|\s)(?:left|right)\s*:"
    )
    for sheet in (ROOT / "static/css").glob("*.css"):
        assert not sided.findall(sheet.read_text()), sheet.name


def test_no_template_carries_a_style_or_a_script_of_its_own():
    inline = re.compile(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:")
    for template in (ROOT / "templates").rglob("*.html"):
        assert not inline.search(template.read_text()), template.name


def test_vendored_files_are_the_ones_listed():
    vendor = ROOT / "static/vendor"
    listed = {
        entry["path"]: entry["sha256"]
        for library in json.loads((vendor / "vendor.json").read_text())
        for entry in library["files"]
    }
    found = {
        path.relative_to(vendor).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in vendor.rglob("*")
        if path.is_file() and path.name != "vendor.json"
    }
    assert found == listed


def test_an_error_of_ours_is_told_with_its_details():
    error = Conflict("%(doctor)s is busy", {"doctor": "<Dr. Smith>"})
    assert page("{{ e|in_words }}", e=error) == "&lt;Dr. Smith&gt; is busy"
    assert "is busy" in render_to_string("errors/409.html", {"error": error})
