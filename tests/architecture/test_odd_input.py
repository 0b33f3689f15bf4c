"""Odd values in every form and in every question of an address: said clearly, never a broken page.

The fields are read out of the pages themselves, so a new form is tested the day it is written.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from medisecure.document_store import put_file
from tests.architecture.addresses import PAGES, VIEWERS, address
from tests.conftest import administrator_client, signed_in_client
from tests.people import DR_SMITH, JOHN
from tools.local_cloud.supervisor import RunningCloud

pytestmark = pytest.mark.thorough  # some thousand requests

ODD = {
    "null byte": "a\x00b",
    "emoji": "👩🏽‍⚕️🫀",
    "direction marks": "\u202e\u2067abc\u2069",
    "markup": "<script>{{ 7 }}{% now %}",
    "long": "ا" * 20_000,
    "number too large": "9" * 400,
    "negative": "-1",
    "no number": "NaN",
    "infinity": "1e400",
    "arabic digits": "٢٠٢٦-١١-٢٢",
    "no such date": "2026-02-31",
    "year 1": "0001-01-01",
    "year 9999": "9999-12-31",
    "time without zone": "2026-11-22T09:00:00",
    "last instant": "9999-12-31T23:59:59Z",
    "first instant": "0001-01-01T00:00:00Z",
    "far zone": "2026-11-22T09:00:00+23:59",
    "odd minute": "2026-11-22T09:00:00.123456Z",
    "key part": "USER#x",
    "slashes": "a/b/c",
    "surrogate": "half \ud83d".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "spaces": " \u00a0\u3000 ",
    "format": "%(name)s %s {0}",
}
QUESTIONS = ("date", "after", "provider", "doctor", "patient", "person", "near", "whom", "kind",
             "time", "starts_at", "minutes", "view", "department", "part", "on", "back", "next",
             "type", "visit_type", "specialty", "choice", "q", "from", "to", "slot", "year",
             "month", "proposal", "held", "day", "page", "lang")  # fmt: skip
NAME = re.compile(r"""<(?:input|select|textarea|button)\b[^>]*?\bname=["']([^"']+)["']""")


QUICK = ("null byte", "emoji", "long", "number too large", "no such date", "year 1", "year 9999",
         "last instant", "key part")  # fmt: skip
SHARP = ("null byte", "number too large", "year 1", "year 9999", "last instant")
# Set in a process of their own, a second each: they ask nothing of their address.
PRINTED = {"documents:letter-pdf", "documents:summary-pdf"}
ASKED = [name for name in PAGES if name not in PRINTED]
FORMS = [name for name, page in PAGES.items() if page.form and name != "sign-out"]


@pytest.fixture(scope="module")
def clients(clinic: None, cloud: RunningCloud) -> Iterator[dict[str, Client]]:
    """Everybody signed in; what their odd values change of the cast is as before afterwards."""
    put_file("documents/patient_12345/ecg_2025-06-01.pdf", b"%PDF-1.4", "application/pdf")
    admin = administrator_client(cloud)
    before = items_of_the_cast(admin)
    yield {
        name: signed_in_client(user_id) if user_id else Client()
        for name, user_id in VIEWERS.items()
    }
    for key in items_of_the_cast(admin).keys() - before.keys():
        wanted = {"PK": {"S": key[0]}, "SK": {"S": key[1]}}
        admin.delete_item(TableName=settings.TABLE_NAME, Key=wanted)
    for item in before.values():
        admin.put_item(TableName=settings.TABLE_NAME, Item=item)


def items_of_the_cast(admin: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """What is stored of those who press, by key."""
    partitions = [f"USER#{each}" for each in VIEWERS.values() if each]
    found = {}
    for partition in [*partitions, f"PROVIDER#{DR_SMITH}"]:
        asked = {"TableName": settings.TABLE_NAME, "KeyConditionExpression": "PK = :pk",
                 "ExpressionAttributeValues": {":pk": {"S": partition}}}  # fmt: skip
        for page in admin.get_paginator("query").paginate(**asked):
            found |= {(each["PK"]["S"], each["SK"]["S"]): each for each in page["Items"]}
    return found


def opener_of(name: str) -> str:
    """Somebody the page opens to; John's carer rather than himself where both may."""
    return PAGES[name].opens[-1] if PAGES[name].opens else "stranger"


def fields_of(client: Client, name: str) -> list[str]:
    """The names in the page's forms, and those an address may ask with."""
    shown: Any = client.get(address(name))
    return sorted({*NAME.findall(shown.content.decode(errors="replace")), *QUESTIONS})


@pytest.mark.parametrize("name", ASKED)
def test_no_question_in_an_address_breaks_a_page(clients: dict[str, Client], name: str) -> None:
    client = clients[opener_of(name)]
    for kind in QUICK:
        odd = ODD[kind][:200]  # a longer address never arrives
        response: Any = client.get(address(name), dict.fromkeys(QUESTIONS, odd))
        assert response.status_code < 500, kind


@pytest.mark.parametrize("name", FORMS)
def test_no_value_in_a_form_breaks_it(clients: dict[str, Client], name: str) -> None:
    client = clients[opener_of(name)]
    fields = fields_of(client, name)
    for kind in QUICK:
        response: Any = client.post(address(name), dict.fromkeys(fields, ODD[kind]))
        assert response.status_code < 500, kind


@pytest.mark.drill
@pytest.mark.parametrize("name", ASKED)
def test_no_single_odd_question_breaks_a_page(clients: dict[str, Client], name: str) -> None:
    """One at a time, so that no other one is refused before it: some minutes in all."""
    client = clients[opener_of(name)]
    for question in fields_of(client, name):
        for odd in (*(ODD[kind][:200] for kind in SHARP), JOHN):
            response: Any = client.get(address(name), {question: odd})
            assert response.status_code < 500, (question, odd)


@pytest.mark.drill
@pytest.mark.parametrize("name", FORMS)
def test_no_single_odd_value_breaks_a_form(clients: dict[str, Client], name: str) -> None:
    client = clients[opener_of(name)]
    for field in fields_of(client, name):
        for kind in SHARP:
            response: Any = client.post(address(name), {field: ODD[kind]})
            assert response.status_code < 500, (field, kind)
