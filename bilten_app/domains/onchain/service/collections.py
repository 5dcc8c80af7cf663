"""The collection of an event: what its organizer decides, and its contract on the chain."""

from collections.abc import Collection
from uuid import UUID

import structlog
from sqlalchemy import delete, select
from sqlmodel import col

from bilten_app.domains.events import queries as events
from bilten_app.domains.events import service as event_service
from bilten_app.domains.events.public import EventState, EventView
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.inventory.public import Kind
from bilten_app.domains.onchain import rules
from bilten_app.domains.onchain.models import OnchainCollection, OnchainType
from bilten_app.domains.onchain.public import (
    COLLECTION_FLOW,
    CollectionState,
    NotOffered,
    Policy,
    Purpose,
    Terms,
    TermsFixed,
    Verb,
)
from bilten_app.domains.onchain.queries import terms_of
from bilten_app.domains.onchain.service.chains import Chain, chain_ids, chain_of
from bilten_app.domains.onchain.service.following import keep_time
from bilten_app.domains.onchain.service.sendings import Wish, want
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.evm import NOBODY, checksummed
from bilten_app.kit.evm.abi import call
from bilten_app.kit.twins import is_test
from bilten_app.ports.chain_node import CallRefused

log = structlog.get_logger(__name__)


async def set_terms(
    rt: Runtime,
    actor: Actor,
    *,
    event_id: UUID,
    chain_id: int,
    terms: Terms,
    ticket_types: Collection[UUID],
) -> None:
    """Let tickets of these types go to wallets; none at all takes the offer back while it can.

    For who may edit the event. Its contract is made once it is published, and its terms are fixed
    then; which types go along is not. Raises InvalidTerms, TermsFixed, NotOffered, NotFound.
    """
    async with rt.unit_of_work(actor) as uow:
        scope = await event_service.scope_of(uow, actor, event_id=event_id)
        if is_test(scope):
            raise NotOffered
        await _require_types(uow, event_id, ticket_types)
        row = await uow.session.get(OnchainCollection, event_id, with_for_update=True)
        if row and row.state != CollectionState.draft:
            if (chain_id, terms) != (row.chain_id, terms_of(row)):
                raise TermsFixed
            await _set_types(uow, event_id, ticket_types)
        elif not ticket_types:
            await _take_away(uow, row)
        else:
            rules.checked_terms(terms, chain_id, chain_ids(rt))
            await plan(
                uow, event_id=event_id, chain_id=chain_id, terms=terms, ticket_types=ticket_types
            )
            await _begin(rt, uow, event_id)
        uow.audit(Verb.terms_set, event_id, types=len(ticket_types))


async def plan(
    uow: UnitOfWork,
    *,
    event_id: UUID,
    chain_id: int,
    terms: Terms,
    ticket_types: Collection[UUID],
) -> None:
    """Note what is to be offered as soon as the chain is there and the event is published.

    The caller has checked who asks. Raises InvalidTerms.
    """
    receiver = rules.checked_terms(terms, chain_id, [chain_id])
    row = await uow.session.get(OnchainCollection, event_id) or OnchainCollection(
        event_id=event_id, chain_id=chain_id, policy="", cap_bps=0, royalty_bps=0, lock_minutes=0
    )
    row.chain_id, row.policy, row.cap_bps = chain_id, terms.policy.value, terms.cap_bps
    row.royalty_bps, row.royalty_to = terms.royalty_bps, receiver
    row.lock_minutes = terms.lock_minutes
    uow.add(row)
    await uow.session.flush()
    await _set_types(uow, event_id, ticket_types)


async def on_event_published(rt: Runtime, *, event_id: str, **_: object) -> None:
    """Reaction: let the contract of an event be made. Harmless twice: it is decided once."""
    async with rt.unit_of_work() as uow:
        await _begin(rt, uow, UUID(event_id))


