"""All checks of both templates against one declaration."""

from infra.cdk.checks.compare import Findings, Template, compare
from infra.cdk.checks.expected import expected
from infra.cdk.checks.mutations import mutants
from infra.cdk.checks.policies import check_application, check_kept
from infra.cdk.checks.running import check_running
from infra.cdk.checks.scaling import check_scaling
from medisecure.resources import Resources


def check(kept: Template, served: Template, resources: Resources, account: str) -> Findings:
    """Attribute by attribute; nothing is raised, what is wrong is a line each."""
    found = compare(kept, expected(resources, account))
    found.add(check_scaling(kept, resources))
    found.add(check_kept(kept, resources, account))
    found.add(check_application(served, resources, account))
    found.add(check_running(served, resources))
    return found


def check_the_checks(
    kept: Template, served: Template, resources: Resources, account: str
) -> Findings:
    """One assertion for each declared property: were it another, some check would say so."""
    found = Findings()
    for where, changed in mutants(resources):
        caught = bool(check(kept, served, changed, account).failures)
        found.holds(f"a change of {where} is caught", caught)
    return found
