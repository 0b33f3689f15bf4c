"""Every module stands in an import contract, and a new room has to be given its floor."""

import tomllib
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("medisecure", "patients", "providers", "appointments", "documents")
CODE = (*APPS, "infra", "tools")
FULL_ROOM = 16  # a room with more modules has a wall missing
ELSEWHERE = ("infra.cdk", "tools.local_cloud.one_write")  # need an environment of their own


def contracts() -> list[dict[str, object]]:
    parsed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return list(parsed["tool"]["importlinter"]["contracts"])


def modules() -> list[str]:
    files = (file for root in CODE for file in (ROOT / root).rglob("*.py"))
    return [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files]


def rooms() -> dict[str, list[str]]:
    """The modules of each folder, its own docstring aside."""
    found: dict[str, list[str]] = {}
    for module in modules():
        room, _, name = module.rpartition(".")
        if name != "__init__":
            found.setdefault(room, []).append(name)
    return found


def floors(container: str) -> set[str]:
    """The rooms that an exhaustive contract gives a floor."""
    layers = [
        layer
        for contract in contracts()
        if container in contract.get("containers", ()) and contract.get("exhaustive")  # type: ignore[operator]
        for layer in contract["layers"]  # type: ignore[attr-defined]
    ]
    return {name.strip(" ()") for layer in layers for name in layer.replace("|", ":").split(":")}


def test_no_module_of_any_root_may_import_in_a_circle() -> None:
    acyclic = [each for each in contracts() if each["type"] == "acyclic_siblings"]
    assert [sorted(each["ancestors"]) for each in acyclic] == [sorted(CODE)]  # type: ignore[call-overload]


def test_every_room_of_the_platform_and_of_an_app_has_its_floor() -> None:
    for app in ("medisecure", "patients", "providers", "appointments", "appointments.desk"):
        children = {
            module.removeprefix(f"{app}.").partition(".")[0]
            for module in modules()
            if module.startswith(f"{app}.")
        } - {"__init__"}
        assert children == floors(app), app


def test_a_room_without_a_floor_would_be_seen() -> None:
    assert "cellar" not in floors("appointments")


def test_no_room_is_crowded_and_each_says_what_it_is() -> None:
    crowded = {room: len(names) for room, names in rooms().items() if len(names) > FULL_ROOM}
    assert crowded.keys() <= {
        "medisecure.management.commands",  # Django's one folder for all of them
        "tools.demo",
        "tools.local_cloud",
    }
    silent = [
        room
        for room in rooms()
        if not (ROOT / room.replace(".", "/") / "__init__.py").read_text(encoding="utf-8").strip()
    ]
    assert silent == []


def test_every_module_can_be_loaded() -> None:
    names = {
        module.removesuffix(".__init__")
        for module in modules()
        if not module.startswith(ELSEWHERE) and not module.endswith("__main__")
    }
    assert {import_module(name).__name__ for name in names} == names
