"""Telling people that an organization they work for asks for a second step."""

from collections.abc import Collection
from uuid import UUID

from bilten_app.domains.identity.public import SecurityMatter
from bilten_app.domains.identity.queries import without_second_step
from bilten_app.domains.identity.service.opening import Browser
from bilten_app.domains.identity.service.security import tell_security
from bilten_app.infra.uow import UnitOfWork

NOWHERE = Browser()


async def tell_second_step(uow: UnitOfWork, user_ids: Collection[UUID]) -> None:
    """Let those of them who have no factor be told that one is asked for now."""
    for user_id in sorted(await without_second_step(uow.session, user_ids)):
        tell_security(uow, user_id, SecurityMatter.second_step_asked, NOWHERE)
