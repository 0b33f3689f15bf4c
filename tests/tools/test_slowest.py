"""The slowest tests are listed by their seconds and their share."""

from pathlib import Path

import pytest

from tools.slowest import main, slowest

REPORT = """<testsuites><testsuite>
<testcase classname="tests.web" name="test_a[x]" time="3.0"/>
<testcase classname="tests.web" name="test_b" time="6.0"/>
<testcase classname="tests.web" name="test_c" time="1.0"/>
</testsuite></testsuites>"""


def test_the_slowest_come_first_with_their_share(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "test.xml"
    report.write_text(REPORT)
    found, whole = slowest(report, most=2)
    assert [each.name for each in found] == ["tests.web::test_b", "tests.web::test_a[x]"]
    assert whole == 10
    main(report)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "    6.0 s 60.0%  tests.web::test_b"
    assert said[-1].endswith("of 10 s, by all workers")


def test_without_a_run_it_says_how_there_is_one(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="make test"):
        main(tmp_path / "none.xml")
