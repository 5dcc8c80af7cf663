"""The platform's own pages open to a password alone on development machines only."""

from bilten_app.domains.identity import service as identity
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST, SYSTEM, Actor
from bilten_app.kit.roles import STAFF_GRANTS, StaffRole
from bilten_app.web.session import actor_of
from tests.people import given_signed_in, new_email
from tests.second_step import given_app


async def _made_staff(rt: Runtime, person: Actor) -> None:
    async with rt.unit_of_work() as uow:
        user_id = person.require_user()
        await identity.set_staff(uow, SYSTEM, user_id=user_id, role=StaffRole.finance)


async def test_in_production_staff_come_with_more_than_a_password(rt: Runtime) -> None:
    bare, by_password = await given_signed_in(rt)
    guarded, by_app, _ = await given_app(rt, new_email())
    for person in (bare, guarded):
        await _made_staff(rt, person)
    _, visitor = await given_signed_in(rt)
    here = await actor_of(rt, GUEST, by_password)

    rt.settings = rt.settings.model_copy(update={"environment": "prod"})
    held, let_in = await actor_of(rt, GUEST, by_password), await actor_of(rt, GUEST, by_app)

    granted = STAFF_GRANTS[StaffRole.finance]
    assert (here.staff, here.staff_waits) == (granted, False)
    assert (held.staff, held.staff_waits) == (frozenset(), True)
    assert held.user_id == bare.user_id
    assert (let_in.staff, let_in.staff_waits) == (granted, False)
    assert not (await actor_of(rt, GUEST, visitor)).staff_waits
