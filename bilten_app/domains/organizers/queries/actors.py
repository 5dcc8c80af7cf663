"""Who is asking, and with which rights: looked up for each request and each page event."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.organizers.models import EventMember, Member
from bilten_app.kit.actor import GUEST, NONE, Actor, ActorKind
from bilten_app.kit.roles import (
    BY_OWN_HAND,
    EVENT_GRANTS,
    ROLE_GRANTS,
    STAFF_GRANTS,
    Role,
    StaffRole,
)


async def actor_of(
    session: AsyncSession, *, session_token: str | None, visitor: str | None, now: datetime
) -> Actor:
    """Return who is asking, with every grant, in one round trip; a guest when nobody is signed in.

    The same statement notes, at most every five minutes, that the session was seen.
    """
    guest = replace(GUEST, visitor=visitor)
    if not session_token:
        return guest
    holder = identity.holder_of(session_token, now)
    rows = (
        await session.execute(
            select(
                holder.c.id,
                holder.c.name,
                holder.c.email,
                holder.c.verified_at,
                holder.c.staff_role,
                holder.c.proved_at,
                holder.c.acted_by,
                col(Member.organizer_id),
                col(Member.role),
                col(EventMember.event_id),
                col(EventMember.role),
            )
            .join_from(holder, Member, col(Member.user_id) == holder.c.id, isouter=True)
            .join(
                EventMember,
                and_(
                    col(EventMember.organizer_id) == col(Member.organizer_id),
                    col(EventMember.user_id) == col(Member.user_id),
                ),
                isouter=True,
            )
            .add_cte(identity.seen(session_token, now))
        )
    ).all()
    if not rows:
        return guest
    user_id, name, email, verified_at, staff_role, proved_at, acted_by = rows[0][:7]
    kept = BY_OWN_HAND if acted_by else NONE
    return Actor(
        ActorKind.user,
        user_id=user_id,
        visitor=visitor,
        name=name,
        email=email,
        verified=verified_at is not None,
        staff=STAFF_GRANTS[StaffRole(staff_role)] if staff_role else NONE,
        proved_at=proved_at,
        asked_at=now,
        grants={row[7]: role_grants(row[8]) - kept for row in rows if row[7]},
        event_grants={
            (row[7], row[9]): EVENT_GRANTS[Role(row[10])] - kept for row in rows if row[9]
        },
        acted_by=acted_by,
    )


def role_grants(role: str | None) -> frozenset[str]:
    """Return what a member may do in the whole organization."""
    return ROLE_GRANTS[Role(role)] if role else NONE
