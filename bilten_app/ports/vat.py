"""Whether a VAT id is valid, as the register of its state says."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class VatAnswer:
    """What the register said; `evidence` is its number for the inquiry, to be kept."""

    is_valid: bool
    company: str = ""
    evidence: str = ""


class VatIdCheck(Protocol):
    """Asks the register."""

    async def check(self, country: str, number: str) -> VatAnswer:
        """Return what the register of `country` says of `number`, which lacks the country's prefix.

        Raises Unavailable while the register, or the state behind it, does not answer.
        """
        ...
