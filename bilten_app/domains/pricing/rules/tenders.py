"""What gift cards and store credit pay of a total. They are payments: no price or tax changes."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bilten_app.domains.pricing.public import Purse, Step, StepKind, Tender

NEVER = datetime.max.replace(tzinfo=UTC)


def tendered(purses: Sequence[Purse], total: int) -> tuple[tuple[Tender, ...], tuple[Step, ...]]:
    """Spend what expires first, then the smaller rest, until the total is paid."""
    tenders: list[Tender] = []
    steps: list[Step] = []
    for purse in sorted(set(purses), key=_turn):
        paid = min(purse.balance_minor, total)
        if paid > 0:
            total -= paid
            tenders.append(Tender(purse.id, paid))
            kind = StepKind.gift_card if purse.is_card else StepKind.store_credit
            steps.append(Step(kind, -paid, 0, {"purse": str(purse.id)}))
    return tuple(tenders), tuple(steps)


def _turn(purse: Purse) -> tuple[datetime, int, str]:
    return purse.expires_at or NEVER, purse.balance_minor, str(purse.id)
