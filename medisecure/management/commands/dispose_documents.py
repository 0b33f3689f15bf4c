"""`manage.py dispose_documents`: deletes what two people agreed on, with the keeper's credentials.

The application has no right to delete a document; whoever keeps the clinic's data starts this.
"""

import os
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents.keeping import Queue
from documents.life.repository import Lives
from documents.life.review import due_on
from documents.life.services import entomb, note_due
from documents.models import Document
from infra.disposing import NotDeleted, delete_versions
from infra.provision.administrator import NotAdministrator, administrator
from medisecure.errors import MediSecureError
from medisecure.resources import declare
from medisecure.wiring import system_work

JOB = "dispose-documents"


class Command(BaseCommand):
    """Can be run again: what was deleted and not yet noted is noted then."""

    help = "Delete every version of the documents on whose disposal two people agreed."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--apply", action="store_true", help="do it; else only say what would be"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            s3 = administrator(os.environ).client("s3")
        except NotAdministrator as problem:
            raise CommandError(str(problem)) from problem
        bucket = declare(os.environ).documents.name
        for each in list(agreed()):
            self.stdout.write(self.one(s3, bucket, each, apply=options["apply"]))

    def one(self, s3: Any, bucket: str, listed: Document, *, apply: bool) -> str:
        """Dispose of one, if it is still due and free; what became of it."""
        uow = system_work(JOB)
        try:
            found = Lives(uow).get(listed.patient_id, listed.document_id)
            if found.keeping.queue is not Queue.AGREED:
                return f"{found.document_id}: kept, it waits for somebody again"
            due = due_on(uow, found)
            if due is None:
                note_due(uow, found, None)
                return f"{found.document_id}: kept, the patient was here since"
            if not apply:
                return f"{found.document_id}: would be disposed of"
            gone = delete_versions(s3, bucket, found.file_info.s3_key)
            entomb(uow, found)
        except (MediSecureError, NotDeleted) as problem:
            return f"{listed.document_id}: kept, {type(problem).__name__}"
        finally:
            uow.close()
        return f"{found.document_id}: disposed of, {gone} versions"


def agreed() -> Iterator[Document]:
    """Those on which two people agreed."""
    cursor = ""
    while True:
        uow = system_work(JOB)
        page = Lives(uow).in_queue(Queue.AGREED, cursor)
        uow.close()
        yield from page.items
        cursor = page.next_cursor
        if not cursor:
            return
