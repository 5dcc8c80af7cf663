"""Shares of amounts. Rounding is half away from zero, and happens here and nowhere else."""

from collections.abc import Sequence

from bilten_app.domains.pricing.public import WHOLE_PPM
from bilten_app.kit.money import Money


def share(minor: int, ppm: int) -> int:
    """Return `ppm` millionths of an amount that is not negative."""
    return (2 * minor * ppm + WHOLE_PPM) // (2 * WHOLE_PPM)


def contained(gross: int, ppm: int) -> int:
    """Return the part of `gross` that a rate of `ppm`, reckoned on the rest, has put there."""
    whole = WHOLE_PPM + ppm
    return (2 * gross * ppm + whole) // (2 * whole)


def apportioned(minor: int, weights: Sequence[int]) -> list[int]:
    """Split an amount in proportion to `weights`, exactly; all zero without any weight."""
    if not any(weights):
        return [0] * len(weights)
    return [part.minor for part in Money(minor, "").split(weights)]
