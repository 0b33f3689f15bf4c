"""A board that asks again by itself keeps nobody signed in."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.identity.sessions import key_of
from medisecure.wiring import sessions_table
from tests.appointments.desk.board.days import grown_idle
from tests.people import REEM

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


def seen_at(client: Client) -> int:
    key = key_of(client.cookies[settings.SESSION_COOKIE_NAME].value)
    item = sessions_table().get(key, consistent=True)
    assert item is not None
    return int(item["seenAt"]["N"])


def test_asking_again_by_itself_never_extends_the_session(signed_in: SignIn) -> None:
    client, board = signed_in(REEM), reverse("appointments:board")
    then = grown_idle(client)
    answer = client.get(board, headers={"x-polling": "1"})
    assert answer.status_code == 200
    assert seen_at(client) == then
    client.get(board)
    assert seen_at(client) > then


def test_what_is_asked_for_again_is_the_board_alone(signed_in: SignIn) -> None:
    answer = signed_in(REEM).get(reverse("appointments:board"), headers={"x-polling": "1"})
    assert answer.content.strip().startswith(b'<div id="board-live"')
    assert b"<html" not in answer.content


def test_asking_again_after_the_session_says_so_and_goes_nowhere() -> None:
    answer = Client().get(reverse("appointments:board"), headers={"x-polling": "1"})
    assert answer.status_code == 401
    assert answer.content == b""
