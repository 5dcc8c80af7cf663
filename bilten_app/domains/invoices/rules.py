"""What stands on a paper. Pure: an invoice from an order's quote, a credit note from an invoice."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bilten_app.domains.invoices.public import PaperKind
from bilten_app.domains.pricing.public import Quote
from bilten_app.kit.money import Money


@dataclass(frozen=True, slots=True)
class Party:
    """Who sells, or who buys."""

    lines: tuple[str, ...]
    vat_id: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paper."""

    text: str
    quantity: int
    unit_minor: int
    list_minor: int


@dataclass(frozen=True, slots=True)
class Taxed:
    """What is taxed at one rate."""

    country: str
    ppm: int
    net_minor: int
    tax_minor: int

    @property
    def gross_minor(self) -> int:
        """Net and tax together."""
        return self.net_minor + self.tax_minor


@dataclass(frozen=True, slots=True)
class Content:
    """All that a paper says; stored as it is, so that a paper never computes again.

    Who bought is `locked` and not in `buyer`; papers from before have it there until they are.
    """

    seller: Party
    buyer: Party
    locale: str
    event: str
    supplied_on: str
    order_code: str
    lines: tuple[Line, ...]
    taxes: tuple[Taxed, ...]
    discount_minor: int = 0
    fee_minor: int = 0
    gift_minor: int = 0
    corrects: str = ""
    reverse_charge: bool = False
    locked: str = ""

    @property
    def net_minor(self) -> int:
        """All that is taxed, without the tax."""
        return sum(taxed.net_minor for taxed in self.taxes)

    @property
    def tax_minor(self) -> int:
        """All tax."""
        return sum(taxed.tax_minor for taxed in self.taxes)

    def stored(self) -> dict[str, Any]:
        """Return the content as a document."""
        return asdict(self)


def taxed_of(quote: Quote) -> tuple[Taxed, ...]:
    """Return what an order was taxed with."""
    return tuple(
        Taxed(one.rate.country, one.rate.ppm, one.net_minor, one.tax_minor) for one in quote.taxes
    )


def left_to_credit(taxes: Sequence[Taxed], credited: Sequence[Sequence[Taxed]]) -> list[Taxed]:
    """Return what of each rate no credit note has given back yet."""
    left = list(taxes)
    for note in credited:
        left = [
            Taxed(
                one.country, one.ppm, one.net_minor - gone.net_minor, one.tax_minor - gone.tax_minor
            )
            for one, gone in zip(left, note, strict=True)
        ]
    return left


def credited(left: Sequence[Taxed], minor: int) -> tuple[Taxed, ...]:
    """Split a refund over what is left of each rate, and its tax pro rata.

    However a whole is refunded in parts, the parts' tax sums to the whole's: the last part takes
    what is left. At most what is left is credited.
    """
    gross = [one.gross_minor for one in left]
    minor = min(minor, sum(gross))
    if minor <= 0:
        return tuple(Taxed(one.country, one.ppm, 0, 0) for one in left)
    parts = [part.minor for part in Money(minor, "").split(gross)]
    return tuple(_part(one, part) for one, part in zip(left, parts, strict=True))


def tax_credited(left: Sequence[Taxed]) -> tuple[Taxed, ...]:
    """Return all the tax that is left, without the net: its buyer owes it elsewhere."""
    return tuple(Taxed(one.country, one.ppm, 0, one.tax_minor) for one in left)


def paper_name(prefix: str, kind: PaperKind, year: int, number: int) -> str:
    """Return the number as it is printed, for example `JAZZ-2026-00017` or `JAZZ-C2026-00001`."""
    mark = "C" if kind is PaperKind.credit_note else ""
    return "-".join(part for part in (prefix, f"{mark}{year}", f"{number:05}") if part)


def _part(one: Taxed, gross: int) -> Taxed:
    if one.gross_minor == 0:
        return Taxed(one.country, one.ppm, 0, 0)
    tax = (2 * one.tax_minor * gross + one.gross_minor) // (2 * one.gross_minor)
    return Taxed(one.country, one.ppm, gross - tax, tax)
