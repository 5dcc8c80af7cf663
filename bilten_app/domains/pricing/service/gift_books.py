"""Every movement of a card or of credit, and what the ledger is told of promises and their end."""

from uuid import UUID

from sqlmodel import col, select

from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import Deal, Entry, Tender, TenderKind
from bilten_app.domains.pricing.models import Purse, PurseEntry
from bilten_app.domains.pricing.public import Verb
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.money import Money

AT_ONCE = 200


async def expire_cards(rt: Runtime) -> None:
    """Job of the clock: what is left on cards that ran out is promised to nobody any more.

    Harmless beside another worker: an empty card has nothing left to lose.
    """
    async with rt.unit_of_work() as uow:
        now = uow.clock.now()
        due = (
            select(Purse)
            .where(col(Purse.expires_at) <= now, col(Purse.balance_minor) > 0)
            .order_by(col(Purse.id))
            .limit(AT_ONCE)
            .with_for_update(key_share=True, skip_locked=True)
        )
        for purse in (await uow.session.execute(due)).scalars().all():
            left = purse.balance_minor
            card = Tender(TenderKind.gift_card, left, issuer_id=purse.organizer_id)
            deal = Deal(purse.id, purse.organizer_id, purse.currency, now)
            await ledger.post(uow, [ledger.gift_card_expired(deal, card=card)])
            uow.audit(Verb.card_expired, purse.id, minor=left)
            move(uow, purse, "expired", -left, purse.id)


def given(
    uow: UnitOfWork, scope: OrganizerScope, kind: TenderKind, value: Money, reference: UUID
) -> Entry:
    """Return the entry of a promise that an organizer makes, on a card or as credit."""
    deal = Deal(reference, scope, value.currency, uow.clock.now())
    return ledger.card_given(deal, card=Tender(kind, value.minor, issuer_id=scope))


def move(uow: UnitOfWork, purse: Purse, kind: str, minor: int, reference: UUID) -> None:
    """Change the balance of a locked purse, and write it down."""
    purse.balance_minor += minor
    uow.add(
        PurseEntry(
            purse_id=purse.id,
            kind=kind,
            amount_minor=minor,
            balance_minor=purse.balance_minor,
            reference=reference,
            at=uow.clock.now(),
        )
    )
