"""In which country a network address is."""

from typing import Protocol


class Geography(Protocol):
    """Knows the countries of addresses, or that nobody told it."""

    @property
    def is_known(self) -> bool:
        """Whether there is a map at all; without one no address is anywhere."""
        ...

    def country_of(self, address: str) -> str | None:
        """Return the two letters of an address's country; None when it is not known."""
        ...
