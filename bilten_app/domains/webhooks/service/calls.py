"""Sending again what was not taken, and sending something to see whether it is."""

from uuid import UUID

from sqlmodel import col, select, update

from bilten_app.domains.webhooks.models import Call, Endpoint
from bilten_app.domains.webhooks.public import (
    CallState,
    EndpointIsOff,
    EndpointState,
    HookKind,
    Verb,
)
from bilten_app.domains.webhooks.rules import calls as rules
from bilten_app.domains.webhooks.service.endpoints import mine
from bilten_app.domains.webhooks.service.tell import Happening, write
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_id

AGAIN = {
    "state": CallState.queued.value, "tries": 0, "first_at": None, "ended_at": None,
}  # fmt: skip


async def test(uow: UnitOfWork, actor: Actor, *, endpoint_id: UUID) -> UUID:
    """Queue a message that says nothing but that it is one; return its call."""
    endpoint = await _active(uow, actor, endpoint_id)
    happening = new_id()
    data = {"endpoint_id": str(endpoint.id)}
    await write(uow, [endpoint], 0, [Happening(HookKind.test, str(happening), happening, data)])
    await uow.session.flush()
    message = rules.message_id(endpoint.organizer_id, HookKind.test, str(happening))
    made = select(col(Call.id)).where(col(Call.message_id) == message)
    uow.audit(Verb.tested, endpoint.organizer_id, webhook=str(endpoint.id))
    return (await uow.session.execute(made)).scalar_one()


async def replay(uow: UnitOfWork, actor: Actor, *, call_id: UUID) -> None:
    """Send a message again under the id it has; one that waits goes out now."""
    found = await uow.session.get(Call, call_id)
    if found is None:
        raise NotFound
    endpoint = await _active(uow, actor, found.endpoint_id)
    again = update(Call).where(col(Call.id) == call_id)
    await uow.session.execute(again.values(**AGAIN, next_at=uow.clock.now()))
    uow.audit(Verb.replayed, endpoint.organizer_id, webhook=str(endpoint.id), call=str(call_id))


async def replay_failed(uow: UnitOfWork, actor: Actor, *, endpoint_id: UUID) -> int:
    """Send again everything that an endpoint did not take; return how many messages."""
    endpoint = await _active(uow, actor, endpoint_id)
    again = (
        update(Call)
        .where(col(Call.endpoint_id) == endpoint_id, col(Call.state) == CallState.failed.value)
        .values(**AGAIN, next_at=uow.clock.now())
        .returning(col(Call.id))
    )
    count = len((await uow.session.execute(again)).all())
    uow.audit(Verb.replayed, endpoint.organizer_id, webhook=str(endpoint.id), count=count)
    return count


async def _active(uow: UnitOfWork, actor: Actor, endpoint_id: UUID) -> Endpoint:
    endpoint = await mine(uow, actor, endpoint_id)
    if endpoint.state != EndpointState.active:
        raise EndpointIsOff
    return endpoint
