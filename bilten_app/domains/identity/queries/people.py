"""Who people are, and how to write to them."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Subquery, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.identity.models import Factor, User
from bilten_app.domains.identity.public import ProfileView
from bilten_app.kit.errors import NotFound
from bilten_app.kit.roles import STAFF_GRANTS, StaffPermission

USER = "user:"


def living(user_id: UUID) -> Subquery:
    """Return a user who is not suspended, as a part of a statement: at most one row.

    Columns: its `id`, and whether it `has_factor`: a second step at sign-in.
    """
    has_factor = exists().where(
        col(Factor.user_id) == col(User.id), col(Factor.confirmed_at).is_not(None)
    )
    chosen = select(col(User.id), has_factor.label("has_factor"))
    return chosen.where(col(User.id) == user_id, col(User.suspended_at).is_(None)).subquery(
        "person"
    )


async def profile(session: AsyncSession, user_id: UUID) -> ProfileView:
    """Return who a user is, or raise NotFound; who was erased has no name and no address."""
    user = await session.get(User, user_id)
    if user is None:
        raise NotFound
    return _view(user)


async def is_staff(session: AsyncSession, user_id: UUID) -> bool:
    """Whether somebody works for the platform itself."""
    user = await session.get(User, user_id)
    return user is not None and user.staff_role is not None


async def profiles(session: AsyncSession, user_ids: Collection[UUID]) -> Sequence[ProfileView]:
    """Return who these users are, in the order in which they came."""
    chosen = select(User).where(col(User.id).in_(user_ids)).order_by(col(User.id))
    rows = (await session.execute(chosen)).scalars()
    return [_view(user) for user in rows]


async def staff(session: AsyncSession, permission: StaffPermission) -> Sequence[ProfileView]:
    """Return who may do this for the platform itself."""
    roles = [role.value for role, held in STAFF_GRANTS.items() if permission in held]
    rows = (await session.execute(select(User).where(col(User.staff_role).in_(roles)))).scalars()
    return [_view(user) for user in rows]


async def names(session: AsyncSession, labels: Collection[str]) -> Mapping[str, str]:
    """Return label → name, of the users among those whom the audit names."""
    ids = {UUID(one.removeprefix(USER)): one for one in labels if one.startswith(USER)}
    chosen = select(col(User.id), col(User.name)).where(
        col(User.id).in_(ids), col(User.erased_at).is_(None)
    )
    return {ids[user_id]: name for user_id, name in await session.execute(chosen)}


async def user_id_by_email(session: AsyncSession, email: str) -> UUID | None:
    """Return whose address this is."""
    chosen = select(col(User.id)).where(func.lower(col(User.email)) == email.strip().lower())
    return (await session.execute(chosen)).scalar_one_or_none()


def _view(user: User) -> ProfileView:
    email = "" if user.erased_at else user.email
    return ProfileView(user.id, user.name, email, user.locale, user.time_zone, user.currency)
