"""AWS's descriptions of its services, as botocore reads them, without what no call needs.

Manuals are most of what a description says, and botocore keeps every map of it in a dearer kind
that remembers its order twice: the clients of a worker weighed 22 MB, and weigh 16.
See docs/adr/0128-what-a-worker-weighs.md.
"""

import gzip
from pathlib import Path
from typing import Any

import orjson
from botocore.loaders import JSONFileLoader, Loader
from botocore.session import Session, get_session

MANUAL = "documentation"


class Files(JSONFileLoader):  # type: ignore[misc]  # botocore is untyped
    """Reads a description, packed or not; None where there is none."""

    def load_file(self, file_path: str) -> Any:
        packed, plain = Path(f"{file_path}.json.gz"), Path(f"{file_path}.json")
        if packed.is_file():
            return without_manual(orjson.loads(gzip.decompress(packed.read_bytes())))
        if plain.is_file():
            return without_manual(orjson.loads(plain.read_bytes()))
        return None


def without_manual(told: Any) -> Any:
    """The same description with its texts for people left blank; a member of that name stays.

    >>> without_manual({"documentation": "long", "members": {"documentation": {"shape": "S"}}})
    {'documentation': '', 'members': {'documentation': {'shape': 'S'}}}
    """
    if isinstance(told, dict):
        return {
            name: "" if name == MANUAL and isinstance(each, str) else without_manual(each)
            for name, each in told.items()
        }
    return [without_manual(each) for each in told] if isinstance(told, list) else told


def new_session() -> Session:
    """A session of botocore that reads like this."""
    session = get_session()
    session.register_component("data_loader", Loader(file_loader=Files()))
    return session
