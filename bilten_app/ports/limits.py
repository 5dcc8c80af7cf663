"""How often somebody may do something."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Allowance:
    """What somebody may still do in the present window; below zero they did too much."""

    limit: int
    left: int
    resets_in_s: int


class RateLimiter(Protocol):
    """Counts hits in a moving window, for all processes together."""

    async def hit(self, what: str, who: str, *, limit: int, per_s: int) -> None:
        """Count one hit, or raise TooMany with the seconds to wait."""
        ...

    async def count(self, what: str, who: str, *, limit: int, per_s: int) -> Allowance:
        """Count one hit and return what is left of a fixed window, in one round trip."""
        ...

    async def answers(self) -> bool:
        """Whether what it counts with answers; while it does not, nobody is held back."""
        ...
