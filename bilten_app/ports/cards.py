"""What a gateway tells of what somebody paid with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaidWith:
    """A card or an account as a gateway tells of it; empty where it does not.

    `fingerprint` is the same whenever the same card pays, and says nothing else of it.
    """

    fingerprint: str = ""
    country: str = ""
    holder: str = ""
