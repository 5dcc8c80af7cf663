"""Organizations as people see them, and where somebody belongs."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.identity.public import ProfileView
from bilten_app.domains.media import queries as media
from bilten_app.domains.organizers.models import Member, Organizer
from bilten_app.domains.organizers.public import Membership, OrganizerId, OrganizerView, RootKey
from bilten_app.infra.vault import Vault
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.roles import (
    ROLE_GRANTS,
    Permission,
    Role,
)
from bilten_app.kit.twins import live_of


async def memberships(
    session: AsyncSession, actor: Actor, *, with_tests: bool = False
) -> Sequence[Membership]:
    """Return the actor's organizations, the oldest membership first, each before its tests.

    Who works for some events only has nothing to do with tests.
    """
    has_tests = col(Member.role).is_not(None) if with_tests else false()
    live = func.coalesce(col(Organizer.sandbox_of), col(Organizer.id))
    chosen = (
        select(Organizer, col(Member.role))
        .join(Member, col(Member.organizer_id) == live)
        .where(
            col(Member.user_id) == actor.require_user(),
            or_(col(Organizer.sandbox_of).is_(None), has_tests),
        )
        .order_by(col(Member.since), live, col(Organizer.sandbox_of).is_not(None))
    )
    rows = (await session.execute(chosen)).all()
    shown = await _views(session, [row[0] for row in rows])
    return [Membership(shown[row[0].id], Role(row[1]) if row[1] else None) for row in rows]


async def who_may(
    session: AsyncSession, organizer_id: UUID, permission: Permission
) -> Sequence[ProfileView]:
    """Return the members who may do something, to tell them of it."""
    roles = [role.value for role, grants in ROLE_GRANTS.items() if permission in grants]
    chosen = select(col(Member.user_id)).where(
        col(Member.organizer_id) == live_of(organizer_id), col(Member.role).in_(roles)
    )
    return await identity.profiles(session, (await session.execute(chosen)).scalars().all())


async def by_id(session: AsyncSession, organizer_id: UUID) -> OrganizerView:
    """Return an organization, or raise NotFound."""
    found = (await by_ids(session, [organizer_id])).get(organizer_id)
    if found is None:
        raise NotFound
    return found


async def by_ids(
    session: AsyncSession, organizer_ids: Collection[UUID]
) -> dict[UUID, OrganizerView]:
    """Return these organizations."""
    chosen = select(Organizer).where(col(Organizer.id).in_(organizer_ids))
    return await _views(session, (await session.execute(chosen)).scalars().all())


async def by_slug(session: AsyncSession, slug: str) -> OrganizerView:
    """Return an organization, or raise NotFound."""
    chosen = select(Organizer).where(col(Organizer.slug) == slug)
    rows = (await session.execute(chosen)).scalars().all()
    for view in (await _views(session, rows)).values():
        return view
    raise NotFound


async def root_key(session: AsyncSession, vault: Vault, organizer_id: UUID) -> RootKey:
    """Return the organization's root key; only code that signs feeds asks for it."""
    row = await session.get(Organizer, organizer_id)
    if row is None:
        raise NotFound
    return RootKey(row.root_public, vault.open(root_purpose(organizer_id), row.root_sealed))


def root_purpose(organizer_id: UUID) -> str:
    """Return what the vault binds a root key to."""
    return f"organizer-root/{organizer_id}"


async def _views(session: AsyncSession, rows: Sequence[Organizer]) -> dict[UUID, OrganizerView]:
    logos = await media.views(session, [row.logo_id for row in rows if row.logo_id])
    return {
        row.id: OrganizerView(
            id=OrganizerId(row.id),
            slug=row.slug,
            name=row.name,
            about=row.about,
            color=row.color,
            logo=logos.get(row.logo_id) if row.logo_id else None,
        )
        for row in rows
    }
