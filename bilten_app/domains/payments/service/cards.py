"""Saved cards: gateways remember them, and we under what name. Intent, call, record.

Nobody but their owner reaches one: to others it is not there.
"""

from uuid import UUID

import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from bilten_app.domains.payments.models import PaymentCustomer, SavedCard
from bilten_app.domains.payments.public import (
    CARD_FLOW,
    NOTHING_REMEMBERED,
    CardState,
    NotOffered,
    Remembering,
    Verb,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound, Unavailable
from bilten_app.kit.ids import new_id
from bilten_app.ports.payees import MethodForgotten, SavedMethod

log = structlog.get_logger(__name__)
LEARN_JOB, FORGET_JOB = "payments.learn_cards", "payments.forget_card"


async def remembering(
    rt: Runtime, actor: Actor, *, card_id: UUID | None, method: str | None, keep: bool
) -> Remembering:
    """Return how somebody pays: with a card of theirs, or with one that is to be kept.

    Guests and programs have no cards and keep none. Raises NotFound, MethodForgotten, NotOffered,
    and ByOwnHand when one of the staff acts in the owner's name.
    """
    if card_id is not None:
        async with rt.read() as session:
            card = await session.get(SavedCard, card_id)
        if card is None or card.user_id != actor.user_id:
            raise NotFound
        actor.require_own_hand()
        if card.state != CardState.kept:
            raise MethodForgotten
        if card.gateway not in rt.gateways.offered or card.gateway not in rt.gateways.saved_methods:
            raise NotOffered
        return Remembering(card.gateway, card.customer_ref, card.method_ref)
    gateway = method or next(iter(rt.gateways.offered), "")
    if (
        not keep
        or actor.user_id is None
        or actor.acted_by
        or gateway not in rt.gateways.saved_methods
    ):
        return NOTHING_REMEMBERED
    try:
        return Remembering(gateway, await _customer(rt, actor, actor.user_id, gateway))
    except Unavailable:
        log.info("a card is not saved: its gateway does not answer", gateway=gateway)
        return NOTHING_REMEMBERED


async def learn_cards(rt: Runtime, *, gateway: str, customer_ref: str) -> None:
    """Job: write down the cards that a gateway remembers. Harmless twice.

    It only adds: what is missing may have come while the gateway was telling.
    """
    found = await rt.gateways.saved_methods[gateway].saved(customer_ref)
    async with rt.unit_of_work() as uow:
        chosen = select(PaymentCustomer).where(
            col(PaymentCustomer.gateway) == gateway,
            col(PaymentCustomer.customer_ref) == customer_ref,
        )
        owner = (await uow.session.execute(chosen)).scalar_one()
        for one in found:
            written = await uow.session.execute(
                insert(SavedCard)
                .values(
                    id=new_id(), user_id=owner.user_id, gateway=gateway,
                    customer_ref=customer_ref, method_ref=one.gateway_ref, state="kept",
                    brand=one.brand, last4=one.last4, expires=one.expires,
                    saved_at=uow.clock.now(),
                )
                .on_conflict_do_nothing(index_elements=["gateway", "method_ref"])
                .returning(col(SavedCard.id))
            )  # fmt: skip
            if (card_id := written.scalar_one_or_none()) is not None:
                uow.audit(Verb.card_saved, card_id)


async def remove_card(uow: UnitOfWork, actor: Actor, *, card_id: UUID) -> None:
    """Forget a card of one's own: it is gone for its owner at once, and soon at the gateway.

    Harmless twice. Raises NotFound.
    """
    card = await uow.get(SavedCard, card_id, lock=True)
    if card.user_id != actor.user_id:
        raise NotFound
    if card.state != CardState.kept:
        return
    uow.advance(card, CARD_FLOW, CardState.leaving)
    uow.enqueue(FORGET_JOB, {"card_id": str(card_id)}, dedupe_key=f"forget:{card_id}")
    uow.audit(Verb.card_removed, card_id)


async def forget_card(rt: Runtime, *, card_id: str) -> None:
    """Job: let the gateway forget a card whose owner removed it. Harmless twice."""
    async with rt.read() as session:
        card = await session.get_one(SavedCard, UUID(card_id))
    if card.state != CardState.leaving:
        return
    await rt.gateways.saved_methods[card.gateway].forget(card.method_ref)
    async with rt.unit_of_work() as uow:
        await note_gone(uow, gateway=card.gateway, method_ref=card.method_ref)


async def note_changed(uow: UnitOfWork, *, gateway: str, method: SavedMethod) -> None:
    """Note that a bank has issued a card anew, with another date or number. Harmless twice."""
    card = await _locked(uow, gateway, method.gateway_ref)
    if card is None or card.state != CardState.kept:
        return
    told = method.brand, method.last4, method.expires
    if told != (card.brand, card.last4, card.expires):
        card.brand, card.last4, card.expires = told
        uow.audit(Verb.card_changed, card.id)


async def note_gone(uow: UnitOfWork, *, gateway: str, method_ref: str) -> None:
    """Note that a gateway has forgotten a card, by whoever's wish. Harmless twice."""
    card = await _locked(uow, gateway, method_ref)
    if card is None or card.state == CardState.gone:
        return
    uow.advance(
        card, CARD_FLOW, CardState.gone, brand="", last4="", expires="", gone_at=uow.clock.now()
    )
    uow.audit(Verb.card_gone, card.id)


async def _locked(uow: UnitOfWork, gateway: str, method_ref: str) -> SavedCard | None:
    chosen = select(SavedCard).where(
        col(SavedCard.gateway) == gateway, col(SavedCard.method_ref) == method_ref
    )
    return (await uow.session.execute(chosen.with_for_update(key_share=True))).scalar_one_or_none()


async def _customer(rt: Runtime, actor: Actor, user_id: UUID, gateway: str) -> str:
    """Return the name of a person at a gateway, which gives them one on the first call."""
    async with rt.read() as session:
        known = await session.get(PaymentCustomer, (user_id, gateway))
    if known is not None:
        return known.customer_ref
    ref = await rt.gateways.saved_methods[gateway].customer(user_id=user_id, email=actor.email)
    async with rt.unit_of_work(actor) as uow:
        await uow.session.execute(
            insert(PaymentCustomer)
            .values(user_id=user_id, gateway=gateway, customer_ref=ref, created_at=uow.clock.now())
            .on_conflict_do_nothing()
        )
    return ref
