"""How many mutants of a module its tests kill: `python -m tests.mutation gateway/throttle`."""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

from tests.mutation.modules import MODULES
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.runs import PACKAGE, PASSED, Source, outcomes

ROOT = Path(__file__).parents[2]
TIMES_AS_LONG, AT_LEAST, AT_MOST = 5, 10.0, 300.0
SEED = 1


def main() -> None:
    """Judge the modules that were named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="module", help=", ".join(MODULES))
    parser.add_argument("--sample", type=int, help="so many mutants, the same ones every time")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    if unknown := [module for module in given.modules if module not in MODULES]:
        parser.error(f"not among the modules: {', '.join(unknown)}")
    for module in given.modules or MODULES:
        judge(module, given.sample, given.processes)


def judge(module: str, sample: int | None, at_once: int) -> None:
    """Print the mutants of a module that survived, and the share that did not."""
    path = ROOT / PACKAGE / f"{module}.py"
    name = f"{PACKAGE}.{module.replace('/', '.')}"
    text = path.read_text(encoding="utf-8")
    every = mutants_of(text)
    mutants = random.Random(SEED).sample(every, min(sample or len(every), len(every)))
    seconds = patience(Source(name, path, text), MODULES[module])
    sources = [Source(name, path, mutant.text) for mutant in mutants]
    codes: dict[int, int] = {}
    for number, code in outcomes(sources, MODULES[module], seconds, at_once):
        codes[number] = code
        print(f"\r{len(codes)} of {len(mutants)} ", end="", file=sys.stderr)
    print(end="\r", file=sys.stderr)
    survived = [mutant for number, mutant in enumerate(mutants) if codes[number] == PASSED]
    for mutant in sorted(survived, key=Mutant.place):
        print(mutant)
    killed = len(mutants) - len(survived)
    overdue = sum(code < 0 for code in codes.values())  # ended by a signal
    print(
        f"{module}: {len(mutants)} of {len(every)} mutants, {killed} killed "
        f"({overdue} since they took too long), {len(survived)} survived: "
        f"{killed / len(mutants):.1%}",
        flush=True,
    )


def patience(source: Source, tests: tuple[str, ...]) -> float:
    """The seconds after which a run counts as one that does not end."""
    begin = time.monotonic()
    if dict(outcomes([source], tests, AT_MOST, 1)) != {0: PASSED}:
        raise SystemExit(f"{source.name}: the tests fail without a mutant")
    return max(AT_LEAST, TIMES_AS_LONG * (time.monotonic() - begin))


if __name__ == "__main__":
    main()
