"""People and organizations for tests, made through the services."""

from dataclasses import replace
from io import BytesIO
from uuid import UUID

from PIL import Image
from sqlalchemy import text

from bilten_app.domains.identity import service as identity
from bilten_app.domains.organizers import queries as organizer_queries
from bilten_app.domains.organizers import service as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST, SYSTEM, Actor, ActorKind
from bilten_app.kit.ids import new_code
from bilten_app.kit.roles import OF_TESTS, StaffRole
from bilten_app.kit.twins import is_test

PASSWORD = "a calm harbour at dusk"


def new_email() -> str:
    return f"{new_code().lower()}@guests.example.com"


async def given_user(
    rt: Runtime, *, email: str | None = None, name: str = "Ada Berg", proven: bool = True
) -> UUID:
    """Register a user, whose address is proven unless told otherwise."""
    user_id = await identity.register(
        rt, GUEST, email=email or new_email(), name=name, password=PASSWORD, address=new_code()
    )
    assert user_id
    if proven:
        async with rt.unit_of_work() as uow:
            await identity.verify(uow, token=identity.link_token(rt, await link_of(rt, user_id)))
    return user_id


async def link_of(rt: Runtime, user_id: UUID) -> UUID:
    """Return the id of the latest link that was mailed to a user."""
    async with rt.read() as session:
        mailed = text("SELECT id FROM email_links WHERE user_id = :user ORDER BY id DESC LIMIT 1")
        return (await session.execute(mailed, {"user": user_id})).scalar_one()


async def given_signed_in(rt: Runtime, *, email: str | None = None) -> tuple[Actor, str]:
    """Register and sign in; return the actor and the session's token."""
    email = email or new_email()
    await given_user(rt, email=email)
    signed_in = await identity.sign_in(
        rt, GUEST, email=email, password=PASSWORD, address=new_code()
    )
    return await actor_of(rt, signed_in.token), signed_in.token


async def given_staff(rt: Runtime, role: StaffRole) -> Actor:
    """Sign somebody in who works for the platform."""
    person, token = await given_signed_in(rt)
    async with rt.unit_of_work() as uow:
        await identity.set_staff(uow, SYSTEM, user_id=person.require_user(), role=role)
    return await actor_of(rt, token)


async def given_organizer(rt: Runtime, *, name: str = "Blue Note Nights") -> tuple[Actor, UUID]:
    """Make an organization; return its owner and its id."""
    user_id = await given_user(rt)
    now = rt.clock.now()
    owner = Actor(
        ActorKind.user, user_id=user_id, name="Ada Berg", verified=True,
        proved_at=now, asked_at=now,
    )  # fmt: skip
    organizer_id = await organizers.create(rt, owner, name=name)
    return await with_grants(rt, owner), organizer_id


async def with_grants(rt: Runtime, actor: Actor) -> Actor:
    """Return the actor with the grants of every organization they are in."""
    async with rt.read() as session:
        mine = await organizer_queries.memberships(session, actor, with_tests=True)
    grants = {m.organizer.id: organizer_queries.role_grants(m.role) for m in mine}
    tests = {one: held & OF_TESTS for one, held in grants.items() if is_test(one)}
    return replace(actor, grants=grants | tests)


async def given_sandbox(rt: Runtime, owner: Actor, organizer_id: UUID) -> tuple[Actor, UUID]:
    """Open the tests of an organization; return its owner, who now works there, and its id."""
    sandbox_id = await organizers.open_sandbox(rt, owner, organizer_id=organizer_id)
    return await with_grants(rt, owner), sandbox_id


async def actor_of(rt: Runtime, token: str | None, visitor: str | None = None) -> Actor:
    """Return who holds the token now."""
    return await organizer_queries.actor_of(rt, session_token=token, visitor=visitor)


def picture(width: int = 1200, height: int = 800, form: str = "PNG", **options: object) -> bytes:
    """Return the bytes of a plain blue picture."""
    out = BytesIO()
    Image.new("RGB", (width, height), "#1f5eff").save(out, form, **options)
    return out.getvalue()
