"""Webhooks of an organization: where its programs are told what happens, and what was sent."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, StringConstraints

from bilten_app.api.deps import Cursor, Member, Rt, Size
from bilten_app.api.shapes import In
from bilten_app.domains.webhooks import queries
from bilten_app.domains.webhooks import service as webhooks
from bilten_app.domains.webhooks.public import (
    CHOOSABLE,
    MOST_ABOUT,
    MOST_URL,
    AttemptView,
    CallDetail,
    CallState,
    CallView,
    EndpointDraft,
    EndpointState,
    EndpointView,
    HookKind,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import Permission
from bilten_app.ports.hooks import HookTrouble

router = APIRouter(prefix="/organizer/webhooks", tags=["Organizer"])

OrganizerId = Annotated[UUID, Query(description="The organization.")]
Plain = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]


class EndpointIn(In):
    """Where to call, and what to tell."""

    url: Plain = Field(max_length=MOST_URL, examples=["https://example.com/hooks"])
    kinds: list[HookKind] = Field(max_length=len(HookKind), examples=[list(CHOOSABLE[:2])])
    about: Plain = Field(default="", max_length=MOST_ABOUT, description="A note for yourself.")

    def draft(self) -> EndpointDraft:
        """Return the endpoint as the domain knows it."""
        return EndpointDraft(self.url, frozenset(self.kinds), self.about)


class EndpointOut(BaseModel):
    """A webhook. Until `old_secret_until`, messages carry the signatures of both secrets."""

    id: UUID
    url: str
    about: str
    kinds: list[HookKind]
    state: EndpointState
    failing_since: datetime | None
    old_secret_until: datetime | None
    made_at: datetime

    @classmethod
    def of(cls, one: EndpointView) -> Self:
        """Return the shape of an endpoint."""
        return cls(
            id=one.id,
            url=one.url,
            about=one.about,
            kinds=list(one.kinds),
            state=one.state,
            failing_since=one.failing_since,
            old_secret_until=one.old_secret_until,
            made_at=one.made_at,
        )


class EndpointListOut(BaseModel):
    """An organization's webhooks, the oldest first."""

    webhooks: list[EndpointOut]


class SecretOut(BaseModel):
    """The secret that signs the messages. It is told only here."""

    webhook: EndpointOut
    secret: str = Field(examples=["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"])


class CallOut(BaseModel):
    """A message to a webhook; `status` and `trouble` are of the last attempt."""

    id: UUID
    message_id: str = Field(description="The `webhook-id`: the same however often it is sent.")
    kind: HookKind
    state: CallState
    attempts: int
    queued_at: datetime
    next_at: datetime | None
    ended_at: datetime | None
    status: int | None
    trouble: HookTrouble | None

    @classmethod
    def of(cls, one: CallView) -> Self:
        """Return the shape of a call."""
        return cls(
            id=one.id,
            message_id=one.message_id,
            kind=one.kind,
            state=one.state,
            attempts=one.tries,
            queued_at=one.queued_at,
            next_at=one.next_at,
            ended_at=one.ended_at,
            status=one.status,
            trouble=one.trouble,
        )


class CallListOut(BaseModel):
    """One page of what was sent, the latest first."""

    deliveries: list[CallOut]
    next_cursor: str | None


class AttemptOut(BaseModel):
    """One call, with the first part of what was answered."""

    at: datetime
    status: int | None
    took_ms: int | None
    trouble: HookTrouble | None
    answer: str

    @classmethod
    def of(cls, one: AttemptView) -> Self:
        """Return the shape of an attempt."""
        return cls(
            at=one.at,
            status=one.status,
            took_ms=one.took_ms,
            trouble=one.trouble,
            answer=one.answer,
        )


class CallDetailOut(BaseModel):
    """A message with the body that is sent and every attempt, the latest first."""

    delivery: CallOut
    body: str
    attempts: list[AttemptOut]

    @classmethod
    def of(cls, one: CallDetail) -> Self:
        """Return the shape of a message."""
        return cls(
            delivery=CallOut.of(one.call),
            body=one.body,
            attempts=[AttemptOut.of(each) for each in one.attempts],
        )


class ReplayedOut(BaseModel):
    """How many messages are sent again."""

    replayed: int


@router.get("", summary="Our webhooks")
async def list_webhooks(rt: Rt, actor: Member, organizer_id: OrganizerId) -> EndpointListOut:
    """Return an organization's webhooks."""
    scope = actor.require(Permission.webhooks_manage, organizer_id)
    async with rt.read() as session:
        found = await queries.endpoints(session, scope)
    return EndpointListOut(webhooks=[EndpointOut.of(one) for one in found])


@router.post("", status_code=201, summary="Add a webhook")
async def add_webhook(
    rt: Rt, actor: Member, organizer_id: OrganizerId, wanted: EndpointIn
) -> SecretOut:
    """Add a webhook and return its secret, which is told only here."""
    added = await webhooks.add(rt, actor, organizer_id=organizer_id, draft=wanted.draft())
    return SecretOut(webhook=await _shown(rt, actor, added.endpoint_id), secret=added.secret)


