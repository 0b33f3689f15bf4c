"""Only the modules that put a package together reach into its own subpackages from above.

A package whose module imports a subpackage while that subpackage imports the package's modules is a
pair that imports each other. It is right only where the module above is the one that assembles:
nobody who works in the subpackage has to look there.
"""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = ("medisecure", "patients", "providers", "appointments", "documents", "infra", "tools")

# What puts a package together: addresses, settings, Django's start-up, the parts of the process,
# a CDK app, a command.
ASSEMBLING = {"urls", "settings", "apps", "wiring", "app", "all", "run_local", "__main__"}

# A package built upwards on its own subpackages, from which these import what is lowest in it.
# Between the modules and subpackages of each there is no circle: `make lint` sees to that.
LAYERED = {
    "medisecure.dynamodb": {
        "keys", "item_type", "item_types", "change", "query", "table",
    },
    "medisecure.identity": {"accounts", "person", "repository"},
    "medisecure.web": {"requests", "open_to_all"},
    "medisecure.web.display": {"marks", "values"},
    "tools.bench": {"report", "stage"},
}  # fmt: skip

Imports = dict[tuple[str, str], set[tuple[str, str]]]


def modules() -> dict[str, Path]:
    """Every module by its dotted name, packages by their own."""
    files = [file for root in CODE for file in (ROOT / root).rglob("*.py")]
    return {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
        for file in files
    }


def imports() -> Imports:
    """Which module imports which, by the pair of their packages."""
    files = modules()
    found: Imports = defaultdict(set)
    for importer, file in files.items():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for imported in imported_by(node, files):
                pair = package_of(importer, files), package_of(imported, files)
                if pair[0] != pair[1]:
                    found[pair].add((importer, imported))
    return found


def imported_by(node: ast.AST, files: dict[str, Path]) -> list[str]:
    names: list[str] = []
    if isinstance(node, ast.Import):
        names = [each.name for each in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module:
        names = [
            whole if (whole := f"{node.module}.{each.name}") in files else node.module
            for each in node.names
        ]
    return [name for name in names if name in files]


def package_of(module: str, files: dict[str, Path]) -> str:
    return module if files[module].name == "__init__.py" else module.rpartition(".")[0]


def last(module: str) -> str:
    return module.rpartition(".")[2]


def refusals(found: Imports) -> list[str]:
    """Each pair of packages that import each other, where it is none of those that may."""
    wrong = []
    for (above, below), downward in found.items():
        upward = found.get((below, above))
        if not upward or above > below:
            continue
        if not below.startswith(f"{above}."):
            wrong.append(f"{above} and {below} import each other")
            continue
        foundation = LAYERED.get(above, set())
        stray = [] if above in LAYERED else [a for a, _ in downward if last(a) not in ASSEMBLING]
        wrong += [f"{each} reaches into {below}" for each in stray]
        if above in LAYERED:
            wrong += [
                f"{a} imports {b}, which is not among the lowest of {above}"
                for a, b in upward if last(b) not in foundation
            ]  # fmt: skip
    return sorted(wrong)


def test_only_what_assembles_a_package_reaches_into_its_subpackages() -> None:
    assert refusals(imports()) == []


@pytest.mark.parametrize(
    ("downward", "upward"),
    [
        (("documents.views", "documents.life.forms"), ("documents.life.views", "documents.models")),
        (("patients.chart.views", "patients.home.a"), ("patients.home.a", "patients.chart.views")),
        (
            ("medisecure.dynamodb.unit_of_work", "medisecure.dynamodb.calls.parallel"),
            ("medisecure.dynamodb.calls.parallel", "medisecure.dynamodb.unit_of_work"),
        ),
    ],
)  # fmt: skip
def test_any_other_pair_is_refused(downward: tuple[str, str], upward: tuple[str, str]) -> None:
    def packages(pair: tuple[str, str]) -> tuple[str, str]:
        return pair[0].rpartition(".")[0], pair[1].rpartition(".")[0]

    found = {packages(downward): {downward}, packages(upward): {upward}}
    assert refusals(found)


def test_no_exception_outlives_its_pair() -> None:
    """Each package named here has a subpackage that imports each module it is excused for."""
    found = imports()
    for above, foundation in LAYERED.items():
        used = {
            last(imported)
            for (below, package), pairs in found.items()
            if package == above and below.startswith(f"{above}.")
            for _, imported in pairs
        }
        assert foundation <= used, (above, foundation - used)
