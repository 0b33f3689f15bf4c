"""Examples in docstrings are tests too: only modules that have one are loaded to look for them.

Pytest's `--doctest-modules` loads and searches each of 1,400 files in every worker, for the
examples of some ninety. That all others can be loaded is asked once, in tests/architecture.
"""

from pathlib import Path

import pytest
from _pytest.doctest import DoctestModule


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> DoctestModule | None:
    if file_path.suffix == ".py" and b">>> " in file_path.read_bytes():
        return DoctestModule.from_parent(parent, path=file_path)
    return None
