"""What would go back to a buyer, as ready words."""

from dataclasses import dataclass

from bilten_app.domains.orders.public import RefundDue
from bilten_app.kit.text import price


@dataclass(frozen=True, slots=True)
class Due:
    """What would go back now, in words; empty while nothing is chosen."""

    total: str = ""
    paid_back: str = ""
    gift: str = ""
    kept: str = ""


NOTHING = Due()


def due_of(due: RefundDue, locale: str) -> Due:
    """Return what would go back, in words."""
    return Due(
        total=price(due.total, locale),
        paid_back=price(due.paid_back, locale) if due.paid_back.minor else "",
        gift=price(due.gift, locale) if due.gift.minor else "",
        kept=price(due.kept_fee, locale) if due.kept_fee.minor else "",
    )
