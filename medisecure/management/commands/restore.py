"""`manage.py restore --to NAME`: a copy of the clinical table beside it, checked."""

import os
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents.repository import DOCUMENT
from infra.provision.administrator import Administrator, NotAdministrator, administrator
from infra.provision.key import ensure_key
from infra.restoring.census import census_from, census_of, compared, every_item
from infra.restoring.copies import NotRestored, bring_back, bring_back_from, make_as_declared
from infra.restoring.files import NamedFile, bring_version_back, lost_files
from medisecure.dynamodb.sealing import codec
from medisecure.dynamodb.sealing.keysets import load_cipher
from medisecure.dynamodb.table import Table
from medisecure.encryption.cipher import Tampered
from medisecure.encryption.kms import KmsWrapper
from medisecure.resources import Resources, declare


class Command(BaseCommand):
    """Never over the table in use: what is restored is compared, then copied or switched to."""

    help = (
        "Bring the health table back under another name: from a copy (--backup ARN) or, on AWS, as "
        "it was at an instant (--at 2026-11-28T10:00:00+03:00, or the latest). Then set what a "
        "restored table lacks, count it, check it against a census, and look for its documents."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", required=True, metavar="NAME", help="the new table's name")
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--backup", metavar="ARN", help="the copy, as `backup` printed it")
        source.add_argument("--at", type=instant, help="an instant with its offset from UTC")
        parser.add_argument(
            "--files",
            action="store_true",
            help="bring back the versions of documents that are gone",
        )
        parser.add_argument("--census", metavar="FILE", help="what `backup --census` wrote")

    def handle(self, *args: Any, **options: Any) -> None:
        """Each step with its seconds; an error when the census is not met or a document is lost."""
        resources, began = declare(os.environ), time.monotonic()
        if options["to"] in {table.name for table in resources.tables}:
            raise CommandError("Restore under another name: this table is in use.")
        try:
            admin = administrator(os.environ)
            bring(admin, resources, options)
        except (NotAdministrator, NotRestored) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{options['to']} is there after {time.monotonic() - began:.0f} s")
        key_arn, _ = ensure_key(admin.client("kms"), resources.key, apply=False)
        outcome = make_as_declared(
            admin.client("dynamodb"), resources.health, options["to"], key_arn
        )
        self.stdout.write(str(outcome))
        self.compare(admin, resources, options)

    def compare(self, admin: Administrator, resources: Resources, options: dict[str, Any]) -> None:
        dynamodb = admin.client("dynamodb")
        census = census_of(dynamodb, options["to"])
        for kind, number in sorted(census.kinds.items()):
            self.stdout.write(f"{number:9} {kind}")
        lost = self.documents(admin, resources, options)
        if options["census"]:
            must_be = census_from(Path(options["census"]).read_text(encoding="utf-8"))
            difference = compared(census, must_be)
            self.stdout.write(str(difference))
            if not difference.is_none:
                raise CommandError("The restored table is not what the census says.")
        if lost:
            raise CommandError("Documents are missing: --files brings back their versions.")

    def documents(self, admin: Administrator, resources: Resources, options: dict[str, Any]) -> int:
        """Open every document of the restored table and look for its file; how many have none."""
        found = DocumentsOf(admin, resources, options["to"])
        files = list(found.files())
        s3, bucket = admin.client("s3"), resources.documents.name
        lost = list(lost_files(s3, bucket, files))
        self.stdout.write(f"{len(files)} documents named, {len(lost)} of them missing")
        if found.unopened:
            raise CommandError(f"{found.unopened} documents do not open: set SEALED_AS to the name "
                               "the table had when it was sealed.")  # fmt: skip
        if not options["files"]:
            return len(lost)
        back = sum(bring_version_back(s3, bucket, each) for each in lost)
        self.stdout.write(f"{back} of them brought back")
        return len(lost) - back


class DocumentsOf:
    """The files that the documents of a table name; `unopened` counts those that stay shut."""

    def __init__(self, admin: Administrator, resources: Resources, table: str) -> None:
        self._dynamodb, self._table, self.unopened = admin.client("dynamodb"), table, 0
        self._sealed_as = os.environ.get("SEALED_AS") or resources.health.name
        keeper = KmsWrapper(admin.client("kms"), resources.key.alias)
        self._cipher = load_cipher(Table(self._dynamodb, resources.health.name), keeper)

    def files(self) -> Iterator[NamedFile]:
        for item in every_item(self._dynamodb, self._table):
            if item.get("entityType") != {"S": DOCUMENT.entity_type}:
                continue
            try:
                document = codec.decode(DOCUMENT, item, self._cipher, self._sealed_as)
            except Tampered:
                self.unopened += 1
                continue
            told = document.file_info
            yield NamedFile(key=told.s3_key, size=told.file_size, digest=told.checksum)


def bring(admin: Administrator, resources: Resources, options: dict[str, Any]) -> None:
    dynamodb = admin.client("dynamodb")
    if options["backup"]:
        bring_back(dynamodb, options["backup"], options["to"])
    else:
        bring_back_from(dynamodb, resources.health.name, options["at"], options["to"])


def instant(text: str) -> datetime:
    """An instant with its offset; `ValueError` (a message of the parser's) without one.

    >>> instant("2026-11-28T10:00:00+03:00").isoformat()
    '2026-11-28T10:00:00+03:00'
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("an instant needs its offset from UTC, such as +03:00 or Z")
    return at
