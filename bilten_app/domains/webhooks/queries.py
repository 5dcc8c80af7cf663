"""Endpoints of an organization, and the log of what was sent to them."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.webhooks.models import Attempt, Call, Endpoint, Message
from bilten_app.domains.webhooks.public import (
    AttemptView,
    CallDetail,
    CallState,
    CallView,
    EndpointState,
    EndpointView,
    HookKind,
)
from bilten_app.domains.webhooks.rules import calls as rules
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.errors import NotFound
from bilten_app.kit.page import Page, cursor_id, cursor_moment, read_cursor
from bilten_app.kit.roles import Permission
from bilten_app.ports.hooks import HookTrouble


async def endpoints(session: AsyncSession, scope: OrganizerScope) -> Sequence[EndpointView]:
    """Return an organization's endpoints, the oldest first."""
    chosen = select(Endpoint).where(col(Endpoint.organizer_id) == scope).order_by(col(Endpoint.id))
    return [view(row) for row in (await session.execute(chosen)).scalars()]


async def endpoint(session: AsyncSession, actor: Actor, endpoint_id: UUID) -> EndpointView:
    """Return an endpoint to who may manage it; anybody else's is NotFound."""
    row = await session.get(Endpoint, endpoint_id, populate_existing=True)
    if row is None:
        raise NotFound
    actor.require(Permission.webhooks_manage, row.organizer_id)
    return view(row)


async def wanted(
    session: AsyncSession, organizer_ids: Collection[UUID]
) -> Mapping[UUID, frozenset[HookKind]]:
    """Return by organization what its endpoints want to be told, switched off or not."""
    chosen = select(col(Endpoint.organizer_id), col(Endpoint.kinds)).where(
        col(Endpoint.organizer_id).in_(organizer_ids)
    )
    found: dict[UUID, frozenset[HookKind]] = {}
    for organizer_id, kinds in await session.execute(chosen):
        found[organizer_id] = found.get(organizer_id, frozenset()) | set(map(HookKind, kinds))
    return found


async def calls(
    session: AsyncSession,
    actor: Actor,
    endpoint_id: UUID,
    *,
    state: CallState | None = None,
    cursor: str | None = None,
    size: int = 25,
) -> Page[CallView]:
    """Return what was sent to an endpoint, the latest first."""
    await endpoint(session, actor, endpoint_id)
    chosen = (
        select(Call, col(Message.kind))
        .join(Message, col(Message.id) == col(Call.message_id))
        .where(col(Call.endpoint_id) == endpoint_id)
    )
    if state:
        chosen = chosen.where(col(Call.state) == state.value)
    if cursor:
        at, last = read_cursor(cursor, 2)
        before = tuple_(cursor_moment(at), cursor_id(last))
        chosen = chosen.where(tuple_(col(Call.queued_at), col(Call.id)) < before)
    latest = chosen.order_by(col(Call.queued_at).desc(), col(Call.id).desc()).limit(size + 1)
    rows = [_call_view(row, kind) for row, kind in await session.execute(latest)]
    return Page[CallView].cut(rows, size, _place)


async def call(session: AsyncSession, actor: Actor, call_id: UUID) -> CallDetail:
    """Return a message with its body and every attempt; anybody else's is NotFound."""
    row = await session.get(Call, call_id, populate_existing=True)
    if row is None:
        raise NotFound
    await endpoint(session, actor, row.endpoint_id)
    message = await session.get_one(Message, row.message_id)
    made = select(Attempt).where(col(Attempt.call_id) == call_id).order_by(col(Attempt.id).desc())
    attempts = (await session.execute(made.execution_options(populate_existing=True))).scalars()
    return CallDetail(
        _call_view(row, message.kind), message.body, [_attempt_view(each) for each in attempts]
    )


async def failed_count(session: AsyncSession, endpoint_id: UUID) -> int:
    """Return how many messages an endpoint did not take."""
    chosen = select(func.count()).select_from(Call)
    failed = chosen.where(
        col(Call.endpoint_id) == endpoint_id, col(Call.state) == CallState.failed.value
    )
    return (await session.execute(failed)).scalar_one()


async def given_up(session: AsyncSession, endpoint_id: UUID) -> EndpointView | None:
    """Return an endpoint that failed for too long, if it still does. Not for doors."""
    row = await session.get(Endpoint, endpoint_id)
    return view(row) if row and row.state == EndpointState.failing else None


def view(row: Endpoint) -> EndpointView:
    """Return an endpoint's view."""
    return EndpointView(
        id=row.id,
        organizer_id=row.organizer_id,
        url=row.url,
        about=row.about,
        kinds=tuple(HookKind(kind) for kind in row.kinds),
        state=EndpointState(row.state),
        failing_since=row.failing_since,
        old_secret_until=row.old_secret_until,
        made_at=row.made_at,
    )


def _place(one: CallView) -> Sequence[str]:
    return one.queued_at.isoformat(), str(one.id)


def _call_view(row: Call, kind: str) -> CallView:
    return CallView(
        id=row.id,
        endpoint_id=row.endpoint_id,
        message_id=rules.shown_id(row.message_id),
        kind=HookKind(kind),
        state=CallState(row.state),
        tries=row.tries,
        queued_at=row.queued_at,
        next_at=row.next_at,
        ended_at=row.ended_at,
        status=row.status,
        trouble=HookTrouble(row.trouble) if row.trouble else None,
    )


def _attempt_view(row: Attempt) -> AttemptView:
    return AttemptView(
        at=row.at,
        status=row.status,
        took_ms=row.took_ms,
        trouble=HookTrouble(row.trouble) if row.trouble else None,
        answer=row.answer,
    )
