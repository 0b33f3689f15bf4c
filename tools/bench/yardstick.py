"""A plain page for comparison: Django from plain dicts, the store by boto3, nothing of ours.

It runs in the same process as the page it stands beside, in turns with it, so that whatever slows
the machine slows both and only the ratio of the two is kept.
"""

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from boto3.dynamodb.conditions import Key
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.test import Client, override_settings
from django.test.client import ClientHandler
from django.urls import path

from tools.bench.clinic.crowd import MANY

Respond = Callable[[HttpRequest], HttpResponse]
PLAIN = (
    "tools.bench.yardstick.own_addresses",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
PAGE = Engine(dirs=[str(Path(__file__).parent)]).get_template("yardstick.html")


def own_addresses(get_response: Respond) -> Respond:
    """This module's pages instead of the clinic's."""

    def answered(request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__
        return get_response(request)

    return answered


@cache
def _table() -> Any:
    """The table as boto3's manual opens it, with the application's rights."""
    store = boto3.resource(
        "dynamodb", region_name=settings.AWS_REGION, endpoint_url=settings.AWS_ENDPOINT_URL
    )
    return store.Table(settings.TABLE_NAME)


def plain(request: HttpRequest, calls: int, rows: int) -> HttpResponse:
    """So many rows of somebody's, read in so many calls, in a table."""
    found: list[dict[str, Any]] = []
    for n in range(calls):
        limit = rows // calls + (n < rows % calls)
        whose = Key("PK").eq(f"USER#{MANY}") & Key("SK").begins_with("RECORD#")
        found += _table().query(KeyConditionExpression=whose, Limit=max(limit, 1))["Items"]
    return HttpResponse(PAGE.render(Context({"rows": found[:rows], "path": request.path})))


urlpatterns = [path("plain/<int:calls>/<int:rows>/", plain, name="plain")]


class Yardstick:
    """A browser of the plain page."""

    def __init__(self) -> None:
        self._client = Client(SERVER_NAME="127.0.0.1")
        self._client.handler = ClientHandler()
        with override_settings(MIDDLEWARE=list(PLAIN)):
            self._client.handler.load_middleware()

    def cpu_ms(self, calls: int, rows: int) -> float:
        """Milliseconds of CPU of this process for one page."""
        begun = time.process_time()
        response = self._client.get(f"/plain/{calls}/{rows}/")
        spent = time.process_time() - begun
        if response.status_code != 200 or response.content.count(b"<tr>") != rows + 1:  # noqa: PLR2004
            raise RuntimeError("the yardstick did not show its rows")
        return spent * 1000
