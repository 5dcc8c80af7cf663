"""Inviting somebody into a team by mail, and coming in.

The link is good once, for seven days, and only for who has proven the address it was sent to. Its
secret is derived each time and stored nowhere; sending it again ends the one before.
"""

import base64
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.identity.public import NotVerified
from bilten_app.domains.organizers import rules
from bilten_app.domains.organizers.models import Invitation, Member
from bilten_app.domains.organizers.public import (
    AlreadyInvited,
    AlreadyMember,
    InvitationFor,
    InvitationGone,
    MemberInvited,
    Verb,
)
from bilten_app.domains.organizers.service.team import (
    NOT_FOR_ONE_EVENT,
    give_event_role,
    join,
    lock_team,
    set_own_role,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.errors import Invalid, NotFound
from bilten_app.kit.ids import new_id, token_hash
from bilten_app.kit.roles import EVENT_ROLES, Permission, Role

LASTS = timedelta(days=7)
AN_HOUR_S, INVITATIONS_AN_HOUR, SENDS_AN_HOUR = 3600, 50, 5
_SECRET_BYTES = 24


async def invite(
    rt: Runtime,
    actor: Actor,
    *,
    organizer_id: UUID,
    email: str,
    role: Role,
    event_id: UUID | None = None,
) -> UUID:
    """Ask somebody into the team by mail, for the organization or for one of its events.

    For members with `team:manage`. Raises Invalid by field, AlreadyMember, AlreadyInvited, TooMany.
    """
    scope = actor.require(Permission.team_manage, organizer_id)
    await rt.gateways.limits.hit("invite", str(scope), limit=INVITATIONS_AN_HOUR, per_s=AN_HOUR_S)
    address = rules.invited_address(email)
    if address is None:
        raise Invalid({"email": rules.BAD_ADDRESS})
    if event_id and role not in EVENT_ROLES:
        raise Invalid({"role": NOT_FOR_ONE_EVENT})
    async with rt.unit_of_work(actor) as uow:
        await lock_team(uow, actor, scope)
        if event_id is None and await _is_member(uow, scope, address):
            raise AlreadyMember
        invitation = await _open(uow, rt, scope, address, role, event_id)
        uow.record(MemberInvited(invitation.id, invitation.sends))
        uow.audit(Verb.invited, scope, invitation=str(invitation.id), role=role)
    return invitation.id


async def send_invitation_again(
    rt: Runtime, actor: Actor, *, organizer_id: UUID, invitation_id: UUID
) -> None:
    """Mail a new link for another seven days; the one before ends.

    For members with `team:manage`. Raises InvitationGone, NotFound, TooMany.
    """
    scope = actor.require(Permission.team_manage, organizer_id)
    await rt.gateways.limits.hit(
        "invite-again", str(invitation_id), limit=SENDS_AN_HOUR, per_s=AN_HOUR_S
    )
    async with rt.unit_of_work(actor) as uow:
        invitation = await _mine(uow, scope, invitation_id)
        _renew(rt, uow, invitation)
        uow.record(MemberInvited(invitation.id, invitation.sends))
        uow.audit(Verb.invited_again, scope, invitation=str(invitation.id))


async def revoke_invitation(
    uow: UnitOfWork, actor: Actor, *, organizer_id: UUID, invitation_id: UUID
) -> None:
    """Take an invitation back. For members with `team:manage`. Raises InvitationGone, NotFound."""
    scope = actor.require(Permission.team_manage, organizer_id)
    invitation = await _mine(uow, scope, invitation_id)
    invitation.revoked_at = uow.clock.now()
    uow.audit(Verb.invitation_revoked, scope, invitation=str(invitation.id))


async def accept_invitation(uow: UnitOfWork, actor: Actor, *, token: str) -> UUID:
    """Come in; return the organization's id.

    Raises InvitationGone, InvitationFor when it was sent to another address, NotVerified until the
    actor's own is proven.
    """
    user_id = actor.require_own_hand()
    chosen = select(Invitation).where(col(Invitation.token_hash) == token_hash(token))
    invitation = (await uow.session.execute(chosen.with_for_update())).scalar_one_or_none()
    now = uow.clock.now()
    if invitation is None or not invitation.is_open or invitation.expires_at <= now:
        raise InvitationGone
    if actor.email.casefold() != invitation.email.casefold():
        raise InvitationFor(email=invitation.email)
    if not actor.verified:
        raise NotVerified
    invitation.accepted_at, invitation.accepted_by = now, user_id
    scope, role = OrganizerScope(invitation.organizer_id), Role(invitation.role)
    if invitation.event_id:
        await join(uow, scope, user_id, None)
        await uow.session.flush()
        await give_event_role(uow, scope, user_id, invitation.event_id, role)
    else:
        await join(uow, scope, user_id, role)
        await set_own_role(uow, scope, user_id, role)
    uow.audit(
        Verb.member_joined, scope, user=str(user_id), role=role,
        event=str(invitation.event_id or ""), invitation=str(invitation.id),
    )  # fmt: skip
    return scope


def invitation_token(rt: Runtime, invitation_id: UUID, sends: int) -> str:
    """Return the secret part of the mailed link."""
    named = invitation_id.bytes + sends.to_bytes(4)
    return base64.urlsafe_b64encode(
        rt.vault.derive("organizers/invitation", named)[:_SECRET_BYTES]
    ).decode()


async def _open(
    uow: UnitOfWork,
    rt: Runtime,
    scope: OrganizerScope,
    address: str,
    role: Role,
    event_id: UUID | None,
) -> Invitation:
    """Return a new invitation, or the one that ran out, anew."""
    chosen = select(Invitation).where(
        col(Invitation.organizer_id) == scope,
        func.lower(col(Invitation.email)) == address.lower(),
        col(Invitation.event_id).is_not_distinct_from(event_id),
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
    )
    known = (await uow.session.execute(chosen.with_for_update())).scalar_one_or_none()
    if known and known.expires_at > uow.clock.now():
        raise AlreadyInvited
    invitation = known or Invitation(
        id=new_id(), organizer_id=scope, email=address, event_id=event_id, role=role,
        token_hash=b"", sends=0, invited_by=uow.actor.require_user(),
        created_at=uow.clock.now(), expires_at=uow.clock.now(),
    )  # fmt: skip
    invitation.role = role
    _renew(rt, uow, invitation)
    try:
        async with uow.session.begin_nested():
            uow.add(invitation)
    except IntegrityError as error:  # a foreign key knows the events of each organization
        raise NotFound from error
    return invitation


def _renew(rt: Runtime, uow: UnitOfWork, invitation: Invitation) -> None:
    invitation.sends += 1
    token = invitation_token(rt, invitation.id, invitation.sends)
    invitation.token_hash = token_hash(token)
    invitation.expires_at = uow.clock.now() + LASTS


async def _mine(uow: UnitOfWork, scope: OrganizerScope, invitation_id: UUID) -> Invitation:
    invitation = await uow.get(Invitation, invitation_id, lock=True)
    if invitation.organizer_id != scope:
        raise NotFound
    if not invitation.is_open:
        raise InvitationGone
    return invitation


async def _is_member(uow: UnitOfWork, scope: OrganizerScope, address: str) -> bool:
    """Whether somebody with this address has a role in the organization."""
    user_id = await identity.user_id_by_email(uow.session, address)
    member = user_id and await uow.session.get(Member, (scope, user_id))
    return bool(member and member.role)
