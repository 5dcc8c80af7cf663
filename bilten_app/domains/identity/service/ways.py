"""An account always has a way in: a password, a passkey, or a provider that is offered."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, select
from sqlmodel import col

from bilten_app.domains.identity.models import Login, Passkey, User
from bilten_app.domains.identity.public import LastWayIn
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork


async def drop_logins_since(uow: UnitOfWork, user_id: UUID, since: datetime) -> None:
    """Take away what was linked since: whoever took an account over would come back by it."""
    await uow.session.execute(
        delete(Login).where(col(Login.user_id) == user_id, col(Login.created_at) >= since)
    )


async def require_other_way(rt: Runtime, uow: UnitOfWork, user_id: UUID) -> None:
    """Raise LastWayIn when what this transaction took away was the last; it locks the account."""
    user = await uow.get(User, user_id, lock=True)
    offered = list(rt.gateways.registrations)
    ways = select(
        exists().where(col(Passkey.user_id) == user_id, col(Passkey.flagged_at).is_(None)),
        exists().where(col(Login.user_id) == user_id, col(Login.provider).in_(offered)),
    )
    if not user.password_hash and not any((await uow.session.execute(ways)).one()):
        raise LastWayIn
