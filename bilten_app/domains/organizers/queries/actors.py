"""Who is asking, and with which rights: looked up for each request and each page event."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, case, not_, select

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.organizers.models import (
    EventMember,
    Member,
    Organizer,
    TeamIssuer,
    TeamRules,
)
from bilten_app.domains.organizers.queries.issuers import issuer_name
from bilten_app.infra.db import table_of
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST, NONE, Actor, ActorKind, Wishes
from bilten_app.kit.ids import token_hash
from bilten_app.kit.roles import (
    BY_OWN_HAND,
    EVENT_GRANTS,
    OF_TESTS,
    ROLE_GRANTS,
    STAFF_GRANTS,
    Role,
    StaffRole,
)

type _Row = Row[*tuple[Any, ...]]


async def actor_of(
    rt: Runtime,
    *,
    session_token: str | None,
    visitor: str | None,
    staff_need_second: bool = False,
) -> Actor:
    """Return who is asking, with every grant, in one round trip; a guest when nobody is signed in.

    Who lacks what an organization asks for holds nothing there, nor what the platform itself asks
    for with `staff_need_second`; staff who act in somebody's name showed their own. The same
    statement notes, at most every five minutes, that the session was seen. Who asks at the same
    moment shares it; nothing is remembered, so what was ended opens nothing more.
    """
    guest = replace(GUEST, visitor=visitor)
    if not session_token:
        return guest
    now = rt.clock.now()
    rows = await rt.together(_find_all, token_hash(session_token))
    if not rows:
        return guest
    holder = rows[0]
    kept = BY_OWN_HAND if holder.acted_by else NONE
    held_back = {} if holder.acted_by else _held_back(rows)
    grants = {
        row.organizer_id: NONE if row.organizer_id in held_back else role_grants(row.role) - kept
        for row in rows
        if row.organizer_id
    }
    staff_waits = staff_need_second and holder.is_bare
    works = holder.staff_role and not staff_waits
    return Actor(
        ActorKind.user,
        user_id=holder.id,
        visitor=visitor,
        name=holder.name,
        email=holder.email,
        verified=holder.verified_at is not None,
        staff=STAFF_GRANTS[StaffRole(holder.staff_role)] if works else NONE,
        proved_at=holder.proved_at,
        asked_at=now,
        grants=grants
        | {
            row.sandbox_id: grants[row.organizer_id] & OF_TESTS
            for row in rows
            if row.sandbox_id and row.role
        },
        event_grants={
            (row.organizer_id, row.event_id): EVENT_GRANTS[Role(row.event_role)] - kept
            for row in rows
            if row.event_id and row.organizer_id not in held_back
        },
        acted_by=holder.acted_by,
        held_back=held_back,
        staff_waits=staff_waits,
        wishes=Wishes(holder.locale, holder.time_zone, holder.currency),
        avatar_id=holder.avatar_id,
    )


async def _find_all(rt: Runtime, hashes: Sequence[bytes]) -> Sequence[Sequence[_Row]]:
    """Return for each session the rows about who holds it; none for one that is not there."""
    found: defaultdict[bytes, list[_Row]] = defaultdict(list)
    async with rt.read() as session:
        blanks = identity.blanks_of(hashes, rt.clock.now())
        for row in await session.execute(_actors(), blanks):
            found[row.token_hash].append(row)
    return [found[one] for one in hashes]


def _held_back(rows: Sequence[_Row]) -> dict[UUID, str]:
    """Return where somebody must come by an issuer, which is named, or have a second step."""
    found = {row.organizer_id: "" for row in rows if row.lacks_second}
    for row in rows:
        name = issuer_name(row.only_by) if row.only_by else ""
        if name and row.opened_by != name and row.role != Role.owner:
            found[row.organizer_id] = name
    return found


def role_grants(role: str | None) -> frozenset[str]:
    """Return what a member may do in the whole organization."""
    return ROLE_GRANTS[Role(role)] if role else NONE


@cache
def _actors() -> Select[*tuple[Any, ...]]:
    """Return the statement, with blanks. Made anew each time, it would cost more than to run it."""
    holder = identity.holder_of()
    members, helpers = table_of(Member).c, table_of(EventMember).c
    rules, issuers = table_of(TeamRules).c, table_of(TeamIssuer).c
    sandboxes = table_of(Organizer).c
    return (
        select(
            holder.c.token_hash,
            holder.c.id,
            holder.c.name,
            holder.c.email,
            holder.c.verified_at,
            holder.c.staff_role,
            holder.c.proved_at,
            holder.c.acted_by,
            case((holder.c.staff_role.is_not(None), not_(holder.c.has_second)), else_=False).label(
                "is_bare"
            ),
            holder.c.locale,
            holder.c.time_zone,
            holder.c.currency,
            holder.c.avatar_id,
            holder.c.opened_by,
            issuers.id.label("only_by"),
            and_(rules.asks_second, not_(holder.c.has_second)).label("lacks_second"),
            members.organizer_id,
            members.role,
            helpers.event_id,
            helpers.role.label("event_role"),
            sandboxes.id.label("sandbox_id"),
        )
        .join_from(holder, table_of(Member), members.user_id == holder.c.id, isouter=True)
        .join(
            table_of(EventMember),
            and_(helpers.organizer_id == members.organizer_id, helpers.user_id == members.user_id),
            isouter=True,
        )
        .join(table_of(TeamRules), rules.organizer_id == members.organizer_id, isouter=True)
        .join(
            table_of(TeamIssuer),
            and_(issuers.organizer_id == members.organizer_id, issuers.is_only),
            isouter=True,
        )
        .join(table_of(Organizer), sandboxes.sandbox_of == members.organizer_id, isouter=True)
        .add_cte(identity.seen())
    )
