"""What somebody may do who is not here themselves: for an app that acts in their name."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, not_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.organizers.models import EventMember, Member, TeamRules
from bilten_app.domains.organizers.queries.actors import role_grants
from bilten_app.kit.roles import EVENT_GRANTS, Role


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person holds now, as an `Actor` has it: per organization, and for single events."""

    grants: Mapping[UUID, frozenset[str]]
    event_grants: Mapping[tuple[UUID, UUID], frozenset[str]]


async def standing_of(session: AsyncSession, user_id: UUID) -> Standing | None:
    """Return what somebody may do, in one round trip; None who is suspended or gone.

    Nothing where everybody is asked for a second step and they have none.
    """
    person = identity.living(user_id)
    found = (
        select(
            col(Member.organizer_id), col(Member.role),
            col(EventMember.event_id), col(EventMember.role),
            and_(col(TeamRules.asks_second), not_(person.c.has_factor)),
        )
        .join_from(person, Member, col(Member.user_id) == person.c.id, isouter=True)
        .join(
            EventMember,
            and_(
                col(EventMember.organizer_id) == col(Member.organizer_id),
                col(EventMember.user_id) == col(Member.user_id),
            ),
            isouter=True,
        )
        .join(TeamRules, col(TeamRules.organizer_id) == col(Member.organizer_id), isouter=True)
    )  # fmt: skip
    rows = (await session.execute(found)).all()
    if not rows:
        return None
    return Standing(
        {where: role_grants(role) for where, role, _, _, lacks in rows if where and not lacks},
        {
            (where, event_id): frozenset[str](EVENT_GRANTS[Role(role)])
            for where, _, event_id, role, lacks in rows
            if event_id and not lacks
        },
    )
