"""Who works for the platform itself, and as what."""

from uuid import UUID

from bilten_app.domains.identity.models import User
from bilten_app.domains.identity.public import Verb
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Forbidden
from bilten_app.kit.roles import StaffPermission, StaffRole


async def set_staff(
    uow: UnitOfWork, actor: Actor, *, user_id: UUID, role: StaffRole | None
) -> None:
    """Say what a user is to the platform itself; None lets them out of its pages.

    For staff with `roles:manage`, and nobody changes their own role.
    """
    actor.require_staff(StaffPermission.roles_manage)
    if user_id == actor.user_id:
        raise Forbidden
    user = await uow.get(User, user_id, lock=True)
    if user.staff_role != role:
        uow.audit(Verb.staff_changed, user_id, role=role, before=user.staff_role)
        user.staff_role = role
