"""Where a page's CPU goes: whatever runs beside it is seen, and every file belongs somewhere."""

import sys

import pytest

from medisecure.dynamodb.calls.parallel import start_call
from tools.bench.profile.where import PARTS, part_of, where


@pytest.mark.parametrize(
    ("module", "part"),
    [
        ("django.template.base", "templates"), ("django.forms.forms", "forms"),
        ("django.utils.translation.trans_real", "translation"), ("orjson", "store"),
        ("medisecure.dynamodb.sealing.codec", "opening secrets"),
        ("medisecure.dynamodb.table", "store"),
        ("medisecure.identity.middleware", "middleware"), ("concurrent.futures.thread", "threads"),
        ("patients.home.due", "the page itself"), ("json", "other"),
    ],
)  # fmt: skip
def test_a_file_belongs_to_its_part(module: str, part: str) -> None:
    __import__(module)
    assert part_of(str(sys.modules[module].__file__)) == part
    assert part in {*PARTS, "other"}


def test_what_runs_side_by_side_is_counted_too() -> None:
    def busy() -> int:
        return sum(hash(str(n)) % 7 for n in range(20_000))

    def opened() -> float:
        return float(start_call(busy).result() >= 0)

    found = where(opened)
    names = " ".join(name for name, *_ in found.functions)
    assert "busy" in names
    assert abs(sum(found.shares.values()) - 1) < 0.05
