"""Something that happens between the look and the write of somebody else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from appointments.visits.repository import Days
from medisecure.audit.actions import Action
from medisecure.clock import utc_text
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Unavailable
from tests.desk import CLINIC
from tests.people import DR_SMITH

Deed = Callable[[], object]


@contextmanager
def happening_between(monkeypatch: pytest.MonkeyPatch, deed: Deed) -> Iterator[None]:
    """`deed` is done once, just before the next transaction inside is sent."""
    commit, waiting = UnitOfWork._commit, [deed]

    def later(self: UnitOfWork, staged: list[dict[str, object]]) -> None:
        if waiting:
            waiting.pop()()
        commit(self, staged)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(UnitOfWork, "_commit", later)
        yield
    assert not waiting


@contextmanager
def answer_lost(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The next transaction inside is stored, and nobody hears of it."""
    commit, waiting = UnitOfWork._commit, [True]

    def silent(self: UnitOfWork, staged: list[dict[str, object]]) -> None:
        commit(self, staged)  # type: ignore[arg-type]
        if waiting:
            waiting.pop()
            raise Unavailable

    with monkeypatch.context() as patched:
        patched.setattr(UnitOfWork, "_commit", silent)
        yield
    assert not waiting


def take_time_off(uow: UnitOfWork, starts_at: datetime) -> None:
    """Dr. Smith is away for an hour from then on."""
    day = Days(uow).get(DR_SMITH, starts_at.astimezone(CLINIC).date())
    ends_at = starts_at + timedelta(hours=1)
    span = {"kind": "TRAINING", "startsAt": utc_text(starts_at), "endsAt": utc_text(ends_at)}
    with uow:
        Days(uow).set_time_off(day, f"timeoff_{starts_at:%H%M}", span)
        uow.record_change(Action.ADD_TIME_OFF, DR_SMITH)
