"""Where a network address is: in which country, and about where in it."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Spot:
    """About where an address is: a country's two letters, and degrees where the map has them."""

    country: str = ""
    latitude: float | None = None
    longitude: float | None = None


class Geography(Protocol):
    """Knows the countries of addresses, or that nobody told it."""

    @property
    def is_known(self) -> bool:
        """Whether there is a map at all; without one no address is anywhere."""
        ...

    def country_of(self, address: str) -> str | None:
        """Return the two letters of an address's country; None when it is not known."""
        ...

    def spot_of(self, address: str) -> Spot | None:
        """Return about where an address is; None when nothing is known of it."""
        ...
