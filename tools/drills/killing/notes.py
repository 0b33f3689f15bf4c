"""Notes: a doctor types in two windows while answers are cut and workers die by `kill -9` mid-save.

Whatever was typed last stands in the draft to the letter, in whichever window it was typed; signed,
it is one entry with the very text, no draft is left, and a correction keeps the version before.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from unittest.mock import patch

from medisecure import wiring
from medisecure.access.actor import Actor, Role
from medisecure.access.care import Care, CareKind, Ground
from medisecure.clock import now
from medisecure.dynamodb.sealing import codec
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.web.input.fields import new_id
from patients.encounter import drafts
from patients.encounter.drafts import DraftKey
from patients.encounter.models import NOTE, Draft, DraftConflict, Sent
from patients.lists.repository import Lists
from patients.profile.repository import CareRelations
from patients.records import services as records
from patients.records.models import Record
from patients.records.repository import Records
from patients.records.versions import RECORD_VERSION, Versions, version_of
from tools.drills.bad_road import bad_road
from tools.drills.cast import doctors, patients
from tools.drills.clients import Client
from tools.drills.history import Outcome
from tools.drills.killing.crash_jobs import entry_of, save_note, sign_note
from tools.drills.killing.nursery import Nursery, nursery
from tools.drills.report import Drill, Mutant

NAME, TARGET = "notes", "0 letters lost, 0 entries doubled, 0 versions gone"
ROUNDS, LETTERS, PIECES, PRESSES = 300, 2_000, 5, 12
MIND = "والمريض يشكو من ألم في الصدر منذ يومين. Pain at night, ٣٧٫٥ °C — 🌙\n\t"
TELL_EACH = 50
Scan = Callable[[], Iterable[dict[str, Any]]]
Say = Callable[[str], None]
Way = Callable[["Desk", dict[str, Any]], Any]


@dataclass(slots=True)
class Desk:
    """One doctor at a note; over `road` answers may be cut, over `plain` none is."""

    road: Client
    plain: Client
    draft_key: DraftKey
    chance: random.Random
    workers: Nursery | None = None
    kills: int = 0
    found: list[str] = field(default_factory=list)

    def press(self, deed: str, **job: Any) -> tuple[str, Any]:
        """One press, now and then by a worker that dies somewhere in it: how it ended."""
        told = {"deed": deed, "place": [*astuple(self.draft_key)], **job}
        if self.workers is not None and self.chance.random() < 0.4:  # noqa: PLR2004
            self.kills += 1
            after = self.chance.uniform(0, 1.3) * self.workers.usual_seconds
            said = self.workers.do(told, kill_after=after)
            return (said["outcome"], said["seen"]) if said else (Outcome.UNKNOWN, "")
        do = save_note if deed == "note" else sign_note
        answer = self.road.press(lambda uow: do(uow, told))
        done = answer.outcome is Outcome.DONE
        return answer.outcome, answer.result if done else ""

    def stored(self) -> Draft | None:
        """The draft as it is kept."""
        return drafts.draft_at(self.plain.unit_of_work(), self.draft_key)


def astuple(key: DraftKey) -> tuple[str, str, str]:
    return key.patient_id, key.provider_id, key.subject


def run(
    endpoint: str, scan: Scan, *, seed: int, rounds: int = ROUNDS, say: Say = print
) -> Drill:  # fmt: skip
    """So many notes over a bad road with dying workers, then each fault until it is seen."""
    found: list[str] = []
    kills = 0
    author = doctors(1)[0]
    with bad_road(endpoint, seed) as road, nursery(road.endpoint) as workers:
        for n in range(rounds):
            desk = _desk(endpoint, road.endpoint, author, random.Random(f"{seed}-{n}"), workers)  # noqa: S311 - repeated from its seed
            _note(desk)
            found += desk.found
            kills += desk.kills
            if n % TELL_EACH == TELL_EACH - 1:
                say(f"notes: {n + 1:,} written, {kills:,} workers killed, {len(found)} found")
        faults = sum(road.faults().values()) + kills
    sound = _seen(endpoint, author, nullcontext)
    planted = [Mutant(name, bool(_seen(endpoint, author, fault))) for name, fault in FAULTS]
    found += sound
    kinds = ", ".join(sorted(set(found)))
    figure = f"{rounds:,} notes of {LETTERS:,} letters, {len(found)} found {kinds}".strip()
    return Drill(name=NAME, size=rounds, faults=faults, figure=figure, target=TARGET,
                 ok=not found, seed=seed, mutants=planted)  # fmt: skip


def _desk(
    plain: str, road: str, author: str, chance: random.Random, workers: Nursery | None
) -> Desk:
    patient_id = patients(1)[0]
    at = now()
    ground = Ground(kind=CareKind.ASSIGNED, source_id="drill", since=at, opens=at, until=None)
    uow = wiring.system_work("drill")
    with uow:
        care = Care(patient_id=patient_id, provider_id=author, grounds=(ground,))
        CareRelations(uow).stage(care, "add")
        uow.record_change("ASSIGN_CARE", patient_id, patient_id)  # type: ignore[arg-type]
    actor = Actor(user_id=author, role=Role.PROVIDER)
    key = DraftKey(patient_id=patient_id, provider_id=author, subject=NOTE)
    return Desk(Client(road, actor), Client(plain, actor), key, chance, workers)


def _note(desk: Desk) -> None:
    """One note from its first letter to its correction."""
    text, record_id = _text(desk.chance), new_id("consultation")
    tab, step, seen, other = f"{desk.chance.getrandbits(64):016x}", 0, "", ""
    meets = desk.chance.randrange(PIECES)
    for piece in range(1, PIECES + 1):
        typed = {"notes": text[: len(text) * piece // PIECES]}
        for _ in range(PRESSES):
            step += 1
            sent = {"typed": typed | ({"recommendations": other} if other else {}), "seen": seen,
                    "tab": tab, "step": step, "record_id": record_id}  # fmt: skip
            outcome, came = desk.press("note", sent=sent)
            if outcome == Outcome.DONE:
                seen = came
                break
            if outcome == Outcome.REFUSED:  # both texts are on the page now: the other's is taken
                stored = desk.stored()
                tab, step = f"{desk.chance.getrandbits(64):016x}", 0
                seen = str(stored.version) if stored else ""
                other = stored.typed.get("recommendations", "") if stored else ""
        if piece == meets + 1:
            _second_window(desk)
    last = {"notes": text, "recommendations": SECOND}
    stored = desk.stored()
    if stored is None or stored.typed.get("notes", "").encode() != text.encode():
        desk.found.append("text lost")
    if stored is None or stored.typed.get("recommendations") != SECOND:
        desk.found.append("the other window's text lost")
    _sign(desk, last, record_id=stored.record_id if stored else record_id)


SECOND = "نصيحة: راحة تامة"


def _second_window(desk: Desk) -> None:
    """Another window opens the draft, adds a line, and stores it."""
    uow = desk.plain.unit_of_work()
    stored = drafts.draft_at(uow, desk.draft_key)
    if stored is None:
        return
    sent = Sent(typed=stored.typed | {"recommendations": SECOND}, seen=str(stored.version),
                tab="f" * 16, step=1, record_id=stored.record_id)  # fmt: skip
    drafts.save(uow, desk.draft_key, sent, stored)


def _sign(desk: Desk, typed: dict[str, str], *, record_id: str) -> None:
    at = now().isoformat()
    for _ in range(PRESSES):
        outcome, _came = desk.press("sign", typed=typed, record_id=record_id, at=at)
        if outcome == Outcome.DONE:
            break
    uow = desk.plain.unit_of_work()
    kept = Records(uow).latest(desk.draft_key.patient_id).items
    if len(kept) != 1:
        desk.found.append("not signed once")
        return
    if _words(kept[0]) != typed["notes"]:
        desk.found.append("another text signed")
    if desk.stored() is not None:
        desk.found.append("a draft left")
    _correct(desk, kept[0])


def _correct(desk: Desk, entry: Record) -> None:
    """A correction: what was signed first is still to be read."""
    uow = desk.plain.unit_of_work()
    key = desk.draft_key
    before, versions = records.read_own(uow, key.patient_id, entry.record_id)
    as_now = entry_of(key, {"notes": "corrected"}, entry.record_id, datetime.fromisoformat(
        entry.seen_at.isoformat()))  # fmt: skip
    items = Lists(uow).now(key.patient_id)
    with uow:
        records.correct(uow, before, as_now, "drill", items=items, past=[], versions=versions)
    told = Versions(desk.plain.unit_of_work()).of(key.patient_id, entry.record_id)
    if [_words(each.entry) for each in told] != [_words(entry), "corrected"]:
        desk.found.append("a version gone")


def _words(entry: Record) -> str:
    return (entry.clinical_data and entry.clinical_data.notes) or ""


def _text(chance: random.Random) -> str:
    """2,000 letters of both scripts that begin and end with a letter, as a form sends them."""
    return "a" + "".join(chance.choice(MIND) for _ in range(LETTERS - 2)) + "z"


def _seen(endpoint: str, author: str, fault: Callable[[], Any]) -> list[str]:
    """What a note shows with that fault planted, over a good road."""
    desk = _desk(endpoint, endpoint, author, random.Random(7), None)  # noqa: S311
    with fault():
        _note(desk)
    return desk.found


@contextmanager
def save_without_version() -> Iterator[None]:
    """A save goes over whatever was stored since the window read it."""

    def careless(self: Draft, sent: Sent, at: datetime) -> Draft:
        try:
            return sound(self, sent, at)
        except DraftConflict:
            return sound(self, Sent(typed=sent.typed, seen=str(self.version)), at)

    sound = Draft.saying
    with patch.object(Draft, "saying", careless):
        yield


@contextmanager
def draft_dropped_at_sign() -> Iterator[None]:
    """The draft goes, and the entry does not come."""
    with patch.object(records, "sign", lambda *_args: None):
        yield


@contextmanager
def version_overwritten() -> Iterator[None]:
    """Every version is put in the place of the first."""

    def careless(self: Versions, record: Record) -> None:
        uow: UnitOfWork = self._uow
        version, storage = version_of(record), uow._storage
        one = codec.encode(RECORD_VERSION, _first(version), storage.cipher, storage.table.name)
        uow._stage({"Put": {"Item": one}})

    with patch.object(Versions, "keep", careless):
        yield


def _first(version: Any) -> Any:
    return type(version)(**{**{name: getattr(version, name) for name in version.__slots__},
                            "number": "000000"})  # fmt: skip


FAULTS = (
    ("save without version", save_without_version),
    ("draft dropped at sign", draft_dropped_at_sign),
    ("version overwritten", version_overwritten),
)
