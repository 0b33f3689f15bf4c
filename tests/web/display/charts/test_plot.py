"""Charts over time: a scale that is told, marks by shape, gaps and single points that stand."""

import itertools
from datetime import UTC, datetime, timedelta

from medisecure.web.display.charts.plot import HEIGHT, WIDTH, Line, Plot, Point, drawn

START = datetime(2026, 1, 1, tzinfo=UTC)


def points(*values: float, kind: str = "usual") -> list[Point]:
    return [
        Point(at=START + timedelta(days=30 * n), value=v, kind=kind) for n, v in enumerate(values)
    ]


def temperature(*values: float) -> Plot:
    line = Line(label="Temperature", points=points(*values), low=36.1, high=38.0)
    return Plot(label="Temperature", unit="°C", lines=[line], least=(35, 41))


def test_half_a_degree_is_half_a_degree_and_no_crisis() -> None:
    drawing = drawn(temperature(36.6, 37.1))
    first, second = (float(mark.y) for mark in drawing.lines[0].marks)
    assert first - second < HEIGHT / 8
    assert next(float(tick.said) for tick in drawing.values) <= 35
    assert [float(tick.said) for tick in drawing.values][-1] >= 41


def test_without_a_least_span_the_scale_follows_the_values() -> None:
    drawing = drawn(Plot(label="x", unit="", lines=[Line(label="x", points=points(36.6, 37.1))]))
    first, second = (float(mark.y) for mark in drawing.lines[0].marks)
    assert first - second > HEIGHT / 2


def test_every_number_on_the_drawing_has_a_full_stop_and_lies_inside() -> None:
    drawing = drawn(temperature(36.6, 39.0, 35.2))
    for mark in drawing.lines[0].marks:
        assert 0 <= float(mark.x) <= WIDTH
        assert 0 <= float(mark.y) <= HEIGHT
        assert "," not in mark.path


def test_the_usual_range_is_drawn_where_it_lies() -> None:
    line = drawn(temperature(37.0)).lines[0]
    top, height = float(line.band_y), float(line.band_height)
    [mark] = line.marks
    assert top < float(mark.y) < top + height


def test_a_single_value_stands_in_the_middle() -> None:
    [mark] = drawn(temperature(37.0)).lines[0].marks
    assert float(mark.x) == WIDTH / 2


def test_high_and_low_have_shapes_of_their_own() -> None:
    marks = {
        kind: drawn(Plot(label="x", unit="", lines=[Line(label="x", points=points(1, kind=kind))]))
        .lines[0]
        .marks[0]
        .path
        for kind in ("usual", "high", "low")
    }
    assert len({path.split("m")[-1] for path in marks.values()}) == 3


def test_blood_pressure_is_one_chart_with_one_scale() -> None:
    upper = Line(label="upper", points=points(120, 150), low=90, high=139)
    lower = Line(label="lower", points=points(80, 95), low=60, high=89)
    drawing = drawn(Plot(label="Blood pressure", unit="mmHg", lines=[upper, lower]))
    assert len(drawing.lines) == 2
    for above, below in zip(drawing.lines[0].marks, drawing.lines[1].marks, strict=True):
        assert above.x == below.x
        assert float(above.y) < float(below.y)


def test_no_points_draw_nothing() -> None:
    assert drawn(temperature()).lines == []


def test_dates_are_spread_evenly_with_the_first_and_the_last() -> None:
    dates = drawn(temperature(*[37.0] * 40)).dates
    assert (dates[0], dates[-1]) == (START, START + timedelta(days=30 * 39))
    steps = {later - earlier for earlier, later in itertools.pairwise(dates)}
    assert len(steps) == 1
    assert drawn(temperature(37.0)).dates == [START]


def test_the_table_has_a_row_a_moment_newest_first_and_a_gap_where_nothing_was_measured() -> None:
    upper = Line(label="upper", points=points(120, 150))
    lower = Line(label="lower", points=points(80))
    rows = drawn(Plot(label="x", unit="", lines=[upper, lower])).rows
    assert [[cell and cell.value for cell in row.cells] for row in rows] == [[150, None], [120, 80]]
