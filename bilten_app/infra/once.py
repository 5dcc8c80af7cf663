"""What must happen once: requests that carry a key, and events from outside.

The third kind, scans, is made once by the device's own sequence (spec/scan-verdict.md).
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, col, select, update

from bilten_app.infra.db import Row, document, moment
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.errors import Invalid
from bilten_app.kit.text import msgid


class KeyReused(Invalid):
    """The same idempotency key came with another request."""

    code = "idempotency_key_reused"
    text = msgid("This idempotency key was used for another request. Send a new key.")


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
class Claim:
    """A request that is ours to answer, or the answer it already has."""

    key: str
    actor: str
    answer: dict[str, Any] | None = None


async def claim(uow: UnitOfWork, *, key: str, actor: str, request: object) -> Claim:
    """Take the key for `request`, or return the answer of its first time.

    A second request with the same key waits for the first one's transaction.
    Raises KeyReused when the key came with another request.
    """
    print_ = hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).digest()
    row = {"key": key, "actor": actor, "fingerprint": print_, "at": uow.clock.now()}
    taken = await uow.session.execute(
        insert(RequestRow).values(row).on_conflict_do_nothing().returning(col(RequestRow.key))
    )
    if taken.scalar_one_or_none() is not None:
        return Claim(key, actor)
    stored = (
        await uow.session.execute(
            select(RequestRow).where(col(RequestRow.key) == key, col(RequestRow.actor) == actor)
        )
    ).scalar_one()
    if stored.fingerprint != print_:
        raise KeyReused
    return Claim(key, actor, stored.answer)


async def answer(uow: UnitOfWork, claim: Claim, answer: dict[str, Any]) -> None:
    """Store the answer of a claimed request."""
    await uow.session.execute(
        update(RequestRow)
        .where(col(RequestRow.key) == claim.key, col(RequestRow.actor) == claim.actor)
        .values(answer=answer)
    )


async def is_first(
    uow: UnitOfWork, *, source: str, external_id: str, payload: dict[str, Any]
) -> bool:
    """Store an event from outside; whether it came for the first time."""
    row = {
        "source": source,
        "external_id": external_id,
        "payload": payload,
        "received_at": uow.clock.now(),
    }
    stored = await uow.session.execute(
        insert(ExternalEventRow)
        .values(row)
        .on_conflict_do_nothing()
        .returning(col(ExternalEventRow.external_id))
    )
    return stored.scalar_one_or_none() is not None
