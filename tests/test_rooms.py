"""The rooms know only what lies below them, type-only imports counted."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# From the ground up; the modules beside the rooms are rooms of their own.
ROOMS = (
    *(("errors", "beijing", "windows", "words", "databases"), ("chosen_windows", "schemas")),
    ("gateway",),
    *(("privacy",), ("config_schema",), ("settings_reader",), ("settings",), ("streams",)),
    *(("rendering",), ("engine",)),
    *(("logs", "files", "env_file", "own_meltano", "run_folder"),),
    ("check_files", "check_table", "check_command"),
    ("command_line", "rereading", "tap", "audit", "accounts", "loading", "setup", "__main__"),
)
LEVEL = {room: level for level, rooms in enumerate(ROOMS) for room in rooms}


def modules(folder: Path) -> dict[str, Path]:
    """The modules of a package; a package of modules goes by its own name."""
    names = {file: file.relative_to(folder.parent).with_suffix("") for file in folder.rglob("*.py")}
    return {".".join(name.parts).removesuffix(".__init__"): file for file, name in names.items()}


def imports(file: Path, known: dict[str, Path]) -> set[str]:
    """Every module that a file imports, wherever in it."""
    nodes = [*ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file}: imports are absolute"
            full = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= {name if name in known else str(node.module) for name in full}
    return names


TAP = modules(ROOT / "tap_wdt_flagship")
OWN = TAP.keys() - {"tap_wdt_flagship"}  # the package itself only has a docstring
USED = {name: imports(TAP[name], TAP) & OWN for name in sorted(OWN)}


@pytest.mark.parametrize("module", USED)
def test_arrows_go_down(module: str) -> None:
    level = LEVEL[module.split(".")[1]]
    assert not [name for name in USED[module] if LEVEL[name.split(".")[1]] > level]


def test_there_are_no_circles() -> None:
    TopologicalSorter(USED).prepare()


@pytest.mark.parametrize(
    ("package", "others"),
    [
        ("tap_wdt_flagship", ("wdt_", "target_")),
        ("sandbox/wdt_sandbox", ("tap_", "target_")),
        ("target-pgcopy/target_pgcopy", ("tap_", "wdt_")),
    ],
)
def test_distributions_stand_alone(package: str, others: tuple[str, ...]) -> None:
    found = modules(ROOT / package)
    assert len(found) > 1
    for file in found.values():
        assert not [name for name in imports(file, found) if name.startswith((*others, "tests"))]
