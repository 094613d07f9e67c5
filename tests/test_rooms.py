"""The rooms know only what lies below them, type-only imports counted."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# From the ground up; the modules beside the rooms are rooms of their own.
ROOMS = (
    *(("errors", "beijing", "windows"), ("schemas",), ("gateway",), ("config_schema",)),
    *(("settings",), ("streams",), ("rendering",), ("engine",)),
    ("logs", "files", "command_line", "tap", "__init__", "__main__"),
)
LEVEL = {room: level for level, rooms in enumerate(ROOMS) for room in rooms}


def imports(file: Path) -> set[str]:
    """Every module that a file imports, wherever in it."""
    nodes = [*ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def modules(package: str) -> dict[str, Path]:
    folder = next(path.parent for path in ROOT.glob(f"**/{package}/__init__.py"))
    return {
        ".".join(file.relative_to(folder.parent).with_suffix("").parts): file
        for file in folder.rglob("*.py")
    }


TAP = modules("tap_wdt_flagship")


@pytest.mark.parametrize("module", TAP)
def test_arrows_go_down(module: str) -> None:
    level = LEVEL[module.split(".")[1]]
    above = [
        name for name in imports(TAP[module]) & TAP.keys() if LEVEL[name.split(".")[1]] > level
    ]
    assert not above


def test_there_are_no_circles() -> None:
    TopologicalSorter({name: imports(file) & TAP.keys() for name, file in TAP.items()}).prepare()


@pytest.mark.parametrize(
    ("package", "other"), [("tap_wdt_flagship", "wdt_"), ("wdt_sandbox", "tap_")]
)
def test_the_tap_and_the_sandbox_stand_alone(package: str, other: str) -> None:
    for file in modules(package).values():
        assert not [name for name in imports(file) if name.startswith(other)]
