"""Proof: files are changed behind our back; what is given out is what was checked, or nothing.

Bytes are flipped as a broken disk flips them (under the same version), objects and versions are
removed, others are stored over them, and the newest is put in the place of the checked one.
"""

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch
from urllib.request import urlopen

from django.conf import settings

from documents import services
from documents.models import (
    AccessLevel,
    Document,
    DocumentInfo,
    FileInfo,
    Security,
    Status,
    Verification,
)
from documents.repository import Documents
from infra.provision.administrator import administrator
from medisecure import document_store, wiring
from medisecure.access.actor import Actor, RequestContext, Role
from medisecure.audit.actions import Action
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Unavailable
from medisecure.web.input.fields import new_id
from tools.drills.cast import patients
from tools.drills.report import Drill, Mutant
from tools.local_environment import local_administrator

NAME, TARGET = "proof", "0 changed files given out, 0 whole ones held back, each change told"
DOCUMENTS = 400
Say = Callable[[str], None]
WAYS = ("left alone", "a byte flipped", "version removed", "another stored over it", "cut short")
GIVEN, HELD, NOT_THERE = "given out", "held back", "not there"
MUST: dict[str, str] = {
    "left alone": GIVEN, "another stored over it": GIVEN,
    "a byte flipped": HELD, "cut short": HELD, "version removed": NOT_THERE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """One document and its sound bytes."""

    document: Document
    content: bytes


class Meddler:
    """Somebody, or something, with all rights over the store."""

    def __init__(self, endpoint: str, dice: random.Random) -> None:
        environ = local_administrator(
            {"AWS_ENDPOINT_URL": endpoint, "AWS_REGION": settings.AWS_REGION}
        )
        self.s3, self.dice = administrator(environ).client("s3"), dice

    @contextmanager
    def at(self, way: str, kept: Kept) -> Iterator[None]:
        """Inside, the store is as that way leaves it."""
        file = kept.document.file_info
        here = {"Bucket": settings.DOCUMENTS_BUCKET, "Key": file.s3_key}
        if way == "version removed":
            self.s3.delete_object(**here, VersionId=file.s3_version, BypassGovernanceRetention=True)
        elif way == "another stored over it":
            self.s3.put_object(**here, Body=b"another")
        elif way in ("a byte flipped", "cut short"):
            with patch.object(document_store, "read_file", self.spoilt(way, kept.content)):
                yield
            return
        yield

    def spoilt(self, way: str, content: bytes) -> Callable[..., Iterator[bytes]]:
        """A store that returns other bytes than it took, under the same version."""
        told = bytearray(content)
        if way == "cut short":
            del told[self.dice.randrange(1, len(told)) :]
        else:
            told[self.dice.randrange(len(told))] ^= 1 << self.dice.randrange(8)
        return lambda *_: iter([bytes(told)])


def run(endpoint: str, scan: object, *, seed: int, size: int, say: Say) -> Drill:
    """Keep, meddle, download; then plant what the drill must see."""
    del scan
    dice = random.Random(seed)  # noqa: S311 - to be repeated
    meddler = Meddler(endpoint, dice)
    outcomes: Counter[str] = Counter()
    breaches: list[str] = []
    for number in range(size):
        way = WAYS[number % len(WAYS)]
        outcomes[way] += 1
        breaches += tried(meddler, way, kept(dice))
    for each in breaches[:20]:
        say(each)
    return Drill(
        name=NAME,
        size=size,
        faults=size - outcomes["left alone"],
        figure=f"{len(breaches)} breaches in {size} downloads",
        target=TARGET,
        ok=not breaches,
        seed=seed,
        mutants=planted(meddler, dice),
    )


def kept(dice: random.Random) -> Kept:
    """A patient's document that was checked, with its file in the store."""
    content, patient_id, name = (
        dice.randbytes(dice.randint(20, 4000)),
        patients(1)[0],
        new_id("doc"),
    )
    key = f"documents/{patient_id}/{name}"
    version = document_store.put_file(key, content, "application/pdf")
    document = Document(
        document_id=name,
        patient_id=patient_id,
        document_info=DocumentInfo(type="OTHER", title="Drill"),
        file_info=FileInfo(
            s3_bucket=settings.DOCUMENTS_BUCKET, s3_key=key, s3_version=version,
            file_size=len(content), checksum=f"sha256:{hashlib.sha256(content).hexdigest()}",
            mime_type="application/pdf",
        ),
        security=Security(access_level=AccessLevel.PATIENT_PROVIDER_ONLY),
        status=Status.ACTIVE,
        verification=Verification(checked_at=now()),
        created_at=now(),
        updated_at=now(),
    )  # fmt: skip
    with closing(wiring.system_work("drill")) as uow, uow:
        Documents(uow).add(document, Action.IMPORT_DOCUMENT)
    return Kept(document, content)


def tried(meddler: Meddler, way: str, one: Kept) -> list[str]:
    """Download it once as the patient; what should not have come of it."""
    with meddler.at(way, one):
        what, content = downloaded(one)
    if what != MUST[way]:
        return [f"{way}: {what}"]
    if what == GIVEN and content != one.content:
        return [f"{way}: other bytes were given out"]
    if what == HELD and not is_closed(one):
        return [f"{way}: it was not held back from the next one"]
    return []


def downloaded(one: Kept) -> tuple[str, bytes]:
    """What the patient gets, by the same steps as the page."""
    with closing(own(one)) as uow:
        document = services.release(uow, one.document.patient_id, one.document.document_id)
        file = document.file_info
        try:
            if not services.matches_checksum(document):
                services.hold_back_altered(uow, document)
                return HELD, b""
            link = document_store.download_link(
                file.s3_key, "drill.pdf", "application/pdf", file.s3_version
            )
        except Unavailable:
            return NOT_THERE, b""
    with urlopen(link) as answer:  # noqa: S310 - our own link
        return GIVEN, answer.read()


def is_closed(one: Kept) -> bool:
    """Whether nobody opens it any more, and the document says why."""
    try:
        with closing(own(one)) as uow:
            services.release(uow, one.document.patient_id, one.document.document_id)
    except AccessDenied:
        with closing(wiring.system_work("drill")) as uow:
            found = Documents(uow).get(one.document.patient_id, one.document.document_id)
        return bool(found.verification and found.verification.finding == services.ALTERED)
    return False


def own(one: Kept) -> UnitOfWork:
    actor = Actor(user_id=one.document.patient_id, role=Role.PATIENT)
    return wiring.unit_of_work(actor, RequestContext(request_id="drill"))


def planted(meddler: Meddler, dice: random.Random) -> list[Mutant]:
    """Bytes that nobody compares, a version that does not count, and a change nobody is told of."""
    read, link = document_store.read_file, document_store.download_link

    def newest(key: str, version: str | None = None) -> Iterator[bytes]:
        del version
        return read(key)

    def newest_link(key: str, name: str, mime: str, version: str | None = None) -> str:
        del version
        return link(key, name, mime)

    plants: dict[str, tuple[str, Any]] = {
        "bytes are not compared": (
            "a byte flipped", patch.object(services, "matches_checksum", lambda _: True)),
        "the newest version is compared": (
            "another stored over it", patch.object(document_store, "read_file", newest)),
        "the newest version is given out": (
            "another stored over it", patch.object(document_store, "download_link", newest_link)),
        "a change is not told": (
            "a byte flipped", patch.object(services, "hold_back_altered", lambda *_: None)),
    }  # fmt: skip
    found = []
    for name, (way, plant) in plants.items():
        with plant:
            found.append(Mutant(name, bool(tried(meddler, way, kept(dice)))))
    return found
