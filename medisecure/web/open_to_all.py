"""Marks the few pages that are open to strangers; every other page demands a signed-in person."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponse

View = TypeVar("View", bound=Callable[..., HttpResponse])


def open_to_all(view: View) -> View:
    """A page anyone may open."""
    view.login_required = False  # type: ignore[attr-defined]
    return view


def as_oneself(view: View) -> View:
    """A page about the person who signed in, whomever they act for just now."""
    view.as_oneself = True  # type: ignore[attr-defined]
    return view


def before_second_factor(view: View) -> View:
    """A page for whoever has shown the password only, though their role needs more."""
    view.before_second_factor = True  # type: ignore[attr-defined]
    return view
