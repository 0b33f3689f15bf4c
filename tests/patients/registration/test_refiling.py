"""Search words are rebuilt for everybody, a part at a time, and a second run changes nothing."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from medisecure.clock import now
from medisecure.wiring import health_table, system_work
from patients.profile.repository import Patients
from patients.search.services import find
from tests.desk import fresh_patient

pytestmark = pytest.mark.usefixtures("clinic")
Raw = Callable[[], list[dict[str, Any]]]


def refile(*more: str) -> str:
    out = io.StringIO()
    call_command("refile_people", "--since", now().date().isoformat(), *more, stdout=out)
    return out.getvalue()


def test_whoever_lost_their_words_is_found_again_and_has_a_number(raw: Raw) -> None:
    patient_id = fresh_patient("Zuhair", "Refiled")
    for item in raw():
        if item["PK"]["S"].startswith("SEARCH#") and item["SK"]["S"] == f"USER#{patient_id}":
            health_table().delete({name: item[name]["S"] for name in ("PK", "SK")})
    assert find(system_work("tests"), "zuhair refiled").patients == []
    assert "patients filed anew" in refile()
    (found,) = find(system_work("tests"), "zuhair refiled").patients
    ids = Patients(system_work("tests")).get(patient_id).personal_info.identifiers
    assert ids is not None
    assert ids.record_number
    (same,) = find(system_work("tests"), ids.record_number).patients
    assert same.patient_id == found.patient_id == patient_id


def test_it_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    position = tmp_path / "position.json"
    refile("--position", str(position))
    kept = json.loads(position.read_text())
    assert kept["day"] > now().date().isoformat()
    assert "0 patients" in refile("--position", str(position))
    position.write_text("{}")
    with pytest.raises(CommandError, match="holds no position"):
        refile("--position", str(position))
