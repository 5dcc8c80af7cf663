"""What must happen once: requests that carry a key, and events from outside.

The third kind, scans, is made once by the device's own sequence (spec/scan-verdict.md).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col, select, update

from bilten_app.infra.db import Row, among_pairs, document, moment, table_of
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.errors import Invalid
from bilten_app.kit.text import msgid


class KeyReused(Invalid):
    """The same idempotency key came with another request."""

    code = "idempotency_key_reused"
    text = msgid("This idempotency key was used for another request. Send a new key.")


class NotAllNew(Exception):
    """Among many keys some were used before."""


class RequestRow(Row, table=True):
    """A request that carried an idempotency key, and its answer."""

    __tablename__ = "idempotent_requests"

    key: str = Field(primary_key=True)
    actor: str = Field(primary_key=True)
    fingerprint: bytes = Field(sa_type=LargeBinary)
    answer: dict[str, Any] | None = document(default=None, nullable=True)
    at: datetime = moment(index=True)


class ExternalEventRow(Row, table=True):
    """An event that somebody outside told us, stored before anything is done about it."""

    __tablename__ = "external_events"

    source: str = Field(primary_key=True)
    external_id: str = Field(primary_key=True)
    payload: dict[str, Any] = document()
    received_at: datetime = moment()
    handled_at: datetime | None = moment(default=None, nullable=True)


@dataclass(frozen=True, slots=True)
class Request:
    """A request with its key, and whose key it is; the fingerprint tells another request apart."""

    key: str
    actor: str
    fingerprint: bytes

    @classmethod
    def of(cls, *, key: str, actor: str, request: object) -> "Request":
        """Return the request for anything that can be written as JSON."""
        told = json.dumps(request, sort_keys=True, default=str).encode()
        return cls(key, actor, hashlib.sha256(told).digest())


@dataclass(frozen=True, slots=True)
class ExternalEvent:
    """What somebody outside told us, under the name they gave it."""

    source: str
    external_id: str
    payload: dict[str, Any]


async def claim(uow: UnitOfWork, request: Request) -> dict[str, Any] | None:
    """Take the key of `request`; return the answer of its first time, or None: it is ours.

    A second request with the same key waits for the first one's transaction.
    Raises KeyReused when the key came with another request.
    """
    if await _take(uow, [request]):
        return None
    stored = (
        await uow.session.execute(
            select(RequestRow).where(
                col(RequestRow.key) == request.key, col(RequestRow.actor) == request.actor
            )
        )
    ).scalar_one()
    if stored.fingerprint != request.fingerprint:
        raise KeyReused
    return stored.answer


async def claim_new(uow: UnitOfWork, requests: Sequence[Request]) -> None:
    """Take many keys that were never used; raises NotAllNew, then each is to be claimed alone."""
    if requests and await _take(uow, requests) != len(requests):
        raise NotAllNew


async def answer(uow: UnitOfWork, answers: Mapping[Request, dict[str, Any]]) -> None:
    """Store the answers of claimed requests."""
    table = table_of(RequestRow)
    if answers:
        await uow.session.execute(
            update(table)
            .where(table.c.key == bindparam("of_key"), table.c.actor == bindparam("of_actor"))
            .values(answer=bindparam("told")),
            [
                {"of_key": one.key, "of_actor": one.actor, "told": told}
                for one, told in answers.items()
            ],
        )


async def is_first(
    uow: UnitOfWork, *, source: str, external_id: str, payload: dict[str, Any]
) -> bool:
    """Store an event from outside; whether it came for the first time."""
    return bool(await store(uow, [ExternalEvent(source, external_id, payload)]))


async def store(uow: UnitOfWork, events: Sequence[ExternalEvent]) -> Set[tuple[str, str]]:
    """Store events from outside; return (source, external id) of those that are new."""
    ordered = sorted(events, key=attrgetter("source", "external_id"))
    stored = await uow.session.execute(
        _STORE,
        {
            "sources": [one.source for one in ordered],
            "ids": [one.external_id for one in ordered],
            "payloads": [json.dumps(one.payload) for one in ordered],
            "now": uow.clock.now(),
        },
    )
    return {(source, external_id) for source, external_id in stored}


async def payloads(
    session: AsyncSession, keys: Sequence[tuple[str, str]]
) -> Mapping[tuple[str, str], dict[str, Any]]:
    """Return (source, external id) → what was stored."""
    rows = await session.execute(
        select(
            col(ExternalEventRow.source),
            col(ExternalEventRow.external_id),
            col(ExternalEventRow.payload),
        ).where(_one_of(keys))
    )
    return {(source, external_id): payload for source, external_id, payload in rows}


async def mark_handled(uow: UnitOfWork, keys: Sequence[tuple[str, str]]) -> None:
    """Say that what stored events told is done."""
    await uow.session.execute(
        update(ExternalEventRow)
        .where(_one_of(keys))
        .values(handled_at=uow.clock.now())
        .execution_options(synchronize_session=False)
    )


def _one_of(keys: Sequence[tuple[str, str]]) -> ColumnElement[bool]:
    return among_pairs(col(ExternalEventRow.source), col(ExternalEventRow.external_id), keys)


async def _take(uow: UnitOfWork, requests: Sequence[Request]) -> int:
    """Insert the keys, in one order for all, and return how many were new."""
    ordered = sorted(requests, key=attrgetter("key", "actor"))
    taken = await uow.session.execute(
        _TAKE,
        {
            "keys": [one.key for one in ordered],
            "actors": [one.actor for one in ordered],
            "prints": [one.fingerprint for one in ordered],
            "now": uow.clock.now(),
        },
    )
    return len(taken.all())


# By columns, so that the statement is the same for one and for many.
_TAKE = text(
    "INSERT INTO idempotent_requests (key, actor, fingerprint, at)"
    " SELECT key, actor, fingerprint, :now FROM unnest(CAST(:keys AS text[]),"
    " CAST(:actors AS text[]), CAST(:prints AS bytea[])) AS r (key, actor, fingerprint)"
    " ON CONFLICT DO NOTHING RETURNING key"
)
_STORE = text(
    "INSERT INTO external_events (source, external_id, payload, received_at)"
    " SELECT source, external_id, payload, :now FROM unnest(CAST(:sources AS text[]),"
    " CAST(:ids AS text[]), CAST(:payloads AS jsonb[])) AS e (source, external_id, payload)"
    " ON CONFLICT DO NOTHING RETURNING source, external_id"
)
