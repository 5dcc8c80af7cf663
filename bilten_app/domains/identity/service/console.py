"""What the platform's staff do to an account: suspend it, restore it, act in its name."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col

from bilten_app.domains.identity.models import Session, User
from bilten_app.domains.identity.public import (
    NotImpersonated,
    NotSuspendable,
    SignedIn,
    UserId,
    Verb,
)
from bilten_app.domains.identity.service.sessions import drop_sessions
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid
from bilten_app.kit.ids import new_token, token_hash
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.text import msgid
from bilten_app.kit.typed import many_lines

ACTS_FOR = timedelta(minutes=30)
LONGEST_REASON = 500
NO_REASON = msgid("Say why: it stays in the audit log.")
LONG_REASON = msgid("Please say it in at most 500 characters.")
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


async def suspend_user(uow: UnitOfWork, actor: Actor, *, user_id: UUID, reason: str) -> None:
    """Shut somebody out: their sessions end, and signing in says so. Harmless twice.

    For staff with `people:suspend`. Raises Invalid without a reason, NotSuspendable for staff.
    """
    actor.require_staff(StaffPermission.people_suspend)
    why = checked_reason(reason)
    user = await uow.get(User, user_id, lock=True)
    if user.staff_role or user_id == actor.user_id:
        raise NotSuspendable
    if user.suspended_at is None:
        user.suspended_at, user.suspended_for = uow.clock.now(), why
        uow.audit(Verb.suspended, user_id, reason=why)
    await drop_sessions(uow, user_id)


async def restore_user(uow: UnitOfWork, actor: Actor, *, user_id: UUID, reason: str) -> None:
    """Let somebody in again. For staff with `people:suspend`. Raises Invalid without a reason."""
    actor.require_staff(StaffPermission.people_suspend)
    why = checked_reason(reason)
    user = await uow.get(User, user_id, lock=True)
    if user.suspended_at is not None:
        user.suspended_at, user.suspended_for = None, ""
        uow.audit(Verb.restored, user_id, reason=why)


async def impersonate(uow: UnitOfWork, actor: Actor, *, user_id: UUID, reason: str) -> SignedIn:
    """Open a session in somebody's name, for half an hour that nothing lengthens.

    It has proved nothing, so whatever asks for a step-up stays shut. For staff with
    `people:impersonate`. Raises Invalid without a reason, NotImpersonated for staff and suspended.
    """
    actor.require_staff(StaffPermission.impersonate)
    why, staff_id = checked_reason(reason), actor.require_user()
    user = await uow.get(User, user_id, lock=True)
    if user.staff_role or user.suspended_at is not None or user_id == staff_id:
        raise NotImpersonated
    token, now = new_token(), uow.clock.now()
    uow.add(
        Session(
            user_id=user_id, token_hash=token_hash(token), created_at=now, seen_at=now,
            proved_at=_NEVER, expires_at=now + ACTS_FOR, acted_by=staff_id,
        )
    )  # fmt: skip
    uow.audit(Verb.impersonated, user_id, reason=why)
    return SignedIn(UserId(user_id), token, int(ACTS_FOR.total_seconds()))


async def end_impersonation(uow: UnitOfWork, *, token: str) -> None:
    """Stop acting in somebody's name; nothing happens when it is over already."""
    ended = (
        delete(Session)
        .where(col(Session.token_hash) == token_hash(token), col(Session.acted_by).is_not(None))
        .returning(col(Session.user_id))
    )
    user_id = (await uow.session.execute(ended)).scalar_one_or_none()
    if user_id:
        uow.audit(Verb.impersonation_ended, user_id)


def checked_reason(typed: str) -> str:
    """Return a reason as it is kept, or raise Invalid."""
    reason = many_lines(typed)
    if not reason or len(reason) > LONGEST_REASON:
        raise Invalid({"reason": LONG_REASON if reason else NO_REASON})
    return reason
