"""Language, clock and addresses are kept by thread; nothing of one thread is seen in another."""

import threading
from concurrent.futures import ThreadPoolExecutor
from zoneinfo import ZoneInfo

import pytest
from django.urls import get_script_prefix, get_urlconf, set_script_prefix, set_urlconf
from django.utils import timezone, translation
from django.utils.translation import gettext

from medisecure.web.display.by_thread import STORES, keep_by_thread

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(("module", "name"), STORES)
def test_django_still_keeps_it_there(module, name):
    keep_by_thread()
    assert isinstance(getattr(module, name), threading.local)


def test_what_one_thread_has_set_no_other_sees():
    def seen():
        clock = timezone.get_current_timezone_name()
        return (
            translation.get_language(),
            gettext("Home"),
            clock,
            get_script_prefix(),
            get_urlconf(),
        )

    with ThreadPoolExecutor(1) as other:
        before = other.submit(seen).result()
        set_script_prefix("/below/")
        set_urlconf("medisecure.urls")
        try:
            with translation.override("ar"), timezone.override(LONDON):
                mine = seen()
                assert other.submit(seen).result() == before
        finally:
            set_script_prefix("/")
            set_urlconf(None)
    assert mine == ("ar", "الرئيسية", "Europe/London", "/below/", "medisecure.urls")


def test_what_was_set_before_stays_set():
    module, name = STORES[0]
    store = getattr(module, name)
    with translation.override("ar"):
        was = store.value
        setattr(module, name, type("Elsewhere", (), {"value": was})())
        try:
            keep_by_thread()
            assert translation.get_language() == "ar"
        finally:
            setattr(module, name, store)
    assert translation.get_language() != "ar"
