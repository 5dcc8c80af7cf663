"""What an account's owner hears of, whoever did it."""

from uuid import UUID

from bilten_app.domains.identity.public import SecurityChanged, SecurityMatter
from bilten_app.domains.identity.service.opening import Browser
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.ids import new_id


def tell_security(uow: UnitOfWork, user_id: UUID, matter: SecurityMatter, browser: Browser) -> None:
    """Let a security mail be sent: what changed, from which browser and network."""
    uow.record(SecurityChanged(user_id, new_id(), matter.name, browser.said, browser.place))
