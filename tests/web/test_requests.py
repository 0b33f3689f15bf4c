"""A request ends only when all that was begun for it has ended."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from medisecure.dynamodb.calls.lines import here, sleep
from medisecure.dynamodb.calls.parallel import start_call
from medisecure.errors import NotFound
from medisecure.web.requests import RequestMiddleware


@pytest.mark.parametrize("refuses", [True, False])
def test_what_a_view_began_has_ended_with_its_answer(*, refuses: bool) -> None:
    done: list[str] = []

    def counted() -> None:
        sleep(0.01)
        done.append("counted")

    def view(request: HttpRequest) -> HttpResponse:
        start_call(counted)
        if refuses:
            raise NotFound
        request.resolver_match = None
        return HttpResponse()

    request = RequestFactory().get("/")
    if refuses:
        with pytest.raises(NotFound):
            RequestMiddleware(view)(request)
    else:
        RequestMiddleware(view)(request)
    assert done == ["counted"]
    assert here.is_alone
