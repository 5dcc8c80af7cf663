"""What one currency is worth in another, for showing prices. Nobody is charged by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RateTable:
    """Units of each currency for one of `base`, by `source`, as of `at`."""

    base: str
    source: str
    at: datetime
    rates: Mapping[str, Decimal]


class RateProvider(Protocol):
    """Knows the rates of the day."""

    async def table(self) -> RateTable:
        """Return the latest rates that are known; never older ones than before."""
        ...
