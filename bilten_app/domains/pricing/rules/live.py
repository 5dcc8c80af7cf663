"""A price that follows demand. Pure.

At the usual pace — half of the places sold when half of the time is over — a ticket costs its base.
Ahead of that pace the price rises towards the ceiling, behind it falls towards the floor. Within
an hour it never moves by more than the organizer allows, and it never leaves floor and ceiling.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bilten_app.domains.pricing.public import WHOLE_PPM


@dataclass(frozen=True, slots=True)
class Demand:
    """How a sale goes: the share of places sold and of time gone, in ppm."""

    sold_ppm: int
    gone_ppm: int

    @property
    def ahead_ppm(self) -> int:
        """How far the sale is ahead of its pace, below zero when behind."""
        return self.sold_ppm - self.gone_ppm


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an organizer allows, in minor units; `hourly` is the most a price moves in an hour."""

    floor: int
    base: int
    ceiling: int
    hourly: int


def share_ppm(part: int, whole: int) -> int:
    """Return a share between nothing and all of it."""
    return WHOLE_PPM * min(max(part, 0), whole) // whole if whole > 0 else 0


def wanted_price(bounds: Bounds, demand: Demand) -> int:
    """Return the price that demand asks for, before the hourly limit."""
    if demand.ahead_ppm >= 0:
        return bounds.base + (bounds.ceiling - bounds.base) * demand.ahead_ppm // WHOLE_PPM
    return bounds.base - (bounds.base - bounds.floor) * -demand.ahead_ppm // WHOLE_PPM


def next_price(bounds: Bounds, demand: Demand, last_hour: Sequence[int]) -> int:
    """Return the price for now; `last_hour` has every price that was asked in the last hour.

    Floor and ceiling win over the hourly limit: the organizer may have moved them a moment ago.
    """
    price = wanted_price(bounds, demand)
    if last_hour:
        lowest, highest = max(last_hour) - bounds.hourly, min(last_hour) + bounds.hourly
        price = min(max(price, lowest), highest)
    return min(max(price, bounds.floor), bounds.ceiling)
