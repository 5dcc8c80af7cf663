"""How somebody is called, and how they want things shown."""

from typing import Any
from uuid import UUID

from bilten_app.domains.identity.models import User
from bilten_app.domains.identity.public import NotChanged, Verb
from bilten_app.domains.identity.rules import profile_problems
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.typed import one_line


async def change_profile(
    uow: UnitOfWork, actor: Actor, *, name: str, locale: str, time_zone: str, currency: str
) -> None:
    """Save one's own profile, by one's own hand. Empty wishes are none.

    Raises NotChanged with a sentence for each field.
    """
    wanted = {
        "name": one_line(name), "locale": locale, "time_zone": time_zone, "currency": currency
    }  # fmt: skip
    await _save(uow, actor, wanted)


async def wish_currency(uow: UnitOfWork, actor: Actor, *, currency: str) -> None:
    """Remember in which currency somebody thinks. Raises NotChanged."""
    await _save(uow, actor, {"currency": currency})


async def show_avatar(uow: UnitOfWork, actor: Actor, *, avatar_id: UUID | None) -> None:
    """Show this picture of oneself from now on, or none. Who calls has kept it."""
    user = await uow.get(User, actor.require_own_hand(), lock=True)
    user.avatar_id = avatar_id
    uow.audit(Verb.profile_changed, user.id, fields="avatar")


async def _save(uow: UnitOfWork, actor: Actor, wanted: dict[str, Any]) -> None:
    user = await uow.get(User, actor.require_own_hand(), lock=True)
    before = {
        "name": user.name, "locale": user.locale, "time_zone": user.time_zone,
        "currency": user.currency,
    }  # fmt: skip
    after = before | wanted
    if problems := profile_problems(**after):
        raise NotChanged(dict(problems))
    changed = [field for field, value in after.items() if value != before[field]]
    for field in changed:
        setattr(user, field, after[field])
    if changed:
        uow.audit(Verb.profile_changed, user.id, fields=", ".join(changed))
