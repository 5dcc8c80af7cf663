"""Showing again that it is oneself, before something that cannot be taken back."""

from bilten_app.domains.identity.public import SignedIn, Verb
from bilten_app.domains.identity.service.passwords import own_user
from bilten_app.domains.identity.service.sessions import rotate
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor


async def prove(rt: Runtime, actor: Actor, *, token: str, current: str) -> SignedIn:
    """Accept the password as a proof, and give this session another token.

    Raises NotChanged or TooMany.
    """
    user = await own_user(rt, actor, current)
    async with rt.unit_of_work(actor) as uow:
        uow.audit(Verb.proved, user.id, by="password")
        return await rotate(uow, actor, token=token)
