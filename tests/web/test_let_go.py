"""What a page has read goes with its answer: nothing of it waits for the collector of cycles."""

import gc
import time
from collections.abc import Callable, Iterator
from typing import Any
from weakref import ref

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.web import gate
from tests.people import DR_SMITH, JOHN

SignedIn = Callable[[str], Client]
Kept = dict[str, ref[Any]]


@pytest.fixture
def uncollected() -> Iterator[None]:
    """The collector finds nothing as long as this lasts."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    """The unit of work and the request of the page that is opened next, as long as they live."""
    found: Kept = {}
    make, context_of = gate.unit_of_work, gate.request_context_of

    def making(*args: Any) -> UnitOfWork:
        made = make(*args)
        found["unit of work"] = ref(made)
        return made

    def asking(request: HttpRequest) -> Any:
        found["request"] = ref(request)
        return context_of(request)

    monkeypatch.setattr(gate, "unit_of_work", making)
    monkeypatch.setattr(gate, "request_context_of", asking)
    return found


def opened(client: Client, path: str) -> int:
    """The status of a page as the server sends it; Django's test client would keep what it has."""
    environ = client._base_environ(PATH_INFO=path)  # type: ignore[attr-defined]
    answer = WSGIHandler()(environ, lambda *_: None)
    status: int = answer.status_code
    answer.close()
    return status


@pytest.mark.parametrize("who", [JOHN, DR_SMITH])
def test_a_request_and_all_it_read_are_gone_with_the_answer(
    signed_in: SignedIn, kept: Kept, uncollected: None, who: str
) -> None:
    client = signed_in(who)
    page = reverse("patients:chart", args=[JOHN]) if who == DR_SMITH else reverse("patients:home")
    assert opened(client, page) == 200
    until = time.monotonic() + 5  # a thread may be about to put its last call down
    while any(each() is not None for each in kept.values()) and time.monotonic() < until:
        time.sleep(0.01)
    assert [name for name, each in kept.items() if each() is not None] == []
    assert kept.keys() == {"unit of work", "request"}
