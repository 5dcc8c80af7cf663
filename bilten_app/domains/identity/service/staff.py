"""Who works for the platform itself."""

from uuid import UUID

from bilten_app.domains.identity.models import User
from bilten_app.domains.identity.public import Verb
from bilten_app.infra.uow import UnitOfWork


async def set_staff(uow: UnitOfWork, *, user_id: UUID, is_staff: bool) -> None:
    """Let a user into the platform's own pages, or out of them. Only the command line asks this."""
    user = await uow.get(User, user_id, lock=True)
    if user.is_staff != is_staff:
        user.is_staff = is_staff
        uow.audit(Verb.staff_changed, user_id, is_staff=is_staff)
