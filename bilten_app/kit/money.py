"""Exact money: an integer of the currency's smallest unit, never a float."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

THOUGHT_IN = frozenset(
    {
        "AED", "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EGP", "EUR", "GBP", "HUF", "INR",
        "JPY", "KES", "KWD", "MXN", "NOK", "NZD", "PLN", "SAR", "SEK", "SGD", "TRY", "USD", "ZAR",
    }
)  # fmt: skip
"""Currencies in which somebody may have prices shown, beside the event's own."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An exact amount, for example Money(1050, "EGP") for ten pounds fifty."""

    minor: int
    currency: str

    def __add__(self, other: Self) -> Self:
        return self._with(self.minor + self._same(other))

    def __sub__(self, other: Self) -> Self:
        return self._with(self.minor - self._same(other))

    def times(self, count: int) -> Self:
        """Return the price of `count` pieces."""
        return self._with(self.minor * count)

    def share(self, basis_points: int) -> Self:
        """Return `basis_points` hundredths of a percent, rounded half away from zero."""
        doubled = abs(self.minor) * basis_points * 2 + 10_000
        part = doubled // 20_000
        return self._with(part if self.minor >= 0 else -part)

    def split(self, weights: Sequence[int]) -> list[Self]:
        """Return parts in proportion to `weights`; the largest remainders get the spare units.

        Weights are not negative and at least one is positive. The parts sum to the whole.
        """
        total = sum(weights)
        if total <= 0 or any(weight < 0 for weight in weights):
            raise ValueError("weights must not be negative, and one must be positive")
        floors = [self.minor * weight // total for weight in weights]
        spare = self.minor - sum(floors)
        by_remainder = sorted(
            range(len(weights)), key=lambda i: (-(self.minor * weights[i] % total), i)
        )
        for i in by_remainder[:spare]:
            floors[i] += 1
        return [self._with(part) for part in floors]

    def _same(self, other: Self) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")
        return other.minor

    def _with(self, minor: int) -> Self:
        return type(self)(minor, self.currency)
