"""A cloud of a drill's own, with this process set up to work in it."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

from infra.provision.administrator import administrator
from tools.local_cloud.supervisor import start
from tools.local_environment import local_administrator, local_environment
from tools.run_local import surroundings

Scan = Callable[[], Iterable[dict[str, Any]]]


@contextmanager
def stage() -> Iterator[tuple[str, Scan]]:
    """The cloud's address and a way to read its whole table; all is gone when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="medisecure-drill-"))
    try:
        with start(folder / "cloud") as cloud:
            environ = local_environment(cloud, base_url="http://127.0.0.1:8000")
            settings = {
                "DJANGO_SETTINGS_MODULE": "medisecure.settings",
                "LOG_LEVEL": "ERROR",
                "LIMIT_FACTOR": "1000",
            }
            os.environ.update({**surroundings(os.environ), **environ, **settings})
            django.setup()
            _make_keysets(environ)
            yield cloud.endpoint, scan_of(local_administrator(environ))
    finally:
        shutil.rmtree(folder)


def scan_of(environ: Mapping[str, str]) -> Scan:
    """Every item of the health table, read with the administrator's rights."""
    client, table = administrator(environ).client("dynamodb"), environ["TABLE_NAME"]

    def everything() -> Iterable[dict[str, Any]]:
        pages = client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
        return (item for page in pages for item in page["Items"])

    return everything


def _make_keysets(environ: Mapping[str, str]) -> None:
    from medisecure.dynamodb.sealing.keysets import ensure_keysets  # noqa: PLC0415
    from medisecure.dynamodb.table import Table  # noqa: PLC0415
    from medisecure.encryption.kms import KmsWrapper  # noqa: PLC0415 - it reads the settings, known only now

    admin = administrator(local_administrator(environ))
    table = Table(admin.client("dynamodb"), environ["TABLE_NAME"])
    ensure_keysets(table, KmsWrapper(admin.client("kms"), environ["KMS_KEY_ID"]))
