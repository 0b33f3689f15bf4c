"""The worker: takes what was sent, has it inspected, and opens it or holds it back.

Any number may run at once and each may die anywhere. A worker takes one by a conditional write
that also says until when it has it; what it did not finish by then is another one's. The result is
one transaction, conditional on what was taken: whoever comes second changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from appointments.outbox.models import DOCUMENT_HELD_BACK, DOCUMENT_TAKEN_IN
from appointments.outbox.repository import Outbox
from documents.intake.models import TRIES, Intake, State, checked
from documents.intake.repository import INTAKE, Intakes
from documents.intake.services import clear_away
from documents.models import Document, FileInfo, Scan, Verification
from documents.photos.services import current_photos, set_current
from documents.repository import Documents
from documents.verification import malware
from documents.verification.findings import FileFinding
from documents.verification.kinds import SUFFIXES
from documents.verification.names import file_name
from documents.verification.opening import digest, inspected, portrait
from documents.verification.outcome import Inspected, Refused
from medisecure.audit.actions import Action
from medisecure.document_store import digest_of, put_file, read_arrived, version_now
from medisecure.dynamodb.calls.deadline import deadline, stopped
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, MediSecureError, NotFound, Unavailable

Begin = Callable[[], UnitOfWork]
SECONDS_EACH = 240
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check came to: a clean copy, or why there is none."""

    scan: Scan = Scan.NOT_SCANNED
    copy: Inspected | None = None
    finding: FileFinding | None = None


def check_due(begin: Begin, at: datetime, scanner: str = "") -> Counter[str]:
    """Do what is due at that instant; how many of each outcome."""
    outcomes: Counter[str] = Counter()
    with closing(begin()) as uow:
        due = list(Intakes(uow).due(at))
    for each in due:
        with deadline(SECONDS_EACH):
            try:
                outcomes[_do(begin, each, scanner)] += 1
            except (Conflict, NotFound):
                outcomes["taken"] += 1
            except MediSecureError as error:
                outcomes["later"] += 1
                log.warning("a check was put off", code=type(error).__name__, item=each.intake_id)
    return outcomes


def _do(begin: Begin, listed: Intake, scanner: str) -> str:
    """Take one and bring it to its end; in a word what became of it."""
    with closing(begin()) as uow:
        intake = _as_listed(uow, listed)
        if intake.state is State.OPEN:
            return _clear(uow, intake)
        with uow:
            intake = Intakes(uow).save(intake.claimed(uow.at), Action.CHECK_DOCUMENT)
    if intake.kept:
        with closing(begin()) as uow:
            return compare(uow, _as_listed(uow, intake))
    found = check(intake, scanner)
    with closing(begin()) as uow:
        return settle(uow, _as_listed(uow, intake), found)


def _as_listed(uow: UnitOfWork, listed: Intake) -> Intake:
    """The same as it stands now; `Conflict` if somebody has done something with it since."""
    intake = Intakes(uow).get(listed.patient_id, listed.intake_id)
    if intake.due is None or (intake.version, intake.due_at) != (listed.version, listed.due_at):
        raise Conflict
    return intake


def _clear(uow: UnitOfWork, intake: Intake) -> str:
    """Nobody sent it: it and its files go."""
    with uow:
        uow.remove(INTAKE, intake, Action.CLEAR_INTAKE)
    clear_away(intake)
    return "cleared"


def check(intake: Intake, scanner: str) -> Checked:
    """Look at the files that were sent; `Unavailable` where that has to wait."""
    if intake.tries > TRIES:
        log.error("a file could not be checked", item=intake.intake_id)
        return Checked(finding=FileFinding.NOT_CHECKED)
    scan = Scan.NOT_SCANNED
    try:
        contents = list(_contents(intake))
        with stopped():
            scans = [malware.scanned(each, scanner) for each in contents]
            scan = Scan.CLEAN if Scan.NOT_SCANNED not in scans else Scan.NOT_SCANNED
            opened = portrait if intake.is_photo else inspected
            return Checked(scan, opened(contents))
    except Refused as refused:
        if refused.finding is FileFinding.MALWARE:
            log.error("malware in a file", item=intake.intake_id)
        return Checked(scan, finding=refused.finding)


def _contents(intake: Intake) -> Iterable[bytes]:
    for part in intake.parts:
        content = read_arrived(intake.part_key(part.number), part.version)
        if content is None:
            raise Refused(FileFinding.GONE)
        if len(content) != part.size:
            raise Refused(FileFinding.NOT_THE_SAME)
        yield content


def settle(uow: UnitOfWork, intake: Intake, inspected: Checked) -> str:
    """Store the clean copy, and then in one transaction what came of it."""
    document = Documents(uow).get(intake.patient_id, intake.intake_id)
    file = _kept(document, inspected.copy) if inspected.copy else None
    told = Verification(
        checked_at=uow.at,
        finding=inspected.finding or "",
        scan=inspected.scan,
        pages=inspected.copy.pages if inspected.copy else None,
    )
    action = Action.TAKE_IN_DOCUMENT if file else Action.HOLD_BACK_DOCUMENT
    after = checked(document, told, file)
    photo = (
        current_photos(uow, intake.patient_id) if intake.is_photo and after.is_verified else None
    )
    with uow:
        Documents(uow).save(after, action)
        if photo:
            set_current(uow, photo, after)
        uow.store_following(INTAKE, intake.settled(inspected.finding, uow.at))
        if intake.from_portal:
            tell_sender(uow, intake, inspected.finding)
    clear_away(intake)
    return f"held back: {inspected.finding}" if inspected.finding else "taken in"


def tell_sender(uow: UnitOfWork, intake: Intake, finding: FileFinding | None) -> None:
    """Plan the message that says what came of it; what it was and why stands on the page only."""
    kind, outbox = DOCUMENT_HELD_BACK if finding else DOCUMENT_TAKEN_IN, Outbox(uow)
    outbox.put(outbox.notice(kind, intake.patient_id, intake.intake_id))


def _kept(document: Document, copy: Inspected) -> FileInfo:
    """The copy in the document store; of what is stored there only this version is ever served."""
    key = document.file_info.s3_key
    version = put_file(key, copy.content, copy.kind.value)
    return replace(
        document.file_info,
        s3_version=version or None,
        file_name=file_name(document.title, SUFFIXES[copy.kind]),
        file_size=len(copy.content),
        mime_type=copy.kind.value,
        checksum=digest(copy.content),
    )


def compare(uow: UnitOfWork, intake: Intake) -> str:
    """Whether a file that was brought in is what was noted of it; it is marked, not changed.

    One that is will be served as the version that was compared, whatever is stored there later.
    """
    document = Documents(uow).get(intake.patient_id, intake.intake_id)
    told, finding = document.file_info, None
    try:
        version = told.s3_version or version_now(told.s3_key) or None
        size, sum_ = digest_of(told.s3_key, version)
    except Unavailable:
        if intake.tries <= TRIES:
            raise
        finding = FileFinding.GONE
    else:
        if (told.file_size, told.checksum) != (size, sum_):
            finding = FileFinding.MISMATCH
        else:
            told = replace(told, s3_version=version)
    verification = Verification(checked_at=uow.at, finding=finding or "")
    with uow:
        compared = replace(document, file_info=told, verification=verification)
        Documents(uow).save(compared, Action.COMPARE_DOCUMENT)
        uow.store_following(INTAKE, intake.settled(finding, uow.at))
    return f"compared: {finding or 'the same'}"
