"""Chance, from a seed."""

from __future__ import annotations

from random import Random


def generator(*seed: object) -> Random:
    """A generator that draws the same for the same seed."""
    return Random("/".join(map(str, seed)))  # noqa: S311 - a world, not a secret


def chance(rng: Random, percent: float) -> bool:
    """Whether something happens that happens so often."""
    return rng.random() * 100 < percent
