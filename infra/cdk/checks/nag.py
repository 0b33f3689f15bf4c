"""What the rule packs found, out of the report the CDK leaves beside the templates."""

import json
from pathlib import Path
from typing import Any

PACKS = {"HIPAA.Security": "HIPAA.Security", "AwsSolutions": "AwsSolutions"}


def read_report(outdir: Path) -> dict[str, dict[str, Any]]:
    """Per rule pack: how many findings stand, and each suppressed one with its reason.

    A finding at several constructs is as many findings. CloudFormation's own validation, which the
    CDK runs too, counts as a pack.
    """
    report = json.loads((outdir / "validation-report.json").read_text(encoding="utf-8"))
    found: dict[str, dict[str, Any]] = {}
    for pack in report["pluginReports"]:
        standing = [_line(each, place) for each in pack["violations"] for place in _places(each)]
        found[pack["pluginName"]] = {
            "failed": len(standing),
            "findings": standing,
            "suppressed": [
                _line(each, place) | {"reason": each["reason"]}
                for each in pack.get("suppressedViolations", [])
                for place in _places(each)
            ],
        }
    missing = set(PACKS) - set(found)
    if missing:
        raise ValueError(f"the report says nothing of {sorted(missing)}")
    return found


def _line(finding: dict[str, Any], place: str) -> dict[str, str]:
    return {"rule": finding["ruleName"], "resource": place}


def _places(finding: dict[str, Any]) -> list[str]:
    return [each["constructPath"] for each in finding["violatingConstructs"]]
