"""What one client does in one contested hour, and what it was told."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from appointments.booking.holding import HOLD
from appointments.booking.services import BookingRequest, book, cancel, hold, move
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.web.input.fields import new_id
from tools.drills.cast import QUARTER, QUARTERS, Contested
from tools.drills.clients import Answer, Client
from tools.drills.history import VISIT, Kind, Outcome, Press

SECOND_TRY, UNHELD, HOLDS_ANOTHER, WALKS_AWAY, MOVES, CANCELS = 0.5, 0.4, 0.25, 0.25, 0.2, 0.25
IN_TIME_OR_LATE = ((3, 8), (3, 8), (12, 15))  # minutes after the hold, which lasts ten


@dataclass(frozen=True, slots=True)
class Manner:
    """How a client presses: seconds for a try, and how often it tries; one of each is drawn.

    With `new_ids` each try of a booking is sent under an id of its own, which is a fault.
    """

    patience: tuple[float, ...]
    tries: tuple[int, ...] = (1, 2, 3)
    new_ids: bool = False


HURRIED = Manner(patience=(0.1, 0.2, 0.5))  # so that some end and nobody knows how


@dataclass(slots=True)
class Form:
    """One form of one client: the visit it is for, by each id it was ever sent under."""

    name: str
    patient_id: str
    ids: list[str] = field(default_factory=lambda: [new_id("appointment")])

    def booking_request(self, where: Contested, quarters: tuple[int, ...]) -> BookingRequest:
        minutes = len(quarters) * int(QUARTER.total_seconds()) // 60
        return BookingRequest(
            appointment_id=self.ids[-1],
            patient_id=self.patient_id,
            provider_id=where.provider_id,
            starts_at=where.at(quarters[0]),
            minutes=minutes,
        )


class Player:
    """One client in one contested hour: what it does follows from its chance alone."""

    def __init__(
        self, client: Client, patient_id: str, where: Contested, seed: str, manner: Manner
    ) -> None:
        self._client, self._patient_id, self._where = client, patient_id, where
        self._manner = manner
        self._chance = random.Random(seed)  # noqa: S311 - a drill is repeated from its seed
        self._now = now()
        self.forms: list[Form] = []
        self.history: list[Press] = []

    def play(self) -> None:
        """Hold and book, or book at once; a second form if the first got nothing; change plans."""
        form = self._form()
        got = self._get(form)
        if got is Outcome.REFUSED and self._perhaps(SECOND_TRY):
            form = self._form()
            got = self._book(form, self._quarters(), self._later(11, 15))
        if got is Outcome.DONE:
            self._think_again(form)

    def _get(self, form: Form) -> Outcome | None:
        wanted = self._quarters()
        if self._perhaps(UNHELD):
            return self._book(form, wanted, self._later(0, 12))
        held = self._hold(form, wanted, self._later(0, 2))
        if held is Outcome.DONE and self._perhaps(HOLDS_ANOTHER):
            wanted = self._quarters()
            held = self._hold(form, wanted, self._later(2, 3))
        if held is not Outcome.DONE or self._perhaps(WALKS_AWAY):
            return None if held is Outcome.DONE else held  # walked away, or nothing to book
        return self._book(form, wanted, self._later(*self._chance.choice(IN_TIME_OR_LATE)))

    def _think_again(self, form: Form) -> None:
        at = self._later(12, 15)
        if self._perhaps(MOVES):
            quarters = self._quarters()
            booking_request = form.booking_request(self._where, quarters)
            self._note(Kind.MOVE, form, quarters, at, self._press(
                lambda uow: move(uow, form.patient_id, booking_request), at))  # fmt: skip
        elif self._perhaps(CANCELS):
            name = form.ids[-1]
            answer = self._press(lambda uow: cancel(uow, form.patient_id, name, "drill"), at)
            # Cancelled already: by its own earlier try, whose answer was lost.
            done = Outcome.DONE if answer.outcome is Outcome.REFUSED else answer.outcome
            self._note(Kind.CANCEL, form, (), at, answer, outcome=done)

    def _hold(self, form: Form, quarters: tuple[int, ...], at: datetime) -> Outcome:
        """Each try is a press of its own: what one holds may lapse before the next."""
        booking_request, until = (
            form.booking_request(self._where, quarters),
            int((at + HOLD).timestamp()),
        )
        told = Outcome.UNKNOWN
        for _ in range(self._chance.choice(self._manner.tries)):
            answer = self._press(lambda uow: hold(uow, booking_request), at, tries=1)
            told = self._note(Kind.HOLD, form, quarters, at, answer, until=until)
            if told is not Outcome.UNKNOWN:
                break
        return told

    def _book(self, form: Form, quarters: tuple[int, ...], at: datetime) -> Outcome:
        def booked(uow: UnitOfWork) -> Any:
            if self._manner.new_ids and form.ids[-1] in tried:
                form.ids.append(new_id("appointment"))
            booking_request = form.booking_request(self._where, quarters)
            tried.add(booking_request.appointment_id)
            return book(uow, booking_request)

        tried: set[str] = set()
        return self._note(Kind.BOOK, form, quarters, at, self._press(booked, at))

    def _press(self, deed: Callable[[UnitOfWork], Any], at: datetime, tries: int = 0) -> Answer:
        tries, seconds = (
            tries or self._chance.choice(self._manner.tries),
            self._chance.choice(self._manner.patience),
        )
        return self._client.press(deed, at=at, tries=tries, seconds=seconds)

    def _note(
        self, kind: Kind, form: Form, quarters: tuple[int, ...], at: datetime, answer: Answer,
        *, until: int = VISIT, outcome: Outcome | None = None,
    ) -> Outcome:  # fmt: skip
        told = outcome or answer.outcome
        self.history.append(Press(
            kind=kind, form=form.name, quarters=quarters, at=int(at.timestamp()), until=until,
            began=answer.began, ended=answer.ended, outcome=told,
        ))  # fmt: skip
        return told

    def _form(self) -> Form:
        self.forms.append(Form(f"{self._patient_id}/{len(self.forms)}", self._patient_id))
        return self.forms[-1]

    def _quarters(self) -> tuple[int, ...]:
        length = self._chance.choice([1, 1, 2, 2, 3, 4])
        first = self._chance.randrange(QUARTERS - length + 1)
        return tuple(range(first, first + length))

    def _perhaps(self, share: float) -> bool:
        return self._chance.random() < share

    def _later(self, earliest: int, latest: int) -> datetime:
        return self._now + timedelta(seconds=self._chance.randint(earliest * 60, latest * 60))
