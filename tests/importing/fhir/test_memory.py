"""Five thousand resources are read as a stream: the memory of the command stays small."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.importing.fhir.bundles import a_history, bundle

pytestmark = [pytest.mark.usefixtures("clinic"), pytest.mark.drill]
ROOT = Path(__file__).resolve().parents[3]
RESOURCES, MOST_MEGABYTES = 5_000, 200
ALONE = """
import sys
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "import_fhir", sys.argv[1]])
with open("/proc/self/status") as told:
    print(next(int(line.split()[1]) for line in told if line.startswith("VmHWM")) / 1024)
"""


def test_five_thousand_resources_take_no_more_than_two_hundred_megabytes(
    tmp_path: Path, record_property: Callable[..., None]
) -> None:
    resources = []
    while len(resources) < RESOURCES:
        resources += a_history(f"person {len(resources)}")
    path = bundle(tmp_path / "many.json", resources)
    del resources
    told = subprocess.run(
        [sys.executable, "-c", ALONE, str(path)], check=True, capture_output=True, text=True,
        cwd=ROOT, env={**os.environ, "DJANGO_SETTINGS_MODULE": "medisecure.settings"},
    ).stdout  # fmt: skip
    megabytes = float(told.split()[-1])
    record_property("megabytes", round(megabytes))
    assert "Patient: 2" in told
    assert megabytes <= MOST_MEGABYTES
