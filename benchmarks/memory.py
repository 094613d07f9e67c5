"""Peak memory of the tap at ten thousand orders and at a million, both into /dev/null."""

from __future__ import annotations

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Figures, run_process, table, verdict
from benchmarks.replay import replay, span
from benchmarks.run import command

FEW, MANY = 10_000, 1_000_000
PAGES = 10
ROUNDS = {FEW: 5, MANY: 2}
MOST_MB = 250


def main() -> None:
    """Measure and print."""
    peaks = {FEW: Figures(), MANY: Figures()}
    seconds = {FEW: Figures(), MANY: Figures()}
    with TemporaryDirectory() as folder, replay(PAGES) as account:
        for orders, rounds in ROUNDS.items():
            run = command(Path(folder), {**account, **span(orders, PAGES)})
            for _ in range(rounds):
                took, peak = run_process(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                peaks[orders].values.append(peak)
                seconds[orders].values.append(took)
    table(
        ("orders", "with lines", "peak MB (lowest to highest)", "seconds"),
        [(f"{n:,}", f"{4 * n:,}", peaks[n].spread(".0f"), seconds[n].spread(".1f")) for n in peaks],
    )
    verdict(
        "peak of a million / of ten thousand",
        peaks[MANY].middle / peaks[FEW].middle,
        1.15,
        at_most=True,
    )
    verdict("highest peak, MB", max(peaks[MANY].values), MOST_MB, at_most=True)


if __name__ == "__main__":
    main()
