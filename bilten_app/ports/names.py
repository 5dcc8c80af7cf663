"""Asking the domain name system."""

from collections.abc import Sequence
from typing import Protocol


class NameLookup(Protocol):
    """Reads what the owner of a name has published under it."""

    async def texts(self, name: str) -> Sequence[str]:
        """Return the TXT records of a name; none where there are none. Raises Unavailable."""
        ...
