"""The way through a long list: where the reader stands, and the links on from there."""

from typing import Any

from django.http import HttpRequest
from django.utils.http import urlencode

from medisecure.dynamodb.unit_of_work import Page

MARK = "after"


def mark_of(request: HttpRequest) -> str:
    """The page mark in the address; empty on the first page."""
    return request.GET.get(MARK, "")


def links_of(request: HttpRequest, page: Page[Any], **kept: str) -> dict[str, str]:
    """`newer_url` (the beginning of the list) and `older_url`, each empty where there is none.

    `kept` are other parts of the address that the older page needs.
    """
    older = urlencode({**kept, MARK: page.next_cursor}) if page.next_cursor else ""
    return {
        "newer_url": request.path if mark_of(request) else "",
        "older_url": f"{request.path}?{older}" if older else "",
    }
