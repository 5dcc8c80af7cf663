"""Taking in what gateways tell us: stored first, understood later, in any order."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from bilten_app.domains.payments.models import Payment
from bilten_app.domains.payments.public import WebhookStored
from bilten_app.domains.payments.service.cards import note_changed, note_gone
from bilten_app.domains.payments.service.charges import Told, move_all
from bilten_app.domains.payments.service.disputes import take_dispute
from bilten_app.domains.payments.service.look import charge_now
from bilten_app.domains.payments.service.refunds import take_refund
from bilten_app.infra import once
from bilten_app.infra.log import correlation_id
from bilten_app.infra.once import ExternalEvent
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.errors import BiltenError, NotFound
from bilten_app.ports.cards import MethodGone
from bilten_app.ports.payees import SavedMethod
from bilten_app.ports.payments import Charge, ChargeState, Dispute, News, SignedEvent

READS_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Arrived:
    """A webhook whose signature was right."""

    gateway: str
    event: SignedEvent
    correlation_id: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A webhook that waits to be understood."""

    gateway: str
    event_id: str
    correlation_id: str

    @property
    def key(self) -> tuple[str, str]:
        """Its name in the store of external events."""
        return self.gateway, self.event_id


async def take_webhook(
    rt: Runtime, *, gateway: str, body: bytes, headers: Mapping[str, str]
) -> None:
    """Take in a gateway's event: verified and stored; what follows is a reaction.

    Raises BadSignature. A repeated event changes nothing.
    """
    if gateway not in rt.gateways.payment_methods:
        raise NotFound
    event = await rt.gateways.payment_methods[gateway].verify(body, headers)
    await rt.together(store_all, Arrived(gateway, event, correlation_id()))


async def store_all(rt: Runtime, arrived: Sequence[Arrived]) -> Sequence[None]:
    """Store events, and tell of those that are new."""
    async with rt.unit_of_work() as uow:
        events = [ExternalEvent(one.gateway, one.event.event_id, one.event.raw) for one in arrived]
        fresh = set(await once.store(uow, events))
        for one in arrived:
            key = one.gateway, one.event.event_id
            if key in fresh:
                fresh.discard(key)
                with uow.on_behalf_of(SYSTEM, one.correlation_id):
                    uow.record(WebhookStored(*key))
    return [None] * len(arrived)


async def on_webhook_stored(rt: Runtime, *, gateway: str, event_id: str, **_: object) -> None:
    """Reaction to `payments.webhook_stored`: do what it says. Harmless twice, and in any order."""
    await rt.together(understand_all, Stored(gateway, event_id, correlation_id()))


async def understand_all(rt: Runtime, stored: Sequence[Stored]) -> Sequence[BiltenError | None]:
    """Read stored webhooks, and do what they say; one that cannot be read now is tried again."""
    async with rt.read() as session:
        payloads = await once.payloads(session, [one.key for one in stored])
    turn = asyncio.Semaphore(READS_AT_ONCE)
    read = await asyncio.gather(*(_read(rt, one, payloads[one.key], turn) for one in stored))
    understood = [
        (one, news)
        for one, news in zip(stored, read, strict=True)
        if not isinstance(news, BiltenError)
    ]
    async with rt.unit_of_work() as uow:
        charges = [
            Told(one.gateway, news, one.correlation_id)
            for one, news in understood
            if isinstance(news, Charge)
        ]
        await move_all(uow, charges)
        for one, news in understood:
            with uow.on_behalf_of(SYSTEM, one.correlation_id):
                await _take(uow, one.gateway, news)
        await once.mark_handled(uow, [one.key for one, _ in understood])
    return [news if isinstance(news, BiltenError) else None for news in read]


async def _read(
    rt: Runtime, one: Stored, payload: Mapping[str, Any], turn: asyncio.Semaphore
) -> News | BiltenError | None:
    gateway = rt.gateways.payment_methods[one.gateway]
    async with turn:
        try:
            news = await gateway.read(payload)
            if isinstance(news, Charge) and news.state is ChargeState.approved:
                is_over = await _is_over(rt, one.gateway, news.gateway_ref)
                return await charge_now(gateway, news.gateway_ref, is_over=is_over)
        except BiltenError as error:
            return error
    return news


async def _is_over(rt: Runtime, gateway: str, ref: str) -> bool:
    """Whether we no longer want the money; we do not want what we never asked for."""
    chosen = select(Payment.expires_at).where(
        col(Payment.gateway) == gateway, col(Payment.gateway_ref) == ref
    )
    async with rt.read() as session:
        expires = (await session.execute(chosen)).scalar_one_or_none()
    return expires is None or expires <= rt.clock.now()


async def _take(uow: UnitOfWork, gateway: str, news: News | None) -> None:
    match news:
        case Dispute():
            await take_dispute(uow, gateway, news)
        case SavedMethod():
            await note_changed(uow, gateway=gateway, method=news)
        case MethodGone():
            await note_gone(uow, gateway=gateway, method_ref=news.gateway_ref)
        case None | Charge():
            return
        case _:
            await take_refund(uow, gateway, news)
