"""Uploads: thousands of hostile files; each gets a reason or a clean copy, none breaks a worker.

Every one is inspected as the worker does it. Some of them go all the way: announced, posted to the
store, sent, checked, and given out as an attachment of one version, while others try to send what
they did not announce, and to put something else in the place of what was checked.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from unittest.mock import patch
from urllib.request import urlopen

from django.conf import settings
from django.utils import translation

from documents import services as out
from documents.intake import checking, services
from documents.intake.models import TRIES, Description, Intake
from documents.intake.repository import Intakes
from documents.intake.services import Announced, IntakeRequest
from documents.intake.wording import REASONS
from documents.models import Document
from documents.repository import Documents
from documents.verification import opening
from documents.verification.findings import FileFinding
from documents.verification.kinds import SUFFIXES, FileKind, kind_of
from documents.verification.names import file_name
from documents.verification.outcome import Inspected, Refused
from medisecure import wiring
from medisecure.access.actor import Actor, RequestContext, Role
from medisecure.clock import now
from medisecure.document_store import download_link, put_file, upload_form
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Unavailable
from medisecure.web.input.fields import new_id
from tools.drills.cast import patients
from tools.drills.files.hostile import MARK, Hostile, Workshop, paper
from tools.drills.files.posting import posted
from tools.drills.report import Drill, Mutant

NAME, TARGET = "uploads", "0 without a reason, 0 hidden in a copy, 0 given out that was not checked"
FILES, A_JOURNEY, AT_ONCE, TELL_EACH = 10_000, 50, 4, 1_000
REPLACED = b"%PDF-1.7 put in its place"
Say = Callable[[str], None]


@dataclass(slots=True)
class Found:
    """What became of the files, and what should not have."""

    outcomes: Counter[str] = field(default_factory=Counter)
    breaches: list[str] = field(default_factory=list)


def run(endpoint: str, scan: object, *, seed: int, size: int, say: Say) -> Drill:
    """All files inspected, some all the way; then what is planted must be seen."""
    del endpoint, scan
    found = inspect_all(Workshop(seed).files(size), say)
    ways = max(2, size // A_JOURNEY)
    for hostile in Workshop(seed + 1).files(ways):
        found.breaches += all_the_way(hostile)
    for breach in found.breaches[:20]:
        say(breach)
    told = ", ".join(f"{n} {word}" for word, n in found.outcomes.most_common(5))
    return Drill(
        name=NAME,
        size=size,
        faults=size - found.outcomes["taken in"],
        figure=f"{len(found.breaches)} breaches; {told}; {ways} all the way",
        target=TARGET,
        ok=not found.breaches,
        seed=seed,
        mutants=planted(seed),
    )


def inspect_all(files: Iterable[Hostile], say: Say) -> Found:
    """Have each inspected, a few at once."""
    found = Found()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number, (word, breach) in enumerate(pool.map(inspect, files), start=1):
            found.outcomes[word] += 1
            if breach:
                found.breaches.append(breach)
                say(f"file {number}: {breach}")
            if number % TELL_EACH == 0:
                say(f"{number} files, {len(found.breaches)} breaches")
    return found


def inspect(hostile: Hostile) -> tuple[str, str]:
    """What became of one file in a word, and what of it should not have."""
    try:
        made = patiently(hostile.content)
    except Refused as refused:
        return refused.finding.value, refused_wrongly(hostile, refused.finding)
    except Exception as error:  # noqa: BLE001 - whatever it is, a worker would have died of it
        return "broke", f"{hostile.kind}: the worker broke: {type(error).__name__}"
    return "taken in", taken_wrongly(hostile, made)


def patiently(content: bytes) -> Inspected:
    """As the worker does it: what a busy machine did not finish is tried again, a few times."""
    for _ in range(TRIES):
        with suppress(Unavailable):
            return opening.inspected([content])
    raise Refused(FileFinding.NOT_CHECKED)


def refused_wrongly(hostile: Hostile, finding: FileFinding) -> str:
    if hostile.only and finding not in hostile.only:
        return f"{hostile.kind}: called {finding}"
    for language in ("en", "ar"):
        with translation.override(language):
            if not str(REASONS.get(finding, "")):
                return f"{hostile.kind}: {finding} has no words"
    return ""


def taken_wrongly(hostile: Hostile, made: Inspected) -> str:
    if hostile.only:
        return f"{hostile.kind}: taken in as {made.kind}"
    if MARK in made.content and not hostile.keeps_mark and made.kind is not FileKind.DICOM:
        return f"{hostile.kind}: what was hidden is in the copy"
    if kind_of(made.content) is not made.kind:
        return f"{hostile.kind}: the copy is no {made.kind}"
    name = file_name(hostile.name, SUFFIXES[made.kind])
    if not name.isprintable() or {"/", "\\", ":"} & set(name) or len(name) > len(hostile.name) + 99:
        return f"{hostile.kind}: saved under {name!r}"
    return ""


def all_the_way(hostile: Hostile) -> list[str]:
    """Through the store and the worker, as a patient; and what should not have been possible."""
    actor = Actor(user_id=patients(1)[0], role=Role.PATIENT)
    intake = begun(actor, hostile)
    content = hostile.content or b"x"
    breaches = [] if lied(intake, content) else ["other bytes than announced were taken"]
    form = services.announced_form(intake, announced(content))
    if posted(form.url, form.fields, content) not in (200, 204):
        return [*breaches, f"{hostile.kind}: what was announced was not taken"]
    with closing(work_of(actor)) as uow:
        services.send(uow, Intakes(uow).get(intake.patient_id, intake.intake_id),
                      settings.DOCUMENTS_BUCKET)  # fmt: skip
    posted(form.url, form.fields, content[::-1])  # the form once more: it must change nothing
    checking.check_due(system, now())
    with closing(system()) as uow:
        document = Documents(uow).get(intake.patient_id, intake.intake_id)
    if document.waits:
        return [*breaches, f"{hostile.kind}: still waits"]
    return breaches + (given_out(document) if document.is_verified else [])


def lied(intake: Intake, content: bytes) -> bool:
    """Whether the store refuses other bytes of the same length than were announced."""
    form = services.announced_form(intake, announced(content))
    other = bytes([content[0] ^ 1]) + content[1:]
    return posted(form.url, form.fields, other) not in (200, 204)


def given_out(document: Document) -> list[str]:
    """What a download gives, after somebody put something else in its place."""
    file = document.file_info
    put_file(file.s3_key, REPLACED, "application/pdf")
    if not out.matches_checksum(document):
        return ["a document was held back although its version is whole"]
    link = download_link(file.s3_key, file.file_name or "", file.mime_type or "", file.s3_version)
    with urlopen(link) as answer:  # noqa: S310 - our own link
        content, how = answer.read(), answer.headers["Content-Disposition"] or ""
    found = [] if how.startswith("attachment") else ["a file is shown instead of saved"]
    if f"sha256:{hashlib.sha256(content).hexdigest()}" != file.checksum:
        found.append("what was given out is not what was checked")
    return found


def begun(actor: Actor, hostile: Hostile) -> Intake:
    told = Description(type="OTHER", title="Drill " + hostile.kind)
    with closing(work_of(actor)) as uow:
        return services.begin(
            uow, actor.user_id, IntakeRequest(intake_id=new_id("doc"), told=told, for_patient=True)
        )


def announced(content: bytes) -> Announced:
    return Announced(number=1, size=len(content), mime="application/pdf",
                     sha256=hashlib.sha256(content).digest())  # fmt: skip


def work_of(actor: Actor) -> UnitOfWork:
    """A unit of work as the person's own request has it."""
    return wiring.unit_of_work(actor, RequestContext(request_id=f"drill-{actor.user_id}"))


