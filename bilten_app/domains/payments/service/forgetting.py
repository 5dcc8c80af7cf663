"""Erasing a person from payments: their cards, their address. Amounts and references stay."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import col, select

from bilten_app.domains.payments.models import SavedCard
from bilten_app.domains.payments.public import CARD_FLOW, CardState
from bilten_app.domains.payments.service.cards import FORGET_JOB
from bilten_app.infra.forgetting import in_batches, run_each
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.personal import Person, place


async def forget_person(uow: UnitOfWork, person: Person, *, references: Collection[UUID]) -> None:
    """Erase a person from what was paid for these `references`; gateways forget their cards.

    Harmless twice. A card's name at its gateway stays until the gateway has forgotten it.
    """
    chosen = select(SavedCard).where(
        col(SavedCard.user_id) == person.user_id, col(SavedCard.state) == CardState.kept
    )
    for card in (await uow.session.execute(chosen.with_for_update())).scalars():
        uow.advance(card, CARD_FLOW, CardState.leaving)
        uow.enqueue(FORGET_JOB, {"card_id": str(card.id)}, dedupe_key=f"forget:{card.id}")
    await uow.session.flush()
    await run_each(uow, _OF_A_PERSON, **person.values, references=list(references))


async def forget_old(rt: Runtime) -> None:
    """Erase who paid, once nobody may ask for it. Scheduled; harmless when repeated."""
    await in_batches(rt, _OLD, before=rt.clock.now() - place("payments").period)
    await in_batches(rt, _OLD_EVIDENCE, before=rt.clock.now() - place("disputes").period)


_BLANK = "UPDATE payments SET email = '', customer_ref = '', method_ref = '', card = NULL"
_OF_A_PERSON = (
    "UPDATE saved_cards SET brand = '', last4 = '', expires = '' WHERE user_id = :user",
    "DELETE FROM payment_customers WHERE user_id = :user",
    "UPDATE disputes SET evidence = NULL WHERE payment_id IN (SELECT id FROM payments"
    " WHERE reference = ANY(CAST(:references AS uuid[])) OR lower(email) = :email)",
    f"{_BLANK} WHERE reference = ANY(CAST(:references AS uuid[])) OR lower(email) = :email",
)
_OLD = (
    f"{_BLANK} WHERE id IN (SELECT id FROM payments WHERE state <> 'started'"  # noqa: S608 - words of ours only
    " AND created_at < :before AND (email <> '' OR card IS NOT NULL) LIMIT :most)"
)
_OLD_EVIDENCE = (
    "UPDATE disputes SET evidence = NULL WHERE id IN (SELECT id FROM disputes"
    " WHERE decided_at < :before AND evidence IS NOT NULL LIMIT :most)"
)
