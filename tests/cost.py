"""What a page costs."""

from collections.abc import Mapping

from django.test import Client

from medisecure.dynamodb.calls.meter import Meter, metered


def cost_of(browser: Client, url: str, query: Mapping[str, str] | None = None) -> Meter:
    """The second visit to a page: the first warms everything up."""
    assert browser.get(url, query).status_code == 200
    with metered() as meter:
        assert browser.get(url, query).status_code == 200
    return meter