async def make_due(rt: Runtime, chain: Chain) -> None:
    """See to the contracts that are to be made. Its address tells whether somebody was faster."""
    chosen = select(OnchainCollection).where(
        col(OnchainCollection.state) != CollectionState.made,
        col(OnchainCollection.chain_id) == chain.id,
    )
    async with rt.read() as session:
        rows = (await session.execute(chosen)).scalars().all()
        drafts = [row.event_id for row in rows if row.state == CollectionState.draft]
        cards = await events.cards(session, drafts)
    for event_id, card in cards.items():
        if card.state is EventState.published:  # while the chain was not there
            async with rt.unit_of_work() as uow:
                await _begin(rt, uow, event_id)
    waiting = [row for row in rows if row.state == CollectionState.making]
    for row in waiting:
        try:
            await _make(rt, chain, row)
        except CallRefused as refused:
            log.warning("a collection is refused", event=str(row.event_id), why=refused.data.hex())


async def _make(rt: Runtime, chain: Chain, row: OnchainCollection) -> None:
    config = rules.Config.read(row.config)
    place = (await chain.door.call(chain.registry, config.question()))[-20:]
    is_there = int.from_bytes(
        await chain.door.call(chain.registry, call("isEvent(address)", place))
    )
    async with rt.unit_of_work() as uow:
        if not is_there:
            wish = Wish(Purpose.collection, row.event_id, chain.registry, config.creation())
            await want(uow, chain, wish)
            return
        known = await uow.get(OnchainCollection, row.event_id, lock=True)
        if known.state == CollectionState.making:
            uow.advance(known, COLLECTION_FLOW, CollectionState.made, contract=place)
            event = await events.by_id(uow.session, row.event_id)
            await keep_time(uow, chain, known, event, row.event_id)


async def _begin(rt: Runtime, uow: UnitOfWork, event_id: UUID) -> None:
    """Decide what the contract of a published event is made of, once."""
    row = await uow.session.get(OnchainCollection, event_id, with_for_update=True)
    if row is None or row.state != CollectionState.draft or row.chain_id not in chain_ids(rt):
        return
    event = await events.by_id(uow.session, event_id)
    if event.state is not EventState.published:
        return
    places = (await inventory.most_by_event(uow.session, [event_id])).get(event_id, 0)
    config = _config(rt, row, event, places)
    uow.advance(row, COLLECTION_FLOW, CollectionState.making, config=config.stored())
    uow.audit(Verb.collection_begun, event_id, chain=row.chain_id)


def _config(rt: Runtime, row: OnchainCollection, event: EventView, places: int) -> rules.Config:
    chain = chain_of(rt, row.chain_id)
    ours, coin = chain.signers.relayer.address, chain.coin_for(event.currency)
    lock_at, release_at = rules.times_of(event, row.lock_minutes)
    return rules.Config(
        event_id=str(event.id),
        organizer=checksummed(ours),
        currency=checksummed(coin[1].address if coin else NOBODY),
        royalty_to=checksummed(row.royalty_to or NOBODY),
        supply=rules.supply_of(places),
        royalty_bps=row.royalty_bps,
        cap_bps=row.cap_bps,
        policy=rules.number_of(Policy(row.policy)),
        lock_at=lock_at,
        release_at=release_at,
        name=event.title,
        symbol=rules.symbol_of(event.title),
        base_uri=f"{rt.settings.origin}/nft/{event.id}/",
    )


async def _take_away(uow: UnitOfWork, row: OnchainCollection | None) -> None:
    if row:
        await _set_types(uow, row.event_id, ())
        await uow.session.delete(row)
        await uow.session.flush()


async def _set_types(uow: UnitOfWork, event_id: UUID, ticket_types: Collection[UUID]) -> None:
    await uow.session.execute(delete(OnchainType).where(col(OnchainType.event_id) == event_id))
    uow.session.add_all(
        [OnchainType(ticket_type_id=one, event_id=event_id) for one in ticket_types]
    )
    await uow.session.flush()


async def _require_types(uow: UnitOfWork, event_id: UUID, ticket_types: Collection[UUID]) -> None:
    """Let only tickets of the event go along that let somebody in. Raises NotFound."""
    known = await inventory.ticket_types(
        uow.session, event_id, at=uow.clock.now(), with_hidden=True
    )
    if not set(ticket_types) <= {one.id for one in known if one.kind is Kind.admission}:
        raise NotFound
