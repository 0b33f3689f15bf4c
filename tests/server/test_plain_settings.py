"""Settings read plainly are the same settings, also where a test sets others for a while."""

import pytest
from django.conf import LazySettings, settings
from django.test import override_settings

from medisecure.server.plain_settings import read_plainly


def test_django_no_longer_looks_twice():
    read_plainly()
    assert LazySettings.__getattribute__ is object.__getattribute__


def test_they_are_what_they_were():
    assert settings.ROOT_URLCONF == "medisecure.urls"
    assert isinstance(settings.MIDDLEWARE, list)
    with pytest.raises(AttributeError):
        settings.NO_SUCH_SETTING  # noqa: B018 - the look-up is what is tried


def test_other_settings_hold_as_long_as_they_are_set():
    before = settings.EMERGENCY_NUMBER
    with override_settings(EMERGENCY_NUMBER="112", NO_SUCH_SETTING=1):
        assert (settings.EMERGENCY_NUMBER, settings.NO_SUCH_SETTING) == ("112", 1)
    assert before == settings.EMERGENCY_NUMBER
    assert not hasattr(settings, "NO_SUCH_SETTING")
