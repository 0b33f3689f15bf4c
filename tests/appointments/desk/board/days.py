"""The board as the desk asks for it, days nobody else's visits are on, and an idle session."""

import datetime as dt
import time
from datetime import timedelta
from itertools import count

from django.conf import settings
from django.test import Client
from django.urls import reverse

from medisecure.clock import now, utc_text
from medisecure.dynamodb.calls.wire import typed_item
from medisecure.dynamodb.table import wire_key
from medisecure.identity.sessions import key_of
from medisecure.wiring import sessions_table
from tests.dynamodb.examples import load_item, visit_item
from tools.drills.cast import clinic_time, doctors, patients

_ahead = count(500)


def shown(client: Client, **query: str) -> str:
    answer = client.get(reverse("appointments:board"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def lone_day() -> dt.date:
    """A day on which nobody else's visits are; another one at each call."""
    return now().date() + timedelta(days=next(_ahead))


def crowded_day() -> tuple[dt.date, set[str]]:
    """A day on which thirty doctors have four visits each, and whose these are."""
    day, who = lone_day(), patients(12)
    for n, doctor in enumerate(doctors(30)):
        for hour in range(4):
            starts_at = utc_text(clinic_time(day, 9 + hour))
            load_item(visit_item(who[(4 * n + hour) % 12], doctor, starts_at))
    return day, set(who)


def grown_idle(client: Client) -> int:
    """Have the session look as if nobody had been there for five minutes."""
    key = key_of(client.cookies[settings.SESSION_COOKIE_NAME].value)
    then = int(time.time()) - 300
    sessions_table().update(
        {
            "Key": wire_key(key),
            "UpdateExpression": "SET seenAt = :then",
            "ExpressionAttributeValues": typed_item({":then": then}),
        }
    )
    return then
