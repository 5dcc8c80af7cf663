"""Who did what to what: the audit lines of an organization, or of the whole platform."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, String, cast, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.events.models import Event
from bilten_app.domains.reporting.public import AuditRow, AuditSearch
from bilten_app.infra.audit import AuditLine
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.page import Page, cursor_number, read_cursor
from bilten_app.kit.roles import StaffPermission

PAGE = 50
USERS = "user:%"


async def organizer_audit(
    session: AsyncSession,
    scope: OrganizerScope,
    search: AuditSearch,
    *,
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[AuditRow]:
    """Return what was done to an organization and its events, the newest first."""
    events = select(cast(col(Event.id), String)).where(col(Event.organizer_id) == scope)
    own = union_all(select(literal(str(scope))), events)
    return await _page(session, [col(AuditLine.subject).in_(own), *_wanted(search)], cursor, size)


async def audit(
    session: AsyncSession,
    actor: Actor,
    search: AuditSearch,
    *,
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[AuditRow]:
    """Return what anybody did, the newest first; for the platform's staff."""
    actor.require_staff(StaffPermission.audit_read)
    return await _page(session, _wanted(search), cursor, size)


def _wanted(search: AuditSearch) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if search.actor:
        wanted.append(col(AuditLine.actor) == search.actor)
        if search.actor.startswith("user:"):
            wanted.append(col(AuditLine.actor).like(USERS))  # what its index holds
    if search.subject:
        wanted.append(col(AuditLine.subject) == search.subject)
    if search.verb:
        wanted.append(col(AuditLine.verb).startswith(search.verb, autoescape=True))
    if search.since:
        wanted.append(col(AuditLine.at) >= search.since)
    if search.until:
        wanted.append(col(AuditLine.at) < search.until)
    return wanted


async def _page(
    session: AsyncSession, wanted: Sequence[ColumnElement[bool]], cursor: str | None, size: int
) -> Page[AuditRow]:
    chosen = select(AuditLine).where(*wanted).order_by(col(AuditLine.id).desc()).limit(size + 1)
    if cursor:
        chosen = chosen.where(col(AuditLine.id) < cursor_number(read_cursor(cursor, 1)[0]))
    rows = [
        AuditRow(line.id or 0, line.at, line.actor, line.verb, line.subject, line.changes)
        for line in (await session.execute(chosen)).scalars()
    ]
    return Page[AuditRow].cut(rows, size, lambda row: (str(row.id),))