@router.get("/{webhook_id}", summary="One webhook")
async def read_webhook(rt: Rt, actor: Member, webhook_id: UUID) -> EndpointOut:
    """Return a webhook of an organization of mine; anybody else's is 404."""
    return await _shown(rt, actor, webhook_id)


@router.put("/{webhook_id}", summary="Change a webhook")
async def edit_webhook(rt: Rt, actor: Member, webhook_id: UUID, wanted: EndpointIn) -> EndpointOut:
    """Change where it is and what it is told. The secret stays."""
    await webhooks.edit(rt, actor, endpoint_id=webhook_id, draft=wanted.draft())
    return await _shown(rt, actor, webhook_id)


@router.delete("/{webhook_id}", status_code=204, summary="Remove a webhook")
async def remove_webhook(rt: Rt, actor: Member, webhook_id: UUID) -> None:
    """Remove a webhook with its log. Nothing more is sent to it."""
    async with rt.unit_of_work(actor) as uow:
        await webhooks.remove(uow, actor, endpoint_id=webhook_id)


@router.post("/{webhook_id}/secret", summary="Rotate the secret")
async def rotate_webhook_secret(rt: Rt, actor: Member, webhook_id: UUID) -> SecretOut:
    """Make a new secret; for 24 hours messages carry the signatures of the old and the new one."""
    added = await webhooks.rotate(rt, actor, endpoint_id=webhook_id)
    return SecretOut(webhook=await _shown(rt, actor, webhook_id), secret=added.secret)


@router.post("/{webhook_id}/pause", summary="Switch a webhook off")
async def pause_webhook(rt: Rt, actor: Member, webhook_id: UUID) -> EndpointOut:
    """Switch it off: what happens meanwhile can be replayed later."""
    async with rt.unit_of_work(actor) as uow:
        await webhooks.pause(uow, actor, endpoint_id=webhook_id)
    return await _shown(rt, actor, webhook_id)


@router.post("/{webhook_id}/resume", summary="Switch a webhook on")
async def resume_webhook(rt: Rt, actor: Member, webhook_id: UUID) -> EndpointOut:
    """Switch it on again."""
    async with rt.unit_of_work(actor) as uow:
        await webhooks.resume(uow, actor, endpoint_id=webhook_id)
    return await _shown(rt, actor, webhook_id)


@router.post("/{webhook_id}/test", status_code=202, summary="Send a test")
async def test_webhook(rt: Rt, actor: Member, webhook_id: UUID) -> CallDetailOut:
    """Send a `webhook.test` message; look at its delivery to see what came of it."""
    async with rt.unit_of_work(actor) as uow:
        call_id = await webhooks.test(uow, actor, endpoint_id=webhook_id)
    return await _call(rt, actor, call_id)


@router.get("/{webhook_id}/deliveries", summary="What was sent to a webhook")
async def list_webhook_deliveries(
    rt: Rt,
    actor: Member,
    webhook_id: UUID,
    *,
    state: CallState | None = None,
    cursor: Cursor = None,
    size: Size = 25,
) -> CallListOut:
    """Return messages of the last thirty days, the latest first."""
    async with rt.read() as session:
        page = await queries.calls(
            session, actor, webhook_id, state=state, cursor=cursor, size=size
        )
    return CallListOut(
        deliveries=[CallOut.of(one) for one in page.rows], next_cursor=page.next_cursor
    )


@router.post("/{webhook_id}/replay", status_code=202, summary="Send what failed again")
async def replay_failed_deliveries(rt: Rt, actor: Member, webhook_id: UUID) -> ReplayedOut:
    """Send every message again that was not taken, under the ids they have."""
    async with rt.unit_of_work(actor) as uow:
        count = await webhooks.replay_failed(uow, actor, endpoint_id=webhook_id)
    return ReplayedOut(replayed=count)


@router.get("/deliveries/{delivery_id}", summary="One delivery")
async def read_webhook_delivery(rt: Rt, actor: Member, delivery_id: UUID) -> CallDetailOut:
    """Return a message with every attempt; anybody else's is 404."""
    return await _call(rt, actor, delivery_id)


@router.post("/deliveries/{delivery_id}/replay", status_code=202, summary="Send one again")
async def replay_webhook_delivery(rt: Rt, actor: Member, delivery_id: UUID) -> CallDetailOut:
    """Send a message again under the id it has."""
    async with rt.unit_of_work(actor) as uow:
        await webhooks.replay(uow, actor, call_id=delivery_id)
    return await _call(rt, actor, delivery_id)


async def _shown(rt: Runtime, actor: Actor, endpoint_id: UUID) -> EndpointOut:
    async with rt.read() as session:
        return EndpointOut.of(await queries.endpoint(session, actor, endpoint_id))


async def _call(rt: Runtime, actor: Actor, call_id: UUID) -> CallDetailOut:
    async with rt.read() as session:
        return CallDetailOut.of(await queries.call(session, actor, call_id))
