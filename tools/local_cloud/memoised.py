"""What the engine works out again and again, worked out once. No answer changes by it.

* The text of an expression is cut up and checked for each item it is held against.
* Items are copied by `copy.deepcopy`, which is made for any object, several times per update.
* A person's rights are parsed from their JSON text at every check, twice or more a request.
"""

import copy
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from tools.local_cloud import engine

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
