"""The places of the navigation: where one is and what waits is said, and nothing told is markup."""

from django.utils import translation

from medisecure.web.display.marks import decoration
from medisecure.web.display.markup.places import places

HOME = {"label": "Home & <b>", "url": "/home/?a&b", "icon": "home", "active": False, "waiting": 0}


def test_a_place_leads_there_with_its_icon() -> None:
    assert places([HOME]).strip() == (
        f'<li><a href="/home/?a&amp;b">{decoration("home")}'
        "<span>Home &amp; &lt;b&gt;</span></a></li>"
    )
    assert "<svg" not in places([HOME | {"icon": ""}])


def test_the_place_one_is_at_and_what_waits_there_are_said() -> None:
    with translation.override("ar"):
        found = places([HOME | {"active": True, "waiting": 1234}])
        assert 'href="/home/?a&amp;b" aria-current="page">' in found
        waiting = translation.gettext("waiting")
    assert f'class="nav-count">1234<span class="visually-hidden"> {waiting}</span></span>' in found
