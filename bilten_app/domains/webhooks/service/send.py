"""Calling endpoints: what is due, one call after the other for each object, a few at once for each.

Intent, call, record: an attempt is written before the call and completed by its answer. One that a
crash cut off counts as made; its message goes out again, under the same id, when the lease is over.
"""

import asyncio
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlmodel import col, delete, select, update

from bilten_app.domains.webhooks.models import Attempt, Call, Endpoint, Message
from bilten_app.domains.webhooks.public import (
    ENDPOINT_FLOW,
    CallState,
    EndpointGaveUp,
    EndpointState,
    Verb,
)
from bilten_app.domains.webhooks.rules import calls as rules
from bilten_app.domains.webhooks.service.endpoints import give_up_waiting, secrets_of
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.ids import new_id
from bilten_app.ports.hooks import HookAnswer

LEASE = timedelta(seconds=60)
AT_ONCE, FOR_ONE = 32, 4
LOOK_S, ROUND_S = 0.5, 5.0
KEPT = timedelta(days=30)
MOST_KEPT = 500
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """A call that is ours to make."""

    call_id: UUID
    attempt_id: UUID
    endpoint_id: UUID
    message_id: UUID
    url: str
    secrets: Sequence[str]
    body: bytes
    at: datetime


async def send_due(rt: Runtime) -> int:
    """Make the calls that are due; return how many. Job of the clock, harmless beside itself.

    A slow endpoint holds back nobody else: what others wait for is begun while its calls last.
    """
    loop = asyncio.get_running_loop()
    until, under_way, count = loop.time() + ROUND_S, dict[asyncio.Task[None], UUID](), 0
    try:
        while True:
            if loop.time() < until and len(under_way) < AT_ONCE:
                busy = Counter(under_way.values())
                full = [one for one, calls in busy.items() if calls >= FOR_ONE]
                for due in await _claim(rt, AT_ONCE - len(under_way), full):
                    under_way[asyncio.create_task(_call(rt, due))] = due.endpoint_id
                    count += 1
            if not under_way:
                return count
            done, _ = await asyncio.wait(
                under_way, timeout=LOOK_S, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                del under_way[task]
    finally:
        for task in under_way:
            task.cancel()


async def forget_old(rt: Runtime) -> None:
    """Job of the clock: forget messages after thirty days, with the log of their calls."""
    async with rt.unit_of_work() as uow:
        old = col(Message.made_at) < uow.clock.now() - KEPT
        await uow.session.execute(delete(Message).where(old))


async def _claim(rt: Runtime, limit: int, full: Collection[UUID]) -> Sequence[Due]:
    async with rt.unit_of_work() as uow:
        now = uow.clock.now()
        found = await uow.session.execute(
            _DUE, {"now": now, "each": FOR_ONE, "limit": limit, "full": list(full)}
        )
        ids = list(found.scalars())
        if not ids:
            return ()
        chosen = (
            select(Call, Endpoint, Message)
            .join(Endpoint, col(Endpoint.id) == col(Call.endpoint_id))
            .join(Message, col(Message.id) == col(Call.message_id))
            .where(col(Call.id).in_(ids))
        )
        return [
            _taken(rt, uow, *rows)
            for rows in (await uow.session.execute(chosen.order_by(col(Call.place)))).all()
        ]


def _taken(rt: Runtime, uow: UnitOfWork, call: Call, endpoint: Endpoint, message: Message) -> Due:
    """Write the intent of a call: whoever looks before the lease is over leaves it alone."""
    now, attempt_id = uow.clock.now(), new_id()
    if endpoint.old_secret_until and endpoint.old_secret_until <= now:
        endpoint.old_secret = endpoint.old_secret_until = None
    call.next_at, call.tries, call.first_at = now + LEASE, call.tries + 1, call.first_at or now
    uow.add(Attempt(id=attempt_id, call_id=call.id, at=now))
    return Due(
        call_id=call.id,
        attempt_id=attempt_id,
        endpoint_id=endpoint.id,
        message_id=message.id,
        url=endpoint.url,
        secrets=secrets_of(rt.vault, endpoint),
        body=message.body.encode(),
        at=now,
    )


async def _call(rt: Runtime, due: Due) -> None:
    """Call and record; a call whose record fails is made again when its lease is over."""
    headers = rules.headers(due.secrets, due.message_id, due.at, due.body)
    answer = await rt.gateways.hooks.post(due.url, headers, due.body)
    try:
        async with rt.unit_of_work() as uow:
            await _record(uow, due, answer)
    except Exception:
        log.exception("a webhook call could not be recorded", call=str(due.call_id))


async def _record(uow: UnitOfWork, due: Due, answer: HookAnswer) -> None:
    """Complete an attempt, and decide what becomes of its call and of the endpoint."""
    call = await uow.session.get(Call, due.call_id, with_for_update=True)
    if call is None:  # its endpoint was removed meanwhile
        return
    trouble = answer.trouble.value if answer.trouble else ""
    await uow.session.execute(
        update(Attempt)
        .where(col(Attempt.id) == due.attempt_id)
        .values(
            status=answer.status, took_ms=answer.took_ms, trouble=trouble,
            answer=answer.body[:MOST_KEPT],
        )
    )  # fmt: skip
    call.status, call.trouble = answer.status, trouble
    now = uow.clock.now()
    if answer.is_success and answer.trouble is None:
        call.state, call.next_at, call.ended_at = CallState.delivered.value, None, now
        recovered = update(Endpoint).where(
            col(Endpoint.id) == due.endpoint_id, col(Endpoint.failing_since).is_not(None)
        )
        await uow.session.execute(recovered.values(failing_since=None))
        return
    if call.state == CallState.queued.value:
        call.next_at = rules.next_try(call.first_at or now, now, call.tries)
        if call.next_at is None:
            call.state, call.ended_at = CallState.failed.value, now
    await uow.session.flush()
    await _note_failure(uow, due.endpoint_id, now)


async def _note_failure(uow: UnitOfWork, endpoint_id: UUID, now: datetime) -> None:
    endpoint = await uow.get(Endpoint, endpoint_id, lock=True)
    if endpoint.state != EndpointState.active:
        return
    endpoint.failing_since = endpoint.failing_since or now
    if now - endpoint.failing_since < rules.PATIENCE:
        return
    uow.advance(endpoint, ENDPOINT_FLOW, EndpointState.failing)
    await give_up_waiting(uow, endpoint.id)
    uow.record(EndpointGaveUp(endpoint.id, endpoint.organizer_id, endpoint.failing_since))
    uow.audit(Verb.gave_up, endpoint.organizer_id, webhook=str(endpoint.id))


# A call waits while an earlier one about the same object waits. The outer conditions are asked
# again of a row that another worker has just let go.
_DUE = text(
    "SELECT c.id FROM webhook_calls c WHERE c.state = 'queued' AND c.next_at <= :now AND c.id IN ("
    " SELECT id FROM (SELECT d.id, d.next_at, row_number() OVER"
    "  (PARTITION BY d.endpoint_id ORDER BY d.place, d.id) AS rank FROM webhook_calls d"
    "  WHERE d.state = 'queued' AND d.next_at <= :now"
    "  AND d.endpoint_id <> ALL(CAST(:full AS uuid[]))"
    "  AND NOT EXISTS (SELECT 1 FROM webhook_calls e WHERE e.endpoint_id = d.endpoint_id"
    "   AND e.object_id = d.object_id AND e.state = 'queued'"
    "   AND (e.place, e.id) < (d.place, d.id))"
    " ) due WHERE rank <= :each ORDER BY next_at LIMIT :limit)"
    " FOR NO KEY UPDATE SKIP LOCKED"
)
