"""Who belongs to an organization, and as what.

Every change of a team takes the lock of its organization first, so that of two owners who leave at
the same moment the second finds that there is nobody else.
"""

from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from bilten_app.domains.organizers.models import EventMember, Member, Organizer
from bilten_app.domains.organizers.public import LastOwner, OwnRole, Verb
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.errors import Invalid, NotFound
from bilten_app.kit.roles import EVENT_ROLES, Permission, Role
from bilten_app.kit.text import msgid

NOT_FOR_ONE_EVENT = msgid("This role is for the whole organization.")


async def add_member(
    uow: UnitOfWork, actor: Actor, *, organizer_id: UUID, user_id: UUID, role: Role | None
) -> None:
    """Let a user into the team; a role they had before stays as it is."""
    scope = actor.require(Permission.team_manage, organizer_id)
    await join(uow, scope, user_id, role)
    uow.audit(Verb.member_added, scope, user=str(user_id), role=role)


async def set_role(
    uow: UnitOfWork, actor: Actor, *, organizer_id: UUID, user_id: UUID, role: Role | None
) -> None:
    """Make a member something else in the organization; None leaves them their events.

    For members with `team:manage`. Raises LastOwner, OwnRole, NotFound for who is no member.
    """
    scope = await lock_team(uow, actor, organizer_id)
    if user_id == actor.user_id and role is not Role.owner:
        raise OwnRole
    before = await _set(uow, scope, user_id, role)
    await _keep_an_owner(uow, scope)
    uow.audit(Verb.role_changed, scope, user=str(user_id), role=role, before=before)


async def set_event_role(
    uow: UnitOfWork,
    actor: Actor,
    *,
    organizer_id: UUID,
    user_id: UUID,
    event_id: UUID,
    role: Role | None,
) -> None:
    """Say what a member is to one event of the organization; None takes it away.

    For members with `team:manage`. Raises Invalid, NotFound for another's event or no member.
    """
    scope = await lock_team(uow, actor, organizer_id)
    await give_event_role(uow, scope, user_id, event_id, role)
    uow.audit(Verb.event_role_changed, scope, user=str(user_id), event=str(event_id), role=role)


async def remove_member(
    uow: UnitOfWork, actor: Actor, *, organizer_id: UUID, user_id: UUID
) -> None:
    """Take somebody out of the team; their rights end with their next request.

    For members with `team:manage`. Raises LastOwner, NotFound for who is no member.
    """
    scope = await lock_team(uow, actor, organizer_id)
    await _remove(uow, scope, user_id)
    uow.audit(Verb.member_removed, scope, user=str(user_id))


async def leave(uow: UnitOfWork, actor: Actor, *, organizer_id: UUID) -> None:
    """Leave a team of one's own accord. Raises LastOwner, NotFound for who is no member."""
    user_id = actor.require_own_hand()
    scope = OrganizerScope(organizer_id)
    await uow.get(Organizer, scope, lock=True)
    await _remove(uow, scope, user_id)
    uow.audit(Verb.member_left, scope, user=str(user_id))


async def transfer(uow: UnitOfWork, actor: Actor, *, organizer_id: UUID, user_id: UUID) -> None:
    """Hand the organization over to another member, and stay as a manager.

    For members with `team:manage`. Raises NotFound for who is no member.
    """
    scope = await lock_team(uow, actor, organizer_id)
    own_id = actor.require_user()
    if user_id == own_id:
        raise OwnRole
    await _set(uow, scope, user_id, Role.owner)
    await _set(uow, scope, own_id, Role.manager)
    uow.audit(Verb.transferred, scope, user=str(user_id), before=str(own_id))


async def join(uow: UnitOfWork, scope: OrganizerScope, user_id: UUID, role: Role | None) -> None:
    """Write a member down; who is one already stays what they are."""
    row = {"organizer_id": scope, "user_id": user_id, "role": role, "since": uow.clock.now()}
    await uow.session.execute(insert(Member).values(row).on_conflict_do_nothing())


async def give_event_role(
    uow: UnitOfWork, scope: OrganizerScope, user_id: UUID, event_id: UUID, role: Role | None
) -> None:
    """Write down what a member is to an event. Raises Invalid, NotFound."""
    key = {"organizer_id": scope, "user_id": user_id, "event_id": event_id}
    if role is None:
        given = delete(EventMember).filter_by(**key)
        await uow.session.execute(given)
        return
    if role not in EVENT_ROLES:
        raise Invalid({"role": NOT_FOR_ONE_EVENT})
    made = insert(EventMember).values(**key, role=role)
    made = made.on_conflict_do_update(constraint="pk_event_members", set_={"role": role})
    try:
        async with uow.session.begin_nested():
            await uow.session.execute(made)
    except IntegrityError as error:  # foreign keys know the members and the events of each
        raise NotFound from error


async def lock_team(uow: UnitOfWork, actor: Actor, organizer_id: UUID) -> OrganizerScope:
    """Return the scope of a team that nobody else changes until this transaction ends.

    Raises ProofNeeded: who is let in stays in.
    """
    scope = actor.require(Permission.team_manage, organizer_id)
    actor.require_recent_proof()
    await uow.get(Organizer, scope, lock=True)
    return scope


async def set_own_role(uow: UnitOfWork, scope: OrganizerScope, user_id: UUID, role: Role) -> None:
    """Give a role to a member who worked for some events only; another role stays."""
    first = update(Member).where(
        col(Member.organizer_id) == scope, col(Member.user_id) == user_id,
        col(Member.role).is_(None),
    )  # fmt: skip
    await uow.session.execute(first.values(role=role))


async def _set(
    uow: UnitOfWork, scope: OrganizerScope, user_id: UUID, role: Role | None
) -> str | None:
    """Change a member's role; return what they were."""
    member = await uow.get(Member, (scope, user_id), lock=True)
    before = member.role
    changed = update(Member).where(
        col(Member.organizer_id) == scope, col(Member.user_id) == user_id
    )
    await uow.session.execute(changed.values(role=role))
    return before


async def _remove(uow: UnitOfWork, scope: OrganizerScope, user_id: UUID) -> None:
    gone = delete(Member).where(col(Member.organizer_id) == scope, col(Member.user_id) == user_id)
    if not (await uow.session.execute(gone.returning(col(Member.user_id)))).first():
        raise NotFound
    await _keep_an_owner(uow, scope)


async def _keep_an_owner(uow: UnitOfWork, scope: OrganizerScope) -> None:
    owners = select(func.count()).where(
        col(Member.organizer_id) == scope, col(Member.role) == Role.owner
    )
    if not (await uow.session.execute(owners)).scalar_one():
        raise LastOwner
