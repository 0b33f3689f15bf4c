"""Compares a synthesised template with what is expected of it, one attribute after the other."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from infra.cdk.checks.expected import MASTER_KEY, Expected
from infra.cdk.checks.expected_people import POOL

# Checked whole by `policies`, or said once for everything.
APART = frozenset({"Tags", "UserPoolTags", "BackupVaultTags", "BackupPlanTags", "KeyPolicy",
                   "ResourcePolicy"})  # fmt: skip
Template = dict[str, Any]
MISSING = "nothing"


@dataclass(slots=True)
class Findings:
    """How many attributes were as they must be, and a line for each that was not."""

    passed: int = 0
    failures: list[str] = field(default_factory=list)

    def same(self, what: str, is_: Any, must_be: Any) -> None:
        """Count one assertion."""
        if is_ == must_be:
            self.passed += 1
        else:
            self.failures.append(f"{what} is {is_!r} and must be {must_be!r}")

    def holds(self, what: str, fact: object) -> None:
        """Count one assertion that is a plain yes or no."""
        if fact:
            self.passed += 1
        else:
            self.failures.append(f"{what}: no")

    def add(self, other: "Findings") -> None:
        self.passed += other.passed
        self.failures += other.failures


def compare(template: Template, wanted: Iterator[Expected]) -> Findings:
    """Every expected attribute is there, and no resource of these types says more than expected."""
    found, names = Findings(), readable_names(template)
    seen: dict[str, int] = {}
    for each in wanted:
        seen[each.type] = seen.get(each.type, 0) + 1
        resource = named(template, each)
        what = f"{each.type} {each.name}"
        if resource is None:
            found.failures.append(f"{what} is not in the template")
            continue
        compare_one(found, what, readable(resource["Properties"], names), each.properties)
        if each.type not in DISPOSABLE:
            found.same(f"{what} DeletionPolicy", resource.get("DeletionPolicy"), "Retain")
            found.same(f"{what} UpdateReplacePolicy", resource.get("UpdateReplacePolicy"), "Retain")
    for type_, number in seen.items():
        found.same(f"number of {type_}", len(of_type(template, type_)), number)
    return found


# What holds no data may go with the stack.
DISPOSABLE = frozenset({
    "AWS::KMS::Alias", "AWS::Backup::BackupPlan", "AWS::Cognito::UserPoolClient",
    "AWS::Cognito::UserPoolDomain", "AWS::Cognito::UserPoolGroup", "AWS::SES::EmailIdentity",
    "AWS::SES::ConfigurationSet",
})  # fmt: skip


def compare_one(found: Findings, what: str, is_: Any, must_be: Any) -> None:
    there = {path: value for path, value in leaves(is_) if path.split(".")[0] not in APART}
    wanted = dict(leaves(must_be))
    for path in dict.fromkeys([*wanted, *there]):
        found.same(f"{what} {path}", there.get(path, MISSING), wanted.get(path, MISSING))


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every plain value inside, by its path.

    >>> dict(leaves({"a": [{"b": 1}, 2], "c": []}))
    {'a.0.b': 1, 'a.1': 2, 'c': []}
    """
    if not isinstance(value, dict | list) or not value:
        yield path, value
        return
    for name, part in value.items() if isinstance(value, dict) else enumerate(value):
        yield from leaves(part, f"{path}.{name}" if path else str(name))


def of_type(template: Template, type_: str) -> dict[str, Any]:
    """The resources of one type, by logical id."""
    return {i: each for i, each in template["Resources"].items() if each["Type"] == type_}


def named(template: Template, wanted: Expected) -> Any:
    """The resource of this type whose naming property says so, or None."""
    for resource in of_type(template, wanted.type).values():
        value: Any = resource["Properties"]
        for step in wanted.named_by.split("."):
            value = value.get(step, {})
        if value == wanted.name:
            return resource
    return None


def readable_names(template: Template) -> dict[str, str]:
    """What a reference to each logical id means, in words."""
    words = {i: f"bucket {each['Properties'].get('BucketName')}"
             for i, each in of_type(template, "AWS::S3::Bucket").items()}  # fmt: skip
    words |= {i: f"vault {each['Properties'].get('BackupVaultName')}"
              for i, each in of_type(template, "AWS::Backup::BackupVault").items()}  # fmt: skip
    words |= dict.fromkeys(of_type(template, "AWS::KMS::Key"), MASTER_KEY)
    return words | dict.fromkeys(of_type(template, "AWS::Cognito::UserPool"), POOL)


def readable(value: Any, names: dict[str, str]) -> Any:
    """The value with its references replaced by what they name."""
    if isinstance(value, list):
        return [readable(part, names) for part in value]
    if not isinstance(value, dict):
        return value
    match value:
        case {"Ref": str(target)} if target in names:
            return names[target]
        case {"Fn::GetAtt": [str(target), *_]} if target in names:
            return names[target]
    return {name: readable(part, names) for name, part in value.items()}
