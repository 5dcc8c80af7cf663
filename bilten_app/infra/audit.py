"""Who did what: append-only lines, sealed into a chain of hashes.

A transaction only appends. The chain is made afterwards, in one place and in order, so that
auditing never makes two buyers wait for each other.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Identity, Index, LargeBinary, func, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col, select

from bilten_app.infra.db import Row, document, insert_lists, moment

type Told = dict[str, Any]

START = bytes(32)
_SEALER_LOCK = 0x5EA1


class AuditLine(Row, table=True):
    """One thing somebody did; `hash` covers the line and the hash of the line before."""

    __tablename__ = "audit_lines"
    __table_args__ = (
        Index("ix_audit_lines_subject", "subject", "id"),
        Index("ix_audit_lines_unsealed", "id", postgresql_where=text("hash IS NULL")),
        Index("uq_audit_lines_place", "place", unique=True),
    )

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    at: datetime = moment()
    actor: str
    verb: str
    subject: str
    changes: dict[str, Any] = document()
    correlation_id: str
    place: int | None = Field(default=None, sa_type=BigInteger)
    hash: bytes | None = Field(default=None, sa_type=LargeBinary)


async def write(session: AsyncSession, lines: Sequence[Told]) -> None:
    """Append lines in the session's transaction, in their order."""
    if lines:
        lists = {name: [line[name] for line in lines] for name in _COLUMNS}
        lists["changes"] = [json.dumps(changes) for changes in lists["changes"]]
        await session.execute(_WRITE, lists)


def line_hash(line: AuditLine, before: bytes) -> bytes:
    """Return SHA-256 over the previous hash and the line's canonical JSON."""
    told = json.dumps(
        [line.id, line.at.isoformat(), line.actor, line.verb, line.subject, line.changes],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(before + told.encode()).digest()


async def seal(session: AsyncSession, limit: int = 1000) -> int:
    """Give the oldest unsealed lines their place and hash; return how many.

    One sealer at a time (advisory lock, released with the transaction).
    """
    await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SEALER_LOCK})
    last = (
        await session.execute(
            select(AuditLine)
            .where(col(AuditLine.hash).is_not(None))
            .order_by(col(AuditLine.place).desc())
            .limit(1)
        )
    ).scalar_one_or_none()
    place, before = (last.place or 0, last.hash or START) if last else (0, START)
    lines = await _lines(session, sealed=False, after=0, limit=limit)
    hashes: list[bytes] = []
    for line in lines:
        before = line_hash(line, before)
        hashes.append(before)
    if lines:
        places = range(place + 1, place + 1 + len(lines))
        sealed = {"ids": [line.id for line in lines], "places": [*places], "hashes": hashes}
        await session.execute(_SEAL, sealed)
    return len(lines)


@dataclass(frozen=True, slots=True)
class Proven:
    """What became of proving the chain; `broken` is the first line that does not fit."""

    sealed: int
    unsealed: int
    broken: AuditLine | None


async def prove(session: AsyncSession) -> Proven:
    """Compute every hash anew, and count what waits to be sealed."""
    counted = select(func.count(col(AuditLine.hash)), func.count()).select_from(AuditLine)
    sealed, total = (await session.execute(counted)).one()
    return Proven(sealed, total - sealed, await first_broken(session))


async def first_broken(session: AsyncSession) -> AuditLine | None:
    """Return the first sealed line that does not fit the chain, or None when it is whole."""
    before, place = START, 0
    while lines := await _lines(session, sealed=True, after=place, limit=1000):
        for line in lines:
            place += 1
            if line.place != place or line.hash != (before := line_hash(line, before)):
                return line
    return None


async def _lines(
    session: AsyncSession, *, sealed: bool, after: int, limit: int
) -> Sequence[AuditLine]:
    chosen = select(AuditLine).limit(limit)
    if sealed:
        chosen = chosen.where(col(AuditLine.place) > after).order_by(col(AuditLine.place))
    else:
        chosen = chosen.where(col(AuditLine.hash).is_(None)).order_by(col(AuditLine.id))
    return (await session.execute(chosen)).scalars().all()


_COLUMNS = {
    "at": "timestamptz", "actor": "text", "verb": "text", "subject": "text", "changes": "jsonb",
    "correlation_id": "text",
}  # fmt: skip
_WRITE = insert_lists("audit_lines", **_COLUMNS)
_SEAL = text(
    "UPDATE audit_lines a SET place = s.place, hash = s.hash FROM unnest(CAST(:ids AS bigint[]),"
    " CAST(:places AS bigint[]), CAST(:hashes AS bytea[])) AS s (id, place, hash)"
    " WHERE a.id = s.id"
)
