"""Dollars follow from measured units and stated prices, page by page."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from infra.costing.bill import lines, report, stated, trail
from tools.bench.pages import PAGES

ROOT = Path(__file__).resolve().parents[2]
PRICES = {"dollars_per_million_read_units": 0.125, "dollars_per_million_write_units": 0.625,
          "dollars_per_gb_month_in_the_table": 0.25,
          "dollars_per_gb_month_archived": 0.004}  # fmt: skip
HABITS = {"pages": {"chart": 2, "booking, sent": 1},
          "trail": {"entries": 10, "bytes": 1000, "copies": 3}}  # fmt: skip
MEASURED = [
    {"page": "chart", "role": "provider", "read_units": 10.0, "write_units": 2.0},
    {"page": "booking, sent", "role": "staff", "read_units": 8.0, "write_units": 22.0},
    {"page": "never opened", "role": "staff", "read_units": 999.0, "write_units": 999.0},
]


def test_a_page_costs_its_units_times_its_openings() -> None:
    dearest, other = lines(MEASURED, 1000, PRICES, HABITS)
    assert (dearest.page, dearest.openings, dearest.write_units) == ("booking, sent", 1000, 22000)
    assert dearest.dollars == pytest.approx(8000 * 0.125e-6 + 22000 * 0.625e-6)
    assert other.dollars == pytest.approx(20000 * 0.125e-6 + 4000 * 0.625e-6)


def test_the_trail_grows_by_its_copies_and_is_archived_without_them() -> None:
    found = trail(1_000_000, PRICES, HABITS)
    assert found["gb_a_year"] == 30
    assert found["dollars_a_year_in_the_table"] == 90
    assert found["dollars_a_year_archived"] == 0.48
    assert found["saved_a_year"] == pytest.approx(89.52)


def test_every_page_of_a_visit_is_one_that_is_measured() -> None:
    assert set(stated("visit")["pages"]) <= {page.name for page in PAGES}


def test_prices_say_where_and_when_they_held() -> None:
    assert {"region", "date", "source"} <= stated("prices").keys()


@pytest.fixture
def measured(tmp_path: Path) -> Path:
    """Every page at one unit each way."""
    rows = [{"page": page.name, "role": page.role, "read_units": 1, "write_units": 1}
            for page in PAGES]  # fmt: skip
    path = tmp_path / "bench.json"
    path.write_text(json.dumps({"pages": rows}), encoding="utf-8")
    return path


def test_the_command_says_it_as_json_and_sums_up(
    measured: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("cost", "--visits", "1000", "--json", "--measured", str(measured))
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    openings = 1000 * sum(stated("visit")["pages"].values())
    assert said["read_units"] == said["write_units"] == pytest.approx(openings)
    assert said["dollars"] == pytest.approx(openings * 0.75e-6, abs=1e-4)
    assert sum(said["by_role"].values()) == pytest.approx(said["dollars"], abs=1e-3)
    assert said == report(json.loads(measured.read_text())["pages"], 1000, 1_000_000)


def test_it_needs_neither_settings_nor_a_cloud(measured: Path) -> None:
    words = [sys.executable, "manage.py", "cost", "--json", "--measured", str(measured)]
    done = subprocess.run(
        words, cwd=ROOT, env={"SECRET_KEY": "too weak to start anything"}, check=True,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    assert json.loads(done.stdout)["visits"] == 1000


def test_without_a_measurement_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="make bench"):
        call_command("cost", "--measured", str(tmp_path / "none.json"))


def test_a_page_that_was_not_measured_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bench.json"
    path.write_text('{"pages": []}', encoding="utf-8")
    with pytest.raises(CommandError, match="patient home"):
        call_command("cost", "--measured", str(path))
