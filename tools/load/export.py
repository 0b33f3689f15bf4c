"""Measures all data of a long record: `python -m tools.load.export [ENTRIES] [MEGABYTES]`.

The patient asks for it; `prepare_archives` makes it, in a process of its own, and puts it into the
store of what goes out; then it is fetched by its link and compared with its manifest. Exits with 1
if it needed more memory than it may, or is not what it says it is.
"""

import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any
from urllib.request import urlopen
from zipfile import ZipFile

from tools.drills.stage import stage
from tools.load.watched import MEGABYTE, watched

ENTRIES, MEGABYTES = 5000, 2048
FILE_BYTES = 25 * MEGABYTE  # the largest that is taken in
KINDS = ("application/pdf", "pdf"), ("image/jpeg", "jpg"), ("application/dicom", "dcm")
MOST_MEGABYTES = 300
PATIENT = "patient_12345"
CHUNK = 1024 * 1024


def main() -> None:
    given = [int(each) for each in sys.argv[1:]]
    entries, megabytes = [*given, *(ENTRIES, MEGABYTES)[len(given) :]]
    with stage(), tempfile.TemporaryDirectory() as folder:
        files = fill(entries, megabytes)
        archive_id = ask_for_archive()
        needed = watched([sys.executable, "manage.py", "prepare_archives"])
        path = Path(folder) / "all.zip"
        began = time.monotonic()
        size = fetched(archive_id, path)
        fetching = time.monotonic() - began
        wrong = list(differing(path, files))
    sys.stdout.write(
        f"{entries} entries, {files} files: an archive of {size / MEGABYTE:.0f} MB in "
        f"{needed.seconds:.0f} s, {needed.processor:.0f} s of the processor; at most "
        f"{needed.alone:.0f} MB of memory, {needed.together:.0f} MB with the press beside it; "
        f"fetched in {fetching:.0f} s\n"
    )
    for each in wrong:
        sys.stdout.write(f"{each}\n")
    sys.exit(1 if wrong or needed.code or needed.together >= MOST_MEGABYTES else 0)


def fill(entries: int, megabytes: int) -> int:
    """John Doe with as many signed entries, and checked files of the largest size; how many."""
    from medisecure.importing.loading import load  # noqa: PLC0415 - it reads the settings, known only now
    from medisecure.wiring import system_work  # noqa: PLC0415
    from tools.demo.schema_items import schema_items  # noqa: PLC0415

    items = list(schema_items())
    record = next(each for each in items if each["entityType"] == "RECORD")
    first = datetime(2000, 1, 1, tzinfo=UTC)
    for each in [*items, *(entry(record, n, first + timedelta(days=n)) for n in range(entries))]:
        with closing(system_work("bench")) as uow:
            load(uow, each)
    files = megabytes * MEGABYTE // FILE_BYTES
    for number in range(files):
        keep(number)
    return files


def entry(record: dict[str, Any], number: int, day: datetime) -> dict[str, Any]:
    """The schema's own entry once more, on another day."""
    at, name = f"{day:%Y-%m-%dT%H:%M:%SZ}", f"consultation_{number}"
    return record | {
        "SK": f"RECORD#{name}#{at}", "recordId": name, "createdAt": at, "attachments": [],
        "visitInfo": record["visitInfo"] | {"date": at},
    }  # fmt: skip


def keep(number: int) -> None:
    """One more document as the worker keeps it: its version pinned, its bytes' own digest."""
    from django.conf import settings  # noqa: PLC0415

    from documents import models  # noqa: PLC0415
    from documents.repository import Documents  # noqa: PLC0415
    from medisecure.audit.actions import Action  # noqa: PLC0415
    from medisecure.clock import now  # noqa: PLC0415
    from medisecure.document_store import put_file  # noqa: PLC0415
    from medisecure.wiring import system_work  # noqa: PLC0415

    mime, ending = KINDS[number % len(KINDS)]
    name, content = f"doc_bench_{number}", os.urandom(FILE_BYTES)
    key = f"documents/{PATIENT}/{name}"
    document = models.Document(
        document_id=name, patient_id=PATIENT,
        document_info=models.DocumentInfo(type="OTHER", title="Bench"),
        file_info=models.FileInfo(
            s3_bucket=settings.DOCUMENTS_BUCKET, s3_key=key,
            s3_version=put_file(key, content, mime), file_name=f"{name}.{ending}",
            file_size=len(content), mime_type=mime,
            checksum=f"sha256:{hashlib.sha256(content).hexdigest()}",
        ),
        security=models.Security(access_level=models.AccessLevel.PATIENT_PROVIDER_ONLY),
        status=models.Status.ACTIVE, verification=models.Verification(checked_at=now()),
        created_at=now(), updated_at=now(),
    )  # fmt: skip
    with closing(system_work("bench")) as uow, uow:
        Documents(uow).add(document, Action.IMPORT_DOCUMENT)


def ask_for_archive() -> str:
    """Have the patient ask for an archive; its id."""
    from documents.archives.services import ask  # noqa: PLC0415
    from medisecure.web.input.fields import new_id  # noqa: PLC0415

    with closing(own()) as uow:
        return ask(uow, PATIENT, new_id("archive")).archive_id


def fetched(archive_id: str, path: Path) -> int:
    """The archive by its link, on disk; how many bytes."""
    from documents.archives.parcels import parcel_link  # noqa: PLC0415
    from documents.archives.services import hand_over  # noqa: PLC0415

    with closing(own()) as uow:
        link = hand_over(
            uow,
            PATIENT,
            archive_id,
            lambda archive_request: parcel_link(archive_request.key, "all.zip"),
        )
    with urlopen(link) as answer, path.open("wb") as file:  # noqa: S310 - our own link
        for chunk in chunks(answer):
            file.write(chunk)
    return path.stat().st_size


def differing(path: Path, files: int) -> Iterator[str]:
    """What the archive is not, though its manifest says so."""
    with ZipFile(path) as archive:
        told = json.loads(archive.read("manifest.json"))
        there = [each for each in told["parts"] if each["name"].startswith("files/doc_bench")]
        if len(there) != files:
            yield f"{len(there)} files instead of {files}"
        for part in told["parts"]:
            digest = hashlib.sha256()
            with archive.open(part["name"]) as stream:
                for chunk in chunks(stream):
                    digest.update(chunk)
            if digest.hexdigest() != part["sha256"]:
                yield f"{part['name']}: its bytes are not those of the manifest"


def chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


def own() -> Any:
    """A unit of work of the patient's."""
    from medisecure.access.actor import Actor, RequestContext, Role  # noqa: PLC0415
    from medisecure.wiring import unit_of_work  # noqa: PLC0415

    return unit_of_work(
        Actor(user_id=PATIENT, role=Role.PATIENT), RequestContext(request_id="bench")
    )


if __name__ == "__main__":
    main()
