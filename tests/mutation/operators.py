"""The small changes that make a mutant: those of cosmic-ray that fit, and three of our own.

Of its replacements of an operator by any other one or two are taken, the likeliest slips: ten that
all fail at once would only make the share look better. `|` is left alone; here it is an annotation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import parso
from cosmic_ray.plugins import get_operator

if TYPE_CHECKING:
    from collections.abc import Iterator

REPLACED: Final[dict[str, tuple[str, ...]]] = {
    "ReplaceComparisonOperator": (
        *("Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt"),
        *("Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is"),
    ),
    "ReplaceBinaryOperator": (
        *("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mul", "Mod_Mul", "Pow_Mul"),
    ),
    "ReplaceUnaryOperator": ("USub_UAdd", "Delete_Not"),
}
PLAIN: Final = (
    *("AddNot", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr"),
    *("ReplaceOrWithAnd", "ReplaceBreakWithContinue", "ReplaceContinueWithBreak"),
    *("NumberReplacer", "RemoveDecorator", "ZeroIterationForLoop"),
)
Position = tuple[tuple[int, int], tuple[int, int]]


class DropStatement:
    """A call whose result nobody takes, or an assignment such as `+=`, is left out."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        if node.type == "simple_stmt" and (_is_call(node) or _is_augmented(node)):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        del index
        statement = node.children[0]
        prefix = statement.get_first_leaf().prefix
        node.children[0] = parso.python.tree.Keyword("pass", statement.start_pos, prefix)
        return node


class SwapName:
    """Where the smaller is meant the larger is taken, and the other way round."""

    names: Final = {"min": "max", "max": "min"}

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        if node.type == "name" and node.value in self.names:
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        del index
        node.value = self.names[node.value]
        return node


class MissException:
    """One of the kinds of errors that are caught is not; cosmic-ray's fails on dotted names."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        if node.type == "except_clause":
            for kind in _kinds(node):
                yield kind.start_pos, kind.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        kind = _kinds(node)[index]
        place = kind.parent.children.index(kind)
        prefix = kind.get_first_leaf().prefix
        kind.parent.children[place] = parso.python.tree.Name("StopAsyncIteration", (0, 0), prefix)
        return node


def _kinds(clause: Any) -> list[Any]:
    caught = clause.children[1]
    if caught.type != "atom":
        return [caught]
    inside = caught.children[1]
    return inside.children[::2] if inside.type == "testlist_comp" else [inside]


def _is_call(statement: Any) -> bool:
    first = statement.children[0]
    return first.type == "atom_expr" and bool(first.children[-1].children[0].value == "(")


def _is_augmented(statement: Any) -> bool:
    first = statement.children[0]
    return (
        first.type == "expr_stmt"
        and first.children[1].type == "operator"
        and bool(first.children[1].value != "=")
    )


def operators() -> dict[str, Any]:
    """Name -> operator."""
    names = [f"{kind}_{each}" for kind, some in REPLACED.items() for each in some]
    found = {name: get_operator(f"core/{name}")() for name in (*names, *PLAIN)}
    own = (DropStatement(), SwapName(), MissException())
    return {**found, **{type(each).__name__: each for each in own}}
