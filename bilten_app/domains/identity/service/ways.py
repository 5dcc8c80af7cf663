"""An account always has a way in: a password, a passkey, a wallet, or a provider on offer."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select
from sqlmodel import col

from bilten_app.domains.identity.models import Login, Passkey, User
from bilten_app.domains.identity.public import WALLET, LastWayIn
from bilten_app.domains.identity.rules.wallets import EVERY_CHAIN, chain_prefix
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
    ways = select(
        exists().where(col(Passkey.user_id) == user_id, col(Passkey.flagged_at).is_(None)),
        exists().where(col(Login.user_id) == user_id, _is_open(rt)),
    )
    if not user.password_hash and not any((await uow.session.execute(ways)).one()):
        raise LastWayIn


def _is_open(rt: Runtime) -> ColumnElement[bool]:
    """Whether a login opens anything here: by a provider with its keys, or by a wallet."""
    wallets = [EVERY_CHAIN, *rt.gateways.contract_wallets.chains] if rt.settings.chain_names else []
    return or_(
        col(Login.provider).in_(list(rt.gateways.registrations)),
        *(
            and_(col(Login.provider) == WALLET, col(Login.subject).startswith(chain_prefix(one)))
            for one in wallets
        ),
    )
