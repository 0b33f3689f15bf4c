"""The clinic's zone is a setting, and every module goes by it."""

import ast
import os
import subprocess
import sys
from pathlib import Path

from tests.sources import parsed

ROOT = Path(__file__).resolve().parents[2]
# The default, once for each reader; and the name of a zone in words.
SPELLED_IN = {
    "medisecure/clock.py",
    "medisecure/settings.py",
    "medisecure/web/display/times/clocks.py",
}
ASKED = """
from datetime import UTC, datetime
from medisecure.clock import clinic_date
from medisecure.identity.person import Preferences
from providers.directory.models import Availability
print(clinic_date(datetime(2025, 6, 1, 19, 30, tzinfo=UTC)), Preferences().timezone,
      Availability().zone_name)
"""


def shown_in(zone: str) -> str:
    environ = {**os.environ, "CLINIC_ZONE": zone}
    done = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=ROOT, env=environ,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_a_clinic_in_karachi_has_karachis_days() -> None:
    assert shown_in("Asia/Karachi") == "2025-06-02 Asia/Karachi Asia/Karachi"
    assert shown_in("Asia/Qatar") == "2025-06-01 Asia/Qatar Asia/Qatar"


def test_no_module_spells_a_zone_of_its_own() -> None:
    found = {
        path
        for path, tree in parsed("Asia/Qatar")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value == "Asia/Qatar"
    }
    assert found <= SPELLED_IN
