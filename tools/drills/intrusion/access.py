"""Access: everybody tries every address on patients who are not theirs, in every way.

Each address of the site, with the victim's ids in its path, its query, its form and its headers,
by every method, as a doctor in each kind of relation, another patient, the desk, compliance and a
stranger. No canary the viewer may not read stands in any answer, whatever its status, and nothing
of the victim's in the table is another than before, save what the viewer may change.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from ulid import ULID

from medisecure.clock import now
from tools.drills.cast import doctors
from tools.drills.intrusion import access_faults
from tools.drills.intrusion.access_cast import (
    CHART,
    NAME,
    RELATIONS,
    Relation,
    Stage,
    Victim,
    person,
    victim,
)
from tools.drills.intrusion.browser import new_session
from tools.drills.report import Drill, Mutant
from tools.drills.stage import Scan

NAME_OF_DRILL, TARGET = "access", "0 leaks, 0 changes, 0 charts closed to who may read them"
Say = Callable[[str], None]
Item = dict[str, Any]
OTHERS = ("patient", "staff", "compliance", "stranger")
# What those of a role may read of any patient; a patient reads of others nothing at all.
READ_BY_ROLE = {"patient": frozenset[str](), "stranger": frozenset[str](),
                "staff": frozenset({NAME}), "compliance": frozenset[str]()}  # fmt: skip
# What compliance reads on these pages alone: whose it is (ADR 41), and the words of an emergency,
# which here are of the chart's class.
TOLD = {
    "oversight:emergency-review": {CHART, NAME},
    "oversight:entries": {NAME},
    "oversight:emergencies": {NAME},
    "documents:archives": {NAME},
    "documents:lives": {NAME},
    "documents:life": {NAME},
    "patients:access": {NAME},
    "patients:viewed-by": {NAME},
}
LEAVES = {"sign-out", "language", "oidc_authentication_init", "oidc_authentication_callback"}
CHART_NAME = "patients:chart"
TEST_HOST = "testserver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something that must not be; ids only."""

    address: str
    viewer: str
    way: str
    what: str

    def __str__(self) -> str:
        return f"{self.viewer}: {self.way} {self.address}: {self.what}"


@dataclass(slots=True)
class Tally:
    """What was tried, and what was found."""

    tries: int = 0
    found: list[Found] = field(default_factory=list)


def run(
    _endpoint: str,
    scan: Scan,
    *,
    seed: int,
    relations: tuple[Relation, ...] = RELATIONS,
    others: tuple[str, ...] = OTHERS,
    whole: bool = True,
    say: Say = print,
) -> Drill:
    """All of it, then each planted fault until it is seen. Not `whole`: by GET and POST alone."""
    if TEST_HOST not in settings.ALLOWED_HOSTS:  # the name that Django's test client calls
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, TEST_HOST]
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    tally = Tally()
    for each in relations:
        play(scan, seed, each, "doctor", tally, whole=whole)
        say(f"access: as a doctor, {each.name}: {tally.tries:,} tries")
    for viewer in others:
        play(scan, seed, RELATIONS[0], viewer, tally, whole=whole)
        say(f"access: as {viewer}: {tally.tries:,} tries")
    planted = []
    for fault in access_faults.FAULTS:
        planted.append(Mutant(fault.name, _shows(fault, scan, seed)))
        say(f"access: {fault.name}: {'seen' if planted[-1].caught else 'NOT SEEN'}")
    for line in tally.found[:20]:
        say(f"access: {line}")
    addresses = len(list(addresses_of(get_resolver())))
    figure = f"{len(tally.found)} found in {tally.tries:,} tries at {addresses} addresses"
    return Drill(name=NAME_OF_DRILL, size=tally.tries, faults=len(access_faults.FAULTS),
                 figure=figure, target=TARGET, ok=not tally.found, seed=seed,
                 mutants=planted)  # fmt: skip


