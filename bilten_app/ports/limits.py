"""How often somebody may do something."""

from typing import Protocol


class RateLimiter(Protocol):
    """Counts hits in a moving window, for all processes together."""

    async def hit(self, what: str, who: str, *, limit: int, per_s: int) -> None:
        """Count one hit, or raise TooMany with the seconds to wait."""
        ...
