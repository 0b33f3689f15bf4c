"""A file that only one key opens, written and read as a stream: Tink's AES-256-GCM in segments."""

import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import tink
from tink import json_proto_keyset_format, secret_key_access, streaming_aead

BOUND_TO = b"medisecure-export"
streaming_aead.register()


class Unopened(Exception):
    """The file was changed or cut off, or is another key's."""


def key_in(path: Path) -> tink.KeysetHandle:
    """The key in that file; made, for its owner's eyes only, if there is none yet."""
    token = secret_key_access.TOKEN
    if not path.exists():
        made = tink.new_keyset_handle(
            streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_1MB
        )
        text = json_proto_keyset_format.serialize(made, token)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
    try:
        return json_proto_keyset_format.parse(path.read_text(encoding="utf-8"), token)
    except (tink.TinkError, ValueError) as error:
        raise Unopened(f"{path} holds no key of an export") from error


@contextmanager
def writing(path: Path, key: tink.KeysetHandle) -> Iterator[BinaryIO]:
    """What is written here lies sealed in the file, which must not be there yet."""
    primitive = key.primitive(streaming_aead.StreamingAead)
    with (
        os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file,
        primitive.new_encrypting_stream(file, BOUND_TO) as sealed,
    ):
        yield sealed


@contextmanager
def reading(path: Path, key: tink.KeysetHandle) -> Iterator[BinaryIO]:
    """What `writing` was given; `Unopened` as soon as a segment is not as it was written."""
    primitive = key.primitive(streaming_aead.StreamingAead)
    try:
        with path.open("rb") as file, primitive.new_decrypting_stream(file, BOUND_TO) as opened:
            yield opened
    except (tink.TinkError, tarfile.ReadError) as error:
        raise Unopened("the export was changed or cut off, or the key is another one") from error
