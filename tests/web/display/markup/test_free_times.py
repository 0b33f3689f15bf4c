"""Days and times to press: what is told stands in them, and nothing of it is markup."""

from appointments.portal.page_parts import Button
from medisecure.web.display.markup.free_times import day_tiles, time_buttons

TILE = {
    "weekday": "Sun", "date": "29 Nov", "url": "?whom=a&day=2026-11-29", "says": "3 <times>",
    "is_open": False, "has_times": True,
}  # fmt: skip


def test_a_button_sends_its_time_and_says_if_it_is_held_for_the_reader() -> None:
    mine = Button('"b', "<9>", "mine & only", is_mine=True)
    found = time_buttons([Button("a@2", "09:00"), mine], "sl&t")
    assert found == (
        '<button type="submit" class="time-button" name="sl&amp;t" value="a@2" formnovalidate>'
        "<bdi>09:00</bdi></button>"
        '<button type="submit" class="time-button time-button-mine" name="sl&amp;t" '
        'value="&quot;b" formnovalidate><bdi>&lt;9&gt;</bdi>'
        " <small><bdi>mine &amp; only</bdi></small></button>"
    )


def test_a_day_leads_to_its_times_and_says_how_many_there_are() -> None:
    assert day_tiles([TILE]).strip() == (
        '<li><a class="day-tile" href="?whom=a&amp;day=2026-11-29#times"><span>Sun</span> '
        "<strong><bdi>29 Nov</bdi></strong> <small>3 &lt;times&gt;</small></a></li>"
    )


def test_the_day_that_is_open_is_the_current_one_and_one_without_times_looks_so() -> None:
    found = day_tiles([TILE | {"is_open": True, "has_times": False}])
    assert 'class="day-tile day-tile-open day-tile-none"' in found
    assert '#times" aria-current="date">' in found
