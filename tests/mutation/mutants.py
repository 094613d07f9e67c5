"""The mutants of a module: its text with one small change each."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

from tests.mutation.operators import operators

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Mutant:
    """A changed text, and the change."""

    operator: str
    line: int
    before: str
    after: str
    text: str

    def place(self) -> tuple[int, str]:
        """What mutants are sorted by."""
        return self.line, self.operator

    def __str__(self) -> str:
        return f"{self.line:>5}  {self.operator}\n       - {self.before}\n       + {self.after}"


def mutants_of(text: str) -> list[Mutant]:
    """Every mutant of a module's text, in the order of its lines."""
    return sorted(_mutants(text), key=Mutant.place)


def _mutants(text: str) -> Iterator[Mutant]:
    nodes = [*ast_nodes(get_ast(text))]
    for name, operator in operators().items():
        for index in range(sum(1 for node in nodes for _ in operator.mutation_positions(node))):
            mutant = _compared(name, text, mutate_code(text, operator, index))
            if not _is_for_readers(mutant) and _is_python(mutant.text):
                yield mutant


def _is_for_readers(mutant: Mutant) -> bool:
    """Whether it changes what only a type checker sees, or the `*` before keyword arguments."""
    star = mutant.operator.startswith("ReplaceBinaryOperator_Mul") and " * " not in mutant.before
    return star or "TYPE_CHECKING" in mutant.before


def _is_python(text: str) -> bool:
    """Whether it can be read: `**` is more than an operator, which cosmic-ray does not know."""
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def _compared(name: str, text: str, changed: str) -> Mutant:
    old, new = text.splitlines(), changed.splitlines()
    same = [one == other for one, other in zip(old, new, strict=False)]
    at = same.index(False)
    return Mutant(name, at + 1, old[at].strip(), new[at].strip(), changed)
