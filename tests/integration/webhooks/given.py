"""Endpoints of an organization, made through the service."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from bilten_app.domains.webhooks import queries, service
from bilten_app.domains.webhooks.public import (
    CHOOSABLE,
    Added,
    CallDetail,
    CallView,
    EndpointDraft,
    EndpointView,
    HookKind,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from tests.factories import Stage, given_event
from tests.receiver import Receiver
from tests.work import settle


@dataclass(frozen=True, slots=True)
class Shop:
    """An organization with an event and an endpoint."""

    rt: Runtime
    stage: Stage
    endpoint_id: UUID
    secret: str

    @property
    def owner(self) -> Actor:
        return self.stage.owner

    async def deliver(self) -> int:
        """Do what the worker does: facts, jobs, and calls that are due."""
        await settle(self.rt, without=["messaging.send"])
        return await service.send_due(self.rt)

    async def endpoint(self) -> EndpointView:
        async with self.rt.read() as session:
            return await queries.endpoint(session, self.owner, self.endpoint_id)

    async def log(self) -> list[CallView]:
        async with self.rt.read() as session:
            page = await queries.calls(session, self.owner, self.endpoint_id, size=100)
        return list(page.rows)

    async def detail(self, call: CallView) -> CallDetail:
        async with self.rt.read() as session:
            return await queries.call(session, self.owner, call.id)

    async def send_test(self) -> UUID:
        async with self.rt.unit_of_work(self.owner) as uow:
            return await service.test(uow, self.owner, endpoint_id=self.endpoint_id)


async def given_shop(
    rt: Runtime, receiver: Receiver, kinds: Collection[HookKind] = CHOOSABLE
) -> Shop:
    stage = await given_event(rt)
    await settle(rt, without=["messaging.send"])
    added = await given_endpoint(rt, stage, receiver, kinds)
    return Shop(rt, stage, added.endpoint_id, added.secret)


async def given_endpoint(
    rt: Runtime, stage: Stage, receiver: Receiver, kinds: Collection[HookKind] = CHOOSABLE
) -> Added:
    return await service.add(
        rt, stage.owner, organizer_id=stage.organizer_id,
        draft=EndpointDraft(receiver.url, frozenset(kinds)),
    )  # fmt: skip
