"""What comes along with an answer: only what is asked for, only what the asker may see."""

from dataclasses import replace
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from bilten_app.infra.runtime import Runtime
from bilten_app.kit.roles import Permission
from tests.aftersale import given_paid
from tests.factories import draft, given_event
from tests.integration.api.test_keys import statements
from tests.programs import bearing, given_key
from tests.shop import V1, slug_of


async def test_an_order_and_its_tickets_bring_their_event_along(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt, draft(), draft(name="Balcony"))
    ref = await given_paid(rt, stage)
    link, asked = {"Bilten-Secret": ref.secret}, {"expand": "event"}
    order, slug = f"{V1}/orders/{ref.code}", await slug_of(rt, stage)

    plain = (await api.get(order, headers=link)).json()
    found = (await api.get(order, headers=link, params=asked)).json()
    listed = (await api.get(f"{order}/tickets", headers=link, params=asked)).json()
    public = (await api.get(f"{V1}/events/{slug}")).json()

    assert plain["expanded"] is None
    assert {**found, "expanded": None} == plain
    assert found["expanded"]["event"] == public
    assert listed["expanded"]["event"] == public


async def test_a_ticket_brings_its_type_along_and_fields_choose_within(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    about = f"{V1}/orders/{ref.code}/tickets"
    ticket = (await api.get(about, headers={"Bilten-Secret": ref.secret})).json()["tickets"][0]
    path, link = f"{V1}/tickets/{ticket['code']}", {"Bilten-Secret": ticket["secret"]}
    query = {"expand": "ticket_type", "fields": "code,expanded.ticket_type.name"}

    answer = await api.get(path, headers=link, params=query)
    tag = {"If-None-Match": answer.headers["ETag"]}
    again = await api.get(path, headers={**link, **tag}, params=query)
    whole = await api.get(path, headers={**link, **tag})

    name = {"ticket_type": {"name": "Standing"}}
    assert answer.json() == {"code": ticket["code"], "expanded": name}
    assert (again.status_code, whole.status_code) == (304, 200)


async def test_a_ticket_brings_what_was_asked_for_its_own_and_nothing_else(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt, draft(name="Balcony"), draft())
    ref = await given_paid(rt, replace(stage, types=stage.types[1:]))
    about = f"{V1}/orders/{ref.code}/tickets"
    ticket = (await api.get(about, headers={"Bilten-Secret": ref.secret})).json()["tickets"][0]
    path, link = f"{V1}/tickets/{ticket['code']}", {"Bilten-Secret": ticket["secret"]}
    brought: list[tuple[bool, str | None] | None] = []

    for wanted in ("", "event", "ticket_type"):
        answer = await api.get(path, headers=link, params={"expand": wanted})
        found = answer.json()["expanded"]
        named = found and found["ticket_type"] and found["ticket_type"]["name"]
        brought.append(found and (bool(found["event"]), named))

    assert brought == [None, (True, None), (False, "Standing")]


async def test_an_event_that_is_nobodys_any_more_does_not_come_along(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    async with rt.unit_of_work() as uow:
        stop = text("UPDATE organizers SET suspended_at = now() WHERE id = :id")
        await uow.session.execute(stop, {"id": stage.organizer_id})

    query, link = {"expand": "event"}, {"Bilten-Secret": ref.secret}
    answer = await api.get(f"{V1}/orders/{ref.code}", headers=link, params=query)

    assert (answer.status_code, answer.json()["expanded"]) == (200, {"event": None})


async def test_orders_bring_their_tickets_to_who_may_see_guests(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    first, second = await given_paid(rt, stage), await given_paid(rt, stage)
    read = Permission.orders_read, Permission.events_read
    _, may = await given_key(rt, stage.owner, scopes=[*read, Permission.attendees_read])
    _, may_not = await given_key(rt, stage.owner, scopes=read)
    path = f"{V1}/organizer/events/{await slug_of(rt, stage)}/orders"

    seen = await api.get(path, headers=bearing(may), params={"expand": "tickets"})
    hidden = await api.get(path, headers=bearing(may_not), params={"expand": "tickets"})
    plain = await api.get(path, headers=bearing(may))

    tickets = seen.json()["expanded"]["tickets"]
    assert sorted(UUID(one["order_id"]) for one in tickets) == sorted(2 * [first.id, second.id])
    assert not {"secret", "proof"} & set(tickets[0])
    assert (hidden.status_code, hidden.json()["expanded"]) == (200, {"tickets": None})
    assert plain.json()["expanded"] is None


async def test_more_orders_do_not_ask_the_database_more_often(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    _, secret = await given_key(rt, stage.owner)
    path = f"{V1}/organizer/events/{await slug_of(rt, stage)}/orders"

    async def asked() -> int:
        with statements(rt) as said:
            await api.get(path, headers=bearing(secret), params={"expand": "tickets"})
        return len(said)

    await given_paid(rt, stage)
    await asked()
    one = await asked()
    await given_paid(rt, stage)
    await given_paid(rt, stage)

    assert await asked() == one


@pytest.mark.parametrize("wanted", ["tickets", "event,venue", "EVENT"])
async def test_what_an_answer_cannot_bring_along_is_refused_and_it_says_what_it_can(
    api: httpx.AsyncClient, rt: Runtime, wanted: str
) -> None:
    ref = await given_paid(rt, await given_event(rt))

    query, link = {"expand": wanted}, {"Bilten-Secret": ref.secret}
    answer = await api.get(f"{V1}/orders/{ref.code}", headers=link, params=query)

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_relation")
    assert answer.json()["detail"].endswith("It can bring: event.")
    assert set(answer.json()["problems"]) == {"expand"}
