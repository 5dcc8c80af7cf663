"""Making an account."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from bilten_app.domains.identity.models import User
from bilten_app.domains.identity.public import Mend, NotRegistered, Registered, UserId, Verb
from bilten_app.domains.identity.rules import normal_email, registration_problems
from bilten_app.domains.identity.service.links import new_link
from bilten_app.infra import passwords
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_id
from bilten_app.kit.text import DEFAULT_LOCALE
from bilten_app.kit.typed import one_line

AN_HOUR = 3600


async def register(
    rt: Runtime,
    actor: Actor,
    *,
    email: str,
    name: str,
    password: str,
    locale: str = DEFAULT_LOCALE,
    address: str = "",
) -> UserId:
    """Make an account and send the link that proves its address.

    `address` is the network address of the browser, for the rate limit. Raises NotRegistered with
    a sentence for each field.
    """
    await rt.gateways.limits.hit("sign-up", address, limit=20, per_s=AN_HOUR)
    normal, name = normal_email(email), one_line(name)
    problems = registration_problems(normal, name, password)
    if normal is None or problems:
        raise NotRegistered(dict(problems))
    password_hash = await passwords.make_hash(password)
    async with rt.unit_of_work(actor) as uow:
        user_id = await _new_user(uow, normal, name, password_hash, locale)
        link_id = new_link(rt, uow, user_id)
        uow.record(Registered(user_id, link_id))
        uow.audit(Verb.registered, user_id)
    return UserId(user_id)


async def _new_user(
    uow: UnitOfWork, email: str, name: str, password_hash: str, locale: str
) -> UUID:
    row = {
        "id": new_id(),
        "email": email,
        "name": name,
        "password_hash": password_hash,
        "locale": locale,
        "created_at": uow.clock.now(),
    }
    made = insert(User).values(row).on_conflict_do_nothing().returning(col(User.id))
    user_id = (await uow.session.execute(made)).scalar_one_or_none()
    if user_id is None:
        raise NotRegistered({"email": Mend.email_taken})
    return user_id