def system() -> UnitOfWork:
    return wiring.system_work("check_documents")


# What must be seen


def anywhere(content: bytes) -> FileKind | FileFinding:
    """A signature that counts wherever it stands in the first kilobyte, as many readers have it."""
    return FileKind.PDF if b"%PDF-" in content[:1024] else kind_of(content)


def planted(seed: int) -> list[Mutant]:
    two_kinds = [each for each in Workshop(seed).files(16) if each.kind == "program before a paper"]
    sound = Hostile("sound paper", "paper.pdf", paper())
    with patch.object(opening, "kind_of", anywhere):
        anywhere_seen = any(inspect(each)[1] for each in two_kinds)
    form = upload_form
    with patch.object(
        services, "upload_form", lambda key, **told: form(key, **told | {"sha256": b""})
    ):
        unannounced_seen = "other bytes than announced were taken" in all_the_way(sound)
    newest = download_link

    def any_version(key: str, name: str, mime: str, version: str | None = None) -> str:
        del version
        return newest(key, name, mime)

    with patch(f"{__name__}.download_link", any_version):
        replaced_seen = "what was given out is not what was checked" in all_the_way(sound)
    return [
        Mutant("a signature counts anywhere", anywhere_seen),
        Mutant("the checksum is not compared", unannounced_seen),
        Mutant("the newest object is given out", replaced_seen),
    ]
