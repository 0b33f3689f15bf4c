"""Synthesises both stacks, checks them, and writes build/infra.json: `make infra`.

Ends with 1 when a rule pack has a finding that nobody acknowledged, or an assertion fails.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from infra.cdk.app import KEPT, SERVED, build
from infra.cdk.checks.compare import Findings, Template
from infra.cdk.checks.everything import check, check_the_checks
from infra.cdk.checks.nag import read_report
from infra.cdk.site import site
from medisecure.resources import Resources, declare
from medisecure.resources.kinds import Capacity

BUILD = Path("build")
EXAMPLE = {"BASE_URL": "https://clinic.medisecure.example"}


def main() -> int:
    """Both ways of paying for tables are checked; the report is about paying per request."""
    resources = declare(EXAMPLE)
    kept, served = synthesise(resources, BUILD / "cdk.out")
    report = read_report(BUILD / "cdk.out")
    account = site({}).account
    assertions = check(kept, served, resources, account)
    assertions.add(check_the_checks(kept, served, resources, account))
    paid = replace(resources, capacity=Capacity())
    kept_paid, served_paid = synthesise(paid, BUILD / "cdk.provisioned.out")
    for pack, findings in read_report(BUILD / "cdk.provisioned.out").items():
        report[pack]["failed"] += findings["failed"]
        report[pack]["findings"] += findings["findings"]
    assertions.add(check(kept_paid, served_paid, paid, account))
    assertions.add(check_the_checks(kept_paid, served_paid, paid, account))
    write(BUILD / "infra.json", {KEPT: kept, SERVED: served}, report, assertions)
    return tell(report, assertions)


def synthesise(resources: Resources, outdir: Path) -> tuple[Template, Template]:
    """Both templates; a finding makes the CDK raise, and the report says which."""
    outdir.mkdir(parents=True, exist_ok=True)
    app = build(resources, site({}), outdir=str(outdir))
    try:
        app.synth()
    except RuntimeError as refusal:
        if "Validation failed" not in str(refusal):
            raise
    kept, served = (
        json.loads((outdir / f"{name}.template.json").read_text(encoding="utf-8"))
        for name in (KEPT, SERVED)
    )
    return kept, served


def write(
    path: Path, stacks: dict[str, Template], report: dict[str, Any], assertions: Findings
) -> None:
    content = {
        "stacks": [
            {"name": name, "resources": len(template["Resources"])}
            for name, template in stacks.items()
        ],
        "nag": {
            pack: {"failed": found["failed"], "suppressed": found["suppressed"]}
            for pack, found in report.items()
        },
        "assertions": {"passed": assertions.passed, "failed": len(assertions.failures)},
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def tell(report: dict[str, Any], assertions: Findings) -> int:
    """A line for each thing that is wrong, and the sums; 1 if anything is."""
    for pack, found in report.items():
        for finding in found["findings"]:
            print(f"{pack}: {finding['rule']} at {finding['resource']}")
        print(f"{pack}: {found['failed']} findings, {len(found['suppressed'])} acknowledged")
    for failure in assertions.failures:
        print(f"Assertion: {failure}")
    print(f"Assertions: {assertions.passed} passed, {len(assertions.failures)} failed")
    failed = sum(found["failed"] for found in report.values())
    return 1 if failed or assertions.failures else 0


if __name__ == "__main__":
    sys.exit(main())
