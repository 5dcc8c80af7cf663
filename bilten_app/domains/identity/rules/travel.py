"""Whether somebody can have travelled from one sign-in to the next.

Maps of addresses are wrong by some hundred kilometres, and a border is quickly crossed: what is
near, or takes as long as a flight, is believed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt

from bilten_app.ports.geography import Spot

EARTH_KM = 6371.0
FASTEST_KMH = 1000.0
NEAR_KM = 500.0
# Where a map knows countries only.
BORDER = timedelta(hours=1)
# No flight around half the Earth takes longer: what lies further back is never looked at.
LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where and when somebody signed in; without a spot nobody knows where."""

    spot: Spot | None
    at: datetime


def cannot_be_travelled(before: Sighting, after: Sighting) -> bool:
    """Whether nobody gets from the one to the other in that time."""
    if before.spot is None or after.spot is None:
        return False
    elapsed = after.at - before.at
    kilometres = distance_km(before.spot, after.spot)
    if kilometres is None:
        both = before.spot.country and after.spot.country
        return bool(both) and before.spot.country != after.spot.country and elapsed < BORDER
    hours = elapsed / timedelta(hours=1)
    return kilometres > NEAR_KM and kilometres > FASTEST_KMH * hours


def distance_km(one: Spot, other: Spot) -> float | None:
    """Return how far it is over the ground (haversine); None where a point is not known."""
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return None
    return _haversine(
        float(one.latitude or 0), float(one.longitude or 0),
        float(other.latitude or 0), float(other.longitude or 0),
    )  # fmt: skip


def _haversine(north: float, east: float, other_north: float, other_east: float) -> float:
    up, along = radians(other_north - north), radians(other_east - east)
    bent = sin(up / 2) ** 2
    bent += cos(radians(north)) * cos(radians(other_north)) * sin(along / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(bent)))
