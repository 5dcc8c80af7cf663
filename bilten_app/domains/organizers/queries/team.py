"""Who is in a team, and who was asked in."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.organizers.models import (
    EventMember,
    Invitation,
    Member,
    Organizer,
    TeamRules,
)
from bilten_app.domains.organizers.public import (
    InvitationGone,
    InvitationView,
    MemberView,
    OrganizerId,
    SecondStepRule,
)
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import token_hash
from bilten_app.kit.roles import Role
from bilten_app.kit.twins import live_of


async def team(session: AsyncSession, scope: OrganizerScope) -> Sequence[MemberView]:
    """Return the members, the oldest first."""
    chosen = select(Member).where(col(Member.organizer_id) == scope)
    members = (
        await session.execute(chosen.order_by(col(Member.since), col(Member.user_id)))
    ).scalars().all()  # fmt: skip
    given = select(EventMember).where(col(EventMember.organizer_id) == scope)
    roles: dict[UUID, dict[UUID, Role]] = {}
    for one in (await session.execute(given)).scalars():
        roles.setdefault(one.user_id, {})[one.event_id] = Role(one.role)
    people = {
        one.id: one for one in await identity.profiles(session, [row.user_id for row in members])
    }
    return [
        MemberView(
            user_id=row.user_id,
            name=people[row.user_id].name,
            email=people[row.user_id].email,
            role=Role(row.role) if row.role else None,
            event_roles=roles.get(row.user_id, {}),
            since=row.since,
        )
        for row in members
    ]


async def only_owner_of(session: AsyncSession, user_id: UUID) -> Sequence[str]:
    """Return the names of the organizations that nobody but this user owns."""
    owner = Role.owner.value
    them = aliased(Member)
    other = select(col(them.user_id)).where(
        col(them.organizer_id) == col(Organizer.id),
        col(them.role) == owner,
        col(them.user_id) != user_id,
    )
    chosen = (
        select(col(Organizer.name))
        .join(Member, col(Member.organizer_id) == col(Organizer.id))
        .where(
            col(Member.user_id) == user_id,
            col(Member.role) == owner,
            ~other.correlate(Organizer).exists(),
        )
        .order_by(col(Organizer.name))
    )
    return (await session.execute(chosen)).scalars().all()


async def is_of_team(session: AsyncSession, organizer_id: UUID, email: str) -> bool:
    """Whether an address is that of a member, or of a member of whose tests these are."""
    user_id = await identity.user_id_by_email(session, email)
    return user_id is not None and bool(await session.get(Member, (live_of(organizer_id), user_id)))


async def invitations(session: AsyncSession, scope: OrganizerScope) -> Sequence[InvitationView]:
    """Return the invitations that nobody has accepted or taken back, the newest first."""
    chosen = (
        select(Invitation)
        .where(
            col(Invitation.organizer_id) == scope,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.revoked_at).is_(None),
        )
        .order_by(col(Invitation.id).desc())
        .limit(200)
    )
    rows = (await session.execute(chosen)).scalars().all()
    return await _views(session, rows)


async def invitation(session: AsyncSession, invitation_id: UUID) -> InvitationView:
    """Return an invitation, or raise NotFound. Not for doors: those use `invitation_of`."""
    row = await session.get(Invitation, invitation_id)
    if row is None:
        raise NotFound
    return (await _views(session, [row]))[0]


async def invitation_of(session: AsyncSession, token: str, *, now: datetime) -> InvitationView:
    """Return the open invitation of a mailed link, or raise InvitationGone."""
    chosen = select(Invitation).where(col(Invitation.token_hash) == token_hash(token))
    row = (await session.execute(chosen)).scalar_one_or_none()
    if row is None or not row.is_open or row.expires_at <= now:
        raise InvitationGone
    return (await _views(session, [row]))[0]


async def _views(session: AsyncSession, rows: Sequence[Invitation]) -> list[InvitationView]:
    people = await identity.profiles(session, {row.invited_by for row in rows})
    names = {one.id: one.name for one in people}
    return [
        InvitationView(
            id=row.id,
            organizer_id=OrganizerId(row.organizer_id),
            event_id=row.event_id,
            email=row.email,
            role=Role(row.role),
            sends=row.sends,
            sent_by=names.get(row.invited_by, ""),
            expires_at=row.expires_at,
            is_open=row.is_open,
        )
        for row in rows
    ]


async def second_step_rule(session: AsyncSession, scope: OrganizerScope) -> SecondStepRule:
    """Return what the organization asks of its team, and who has not got it."""
    rules = await session.get(TeamRules, scope)
    team = select(col(Member.user_id)).where(col(Member.organizer_id) == scope)
    members = (await session.execute(team)).scalars().all()
    without = await identity.without_second_step(session, members)
    people = await identity.profiles(session, without)
    return SecondStepRule(rules is not None and rules.asks_second, [one.name for one in people])
