"""Organizations as the platform's staff find them, and which of them are suspended."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.organizers.models import Member, Organizer
from bilten_app.domains.organizers.public import OrganizationView, OrganizerId
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.page import Page, cursor_id, read_cursor
from bilten_app.kit.roles import Role, StaffPermission

PAGE = 25


def suspended() -> Select[UUID]:
    """Return the ids of suspended organizations, as a part of a statement: few, by an index."""
    return select(col(Organizer.id)).where(col(Organizer.suspended_at).is_not(None))


async def all_organizations(
    session: AsyncSession,
    actor: Actor,
    *,
    words: str = "",
    only_suspended: bool = False,
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[OrganizationView]:
    """Return organizations by a part of their name, the newest first; for staff."""
    actor.require_staff(StaffPermission.people_read)
    wanted: list[ColumnElement[bool]] = [col(Organizer.sandbox_of).is_(None)]
    if like := words.strip():
        wanted.append(
            or_(
                col(Organizer.name).icontains(like, autoescape=True),
                col(Organizer.slug).icontains(like, autoescape=True),
            )
        )
    if only_suspended:
        wanted.append(col(Organizer.suspended_at).is_not(None))
    if cursor:
        wanted.append(col(Organizer.id) < cursor_id(read_cursor(cursor, 1)[0]))
    rows = await _views(session, wanted, size + 1)
    return Page[OrganizationView].cut(rows, size, lambda one: (str(one.id),))


async def organization(session: AsyncSession, actor: Actor, organizer_id: UUID) -> OrganizationView:
    """Return an organization as staff see it, or raise NotFound."""
    actor.require_staff(StaffPermission.people_read)
    for found in await _views(session, [col(Organizer.id) == organizer_id], 1):
        return found
    raise NotFound


async def members_of(
    session: AsyncSession, actor: Actor, user_id: UUID
) -> list[tuple[UUID, str, Role | None]]:
    """Return where somebody is a member, as (organization, its name, role); for staff."""
    actor.require_staff(StaffPermission.people_read)
    chosen = (
        select(col(Organizer.id), col(Organizer.name), col(Member.role))
        .join(Member, col(Member.organizer_id) == col(Organizer.id))
        .where(col(Member.user_id) == user_id)
        .order_by(col(Member.since))
    )
    rows = (await session.execute(chosen)).all()
    return [(row[0], row[1], Role(row[2]) if row[2] else None) for row in rows]


async def _views(
    session: AsyncSession, wanted: list[ColumnElement[bool]], size: int
) -> list[OrganizationView]:
    members = (
        select(func.count()).where(col(Member.organizer_id) == col(Organizer.id)).scalar_subquery()
    )
    chosen = select(Organizer, members).where(*wanted)
    rows = await session.execute(chosen.order_by(col(Organizer.id).desc()).limit(size))
    return [
        OrganizationView(
            id=OrganizerId(row.id),
            slug=row.slug,
            name=row.name,
            members=count,
            created_at=row.created_at,
            suspended_at=row.suspended_at,
            suspended_for=row.suspended_for,
        )
        for row, count in rows.all()
    ]
