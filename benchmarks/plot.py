"""The figures that stand in the documentation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import matplotlib.pyplot as plt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

mpl.use("agg")

DOCS = Path(__file__).parents[1] / "docs"
BLUE, GREY = "#1f6fb2", "#9a9a9a"


def quota(seconds: Mapping[str, float], bound: float) -> None:
    """Seconds of each way, and the least that the quota allows."""
    figure, axes = plt.subplots(figsize=(7, 2.2), layout="constrained")
    names = list(seconds)
    bars = axes.barh(names, list(seconds.values()), height=0.55, color=[BLUE, GREY])
    axes.bar_label(bars, fmt="%.0f s", padding=3)
    axes.axvline(bound, color="black", linestyle="--", linewidth=1)
    axes.annotate(
        f"longest stream's calls / quota: {bound:.0f} s",
        (bound, 0.5),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
    )
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.set_xlabel("seconds")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(DOCS / "quota.png", dpi=120)


def growth(
    rows: Sequence[tuple[int, float]], streams: Sequence[tuple[int, float]], bound: float
) -> None:
    """Seconds against rows, and against selected streams."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
    left.loglog(*zip(*rows, strict=True), "o-", color=BLUE)
    left.set_xlabel("orders (three lines each)")
    left.set_title("run time against rows", fontsize=10)
    right.plot(*zip(*streams, strict=True), "o-", color=BLUE)
    right.axhline(bound, color="black", linestyle="--", linewidth=1, label="calls / quota")
    right.set_ylim(0, 2 * bound)
    right.set_xlabel("selected streams, the same number of calls each")
    right.set_title("run time against streams, under a quota", fontsize=10)
    right.legend(frameon=False)
    for axes in (left, right):
        axes.set_ylabel("seconds")
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(DOCS / "growth.png", dpi=120)
