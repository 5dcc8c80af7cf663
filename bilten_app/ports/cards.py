"""What a gateway tells of what somebody paid with, and of what it remembers no more."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaidWith:
    """A card or an account as a gateway tells of it; empty where it does not.

    `fingerprint` is the same whenever the same card pays, and says nothing else of it.
    """

    fingerprint: str = ""
    country: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class MethodGone:
    """A way to pay that the gateway remembered is forgotten there, by whoever."""

    gateway_ref: str
