"""Each drill in its short form: it meets its target, and sees what was planted."""

import pytest
from django.conf import settings

from tests.tools.drills.conftest import Scan
from tools.drills import reminders, restore
from tools.drills.booking import call_in, race
from tools.drills.files import hostile, proof, uploads
from tools.drills.intrusion import access, slow_clients
from tools.drills.intrusion.access_cast import of_relation
from tools.drills.killing import crash, notes
from tools.drills.report import Drill
from tools.local_cloud.supervisor import RunningCloud

pytestmark = pytest.mark.thorough


def heard(drill: Drill, said: list[str]) -> str:
    """What to look at when the drill is not kept."""
    return "\n".join([drill.figure, *map(str, drill.mutants), *said])


def test_race(cloud: RunningCloud, scan: Scan) -> None:
    said: list[str] = []
    drill = race.run(cloud.endpoint, scan, seed=2, times=8, whole=False, say=said.append)
    assert drill.is_kept, heard(drill, said)
    assert drill.faults


def test_call_in(cloud: RunningCloud, scan: Scan) -> None:
    said: list[str] = []
    drill = call_in.run(cloud.endpoint, scan, seed=2, rounds=3, say=said.append)
    assert drill.is_kept, heard(drill, said)


def test_crash(cloud: RunningCloud, scan: Scan) -> None:
    said: list[str] = []
    drill = crash.run(cloud.endpoint, scan, seed=2, kills=8, lanes=2, whole=False, say=said.append)
    assert drill.is_kept, heard(drill, said)


def test_access(cloud: RunningCloud, scan: Scan) -> None:
    """Where a doctor's care has just ended, and before it begins; the planted faults add the rest.

    As everybody else: tests/architecture/test_every_url.py.
    """
    said: list[str] = []
    relations = of_relation("visit cancelled", "visit coming")
    drill = access.run(cloud.endpoint, scan, seed=2, relations=relations, others=(),
                       whole=False, say=said.append)  # fmt: skip
    assert drill.is_kept, heard(drill, said)


def test_reminders(cloud: RunningCloud, scan: Scan) -> None:
    said: list[str] = []
    drill = reminders.run(cloud.endpoint, scan, seed=2, size=12, say=said.append)
    assert drill.is_kept, heard(drill, said)


def test_slow_clients(cloud: RunningCloud, scan: Scan, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    # The site it starts packs its files where a site does, and not where test clients look.
    monkeypatch.setattr(settings, "STATIC_ROOT", settings.BASE_DIR / "build" / "static")
    # Others are at work on this machine: here a site that stands still is told from one that lives.
    drill = slow_clients.run(
        cloud.endpoint, scan, seed=2, sizes=(8, 64), seconds=4, within=5, say=said.append
    )
    assert drill.is_kept, heard(drill, said)


def test_restore(cloud: RunningCloud, scan: Scan) -> None:
    said: list[str] = []
    drill = restore.run(cloud.endpoint, scan, seed=2, items=120, say=said.append)
    assert drill.is_kept, heard(drill, said)
    assert drill.faults


def test_notes(cloud: RunningCloud, scan: Scan) -> None:
    said: list[str] = []
    drill = notes.run(cloud.endpoint, scan, seed=2, rounds=4, say=said.append)
    assert drill.is_kept, heard(drill, said)
    assert drill.faults


def test_uploads(cloud: RunningCloud, scan: Scan) -> None:
    """Every way once."""
    said: list[str] = []
    size = len(hostile.WAYS)
    drill = uploads.run(cloud.endpoint, scan, seed=2, size=size, say=said.append)
    assert drill.is_kept, heard(drill, said)
    assert drill.faults


def test_proof(cloud: RunningCloud, scan: Scan) -> None:
    said: list[str] = []
    drill = proof.run(cloud.endpoint, scan, seed=2, size=10, say=said.append)
    assert drill.is_kept, heard(drill, said)
    assert drill.faults