def _shows(fault: access_faults.Fault, scan: Scan, seed: int) -> bool:
    """Whether the fault shows where it must: in its relation, as its viewer."""
    (relation,) = [each for each in RELATIONS if each.name == fault.relation]
    tally = Tally()
    with fault.plant():
        play(scan, seed, relation, fault.viewer, tally, whole=False, only=fault.address)
    return bool(tally.found)


def play(
    scan: Scan,
    seed: int,
    relation: Relation,
    viewer: str,
    tally: Tally,
    *,
    whole: bool,
    only: str = "",
) -> None:
    """One viewer tries every address, or one, on one fresh patient in that relation."""
    doctor, colleague = doctors(2)
    stage = Stage(doctor=doctor, colleague=colleague, at=now(), chance=Random(seed))  # noqa: S311 - words, no keys
    whom = victim(stage, relation)
    client = browser_of(viewer, doctor)
    allowed = relation.opens if viewer == "doctor" else READ_BY_ROLE[viewer]
    called = f"{viewer}, {relation.name}" if viewer == "doctor" else viewer
    before = _kept(scan, whom, viewer)
    opened = _ask_all(client, whom, stage, _Viewer(viewer, called, allowed), tally, whole, only)
    asked_chart = only in ("", CHART_NAME)
    if viewer == "doctor" and allowed and asked_chart and not opened:
        tally.found.append(Found(address=CHART_NAME, viewer=called, way="GET", what="is closed"))
    after = _kept(scan, whom, viewer)
    for key in sorted({*before, *after}):
        if before.get(key) != after.get(key):
            tally.found.append(Found(address=key.partition("#")[0], viewer=called, way="any",
                                     what="was changed in the table"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Viewer:
    """Who asks: of which kind, what the report calls them, which canaries they may read."""

    kind: str
    called: str
    allowed: frozenset[str]


def _ask_all(  # noqa: PLR0917 - the same as `play` has, and once more
    client: Client,
    whom: Victim,
    stage: Stage,
    viewer: _Viewer,
    tally: Tally,
    whole: bool,  # noqa: FBT001 - as `play` has it
    only: str,
) -> bool:
    """Every address in every way; whether the chart showed all it may show."""
    opened = False
    for name, path in addresses_of(get_resolver()):
        if only and name != only:
            continue
        spoken = TOLD.get(name, set()) if viewer.kind == "compliance" else set()
        url, every_way = filled(path, whom, stage), whole and name not in LEAVES
        for way, answer in _tries(client, url, whom, stage, whole=every_way):
            tally.tries += 1
            seen = _classes_in(answer, whom)
            if leaked := seen - viewer.allowed - spoken:
                what = f"shows {', '.join(sorted(leaked))}"
                tally.found.append(Found(address=name, viewer=viewer.called, way=way, what=what))
            opened |= name == CHART_NAME and way == "GET" and viewer.allowed <= seen
        if name in LEAVES:
            client = browser_of(viewer.kind, stage.doctor)
    return opened


def addresses_of(resolver: URLResolver, space: str = "", path: str = "") -> Iterator[
    tuple[str, str]
]:  # fmt: skip
    """Every address of the site: its name, and its path with blanks. A new one is tried at once."""
    for each in resolver.url_patterns:
        here = path + str(each.pattern)
        if isinstance(each, URLPattern):
            yield f"{space}{each.name}", here
        else:
            inner = f"{each.namespace}:" if each.namespace else space
            yield from addresses_of(each, inner, here)


def filled(path: str, whom: Victim, stage: Stage) -> str:
    """The address with the victim's own ids in its blanks."""
    ids = {
        "patient_id": whom.patient_id, "appointment_id": whom.visit_id,
        "record_id": whom.record_id, "document_id": whom.document_id,
        "emergency_id": whom.emergency_id, "provider_id": stage.colleague,
    }  # fmt: skip
    return "/" + re.sub(r"<\w+:(\w+)>", lambda m: ids.get(m.group(1), "x" * 43), path)


def injected(whom: Victim, stage: Stage) -> dict[str, str]:
    """The victim's ids under every name a form or an address might listen to."""
    return {
        **dict.fromkeys(("patient", "patient_id", "user", "user_id", "who", "id", "as"),
                        whom.patient_id),
        "visit": whom.visit_id, "appointment_id": whom.visit_id, "moving": whom.visit_id,
        "record": whom.record_id, "document": whom.document_id, "provider": stage.colleague,
        "end": whom.ground, "role": "staff", "_method": "DELETE", "next": "//evil.example",
        "date": f"{stage.at:%Y-%m-%d}", "reason": "OTHER", "words": "because I can, says the form",
        "emergency_id": f"emergency_{ULID()}", "account": "DISABLED", "outcome": "JUSTIFIED",
    }  # fmt: skip


HEADERS = {"x-user-id": "admin", "x-role": "staff", "x-original-url": "/", "HX-Request": "true",
           "x-http-method-override": "PUT", "x-polling": "1"}  # fmt: skip


def _tries(
    client: Client, url: str, whom: Victim, stage: Stage, *, whole: bool
) -> Iterator[tuple[str, Any]]:
    """Each way to ask, and the answer."""
    sent = injected(whom, stage)
    yield "GET", client.get(url, sent)
    yield "POST", client.post(url, {**sent, "step": "SCHEDULED.CONFIRMED"})
    if not whole:
        return
    yield "GET without ids", client.get(url)
    yield "POST again", client.post(url, {**sent, "step": "SCHEDULED.NO_SHOW"})
    yield "GET with headers", client.get(url, headers=HEADERS)
    yield "GET ids in path", client.get(url.rstrip("/") + f"/{whom.patient_id}/")
    yield "HEAD", client.head(url, sent)
    yield "OPTIONS", client.options(url)
    for method in (client.put, client.delete, client.patch):
        yield method.__name__.upper(), method(url, b"{}", "application/json")


def _classes_in(answer: Any, whom: Victim) -> set[str]:
    """Which classes of the victim's canaries stand in the answer: body, headers, address."""
    body = b"" if answer.streaming else answer.content
    said = f"{answer.headers} {body.decode('utf-8', 'replace')}"
    return {of for word, of in whom.canaries.items() if word in said}


def _kept(scan: Scan, whom: Victim, viewer: str) -> dict[str, Item]:
    """The victim's items that this viewer may not change, by sort key."""
    may = {"staff": ("PROFILE", "APPOINTMENT", "CARE", "GUARD", "REMINDER", "WAITLIST"),
           "compliance": ("CARE", "EMERGENCY"), "doctor": ()}.get(viewer, ())  # fmt: skip
    mine = f"USER#{whom.patient_id}"
    return {
        item["SK"]["S"]: item
        for item in scan()
        if item["PK"]["S"] == mine and not item["SK"]["S"].startswith(may or ("-",))
        and _is_the_colleagues(item, whom, viewer)
    }  # fmt: skip


def _is_the_colleagues(item: Item, whom: Victim, viewer: str) -> bool:
    """A doctor may change their own visit with the patient, and what follows from it."""
    if viewer != "doctor":
        return True
    sort = item["SK"]["S"]
    if sort.startswith(("APPOINTMENT#", "REMINDER#")):
        return whom.visit_id in sort and whom.relation != "stand-in"
    if sort.startswith("DOCUMENT#"):  # whoever has the whole chart may archive what is in it
        return not whom.is_whole
    return not sort.startswith(("CARE#", "GUARD#"))


def browser_of(viewer: str, doctor: str) -> Client:
    """A browser in which that kind of person has signed in, some time ago."""
    if viewer == "stranger":
        return Client()
    if viewer == "doctor":
        return signed_in(doctor)
    return signed_in(person(f"{viewer}_{ULID()}", viewer.upper()))


def signed_in(user_id: str) -> Client:
    """A session as the sign-in leaves it; the password is not fresh, so no glass breaks."""
    client = Client(headers={"user-agent": "drill"}, raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = new_session(user_id)
    return client
