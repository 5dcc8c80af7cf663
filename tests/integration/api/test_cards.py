"""A saved card pays through the API as on the pages: its owner's, and nobody else's."""

import httpx
from sqlalchemy import text

from bilten_app.domains.identity import service as identity
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.roles import StaffRole
from bilten_app.web.door import SESSION_COOKIE
from tests.banks import hear
from tests.factories import Stage, given_event
from tests.gateway import card, gateway_of
from tests.people import actor_of, given_signed_in
from tests.programs import given_key
from tests.shop import V1, Placed, new_key, place, state_of
from tests.work import settle

type Headers = dict[str, str]


def session_of(token: str) -> Headers:
    return {"Cookie": f"{SESSION_COOKIE}={token}"}


async def pay(
    api: httpx.AsyncClient, placed: Placed, who: Headers, **wanted: object
) -> httpx.Response:
    return await api.post(
        f"{placed.path}/payment", json=wanted, headers={**placed.key, **new_key(), **who}
    )


async def given_saved(api: httpx.AsyncClient, rt: Runtime, stage: Stage) -> tuple[Headers, str]:
    """Return the session of somebody who has paid and wanted the card saved, and the card."""
    _, token = await given_signed_in(rt)
    owner = session_of(token)
    answer = await pay(api, await place(api, rt, stage), owner, keep_card=True)
    await gateway_of(rt).choose(answer.json()["checkout_url"].rsplit("/", 1)[1], card("Success"))
    await hear(rt)
    (saved,) = (await api.get(f"{V1}/cards", headers=owner)).json()["cards"]
    return owner, saved["id"]


async def payments(rt: Runtime) -> int:
    async with rt.read() as session:
        return (await session.execute(text("SELECT count(*) FROM payments"))).scalar_one()


async def test_its_owner_sees_a_card_and_pays_with_it(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    owner, card_id = await given_saved(api, rt, stage)
    placed = await place(api, rt, stage)

    answer = await pay(api, placed, owner, card_id=card_id)
    again = await pay(api, placed, owner, card_id=card_id)
    await hear(rt)
    await settle(rt)

    assert (answer.status_code, again.status_code) == (201, 201)
    assert await state_of(api, placed) == "paid"
    assert await payments(rt) == 2
    shown = (await api.get(f"{V1}/cards", headers=owner)).json()["cards"]
    assert [(one["brand"], one["last4"]) for one in shown] == [("visa", "4242")]


async def test_to_others_to_guests_and_to_programs_a_card_is_not_there(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    _, card_id = await given_saved(api, rt, stage)
    placed = await place(api, rt, stage)
    before = await payments(rt)
    stranger = session_of((await given_signed_in(rt))[1])
    _, key = await given_key(rt, stage.owner)

    for who in (stranger, {}, {"Authorization": f"Bearer {key}"}):
        answer = await pay(api, placed, who, card_id=card_id)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")

    assert (await api.get(f"{V1}/cards", headers=stranger)).json() == {"cards": []}
    assert await state_of(api, placed) == "placed"
    assert await payments(rt) == before


async def test_who_acts_in_the_owners_name_cannot_pay_with_their_card(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    owner, card_id = await given_saved(api, rt, stage)
    placed = await place(api, rt, stage)
    person = await actor_of(rt, owner["Cookie"].partition("=")[2])
    staff, token = await given_signed_in(rt)
    async with rt.unit_of_work() as uow:
        await identity.set_staff(uow, SYSTEM, user_id=staff.require_user(), role=StaffRole.support)
    staff = await actor_of(rt, token)
    async with rt.unit_of_work(staff) as uow:
        acting = await identity.impersonate(
            uow, staff, user_id=person.require_user(), reason="A ticket was not found"
        )

    answer = await pay(api, placed, session_of(acting.token), card_id=card_id)

    assert (answer.status_code, answer.json()["code"]) == (403, "by_own_hand")
