"""Test keys: flows as real as any, money that is none, and a wall between the two worlds."""

from dataclasses import replace

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bilten_app.domains.discovery import queries as discovery
from bilten_app.domains.discovery.public import SearchQuery
from bilten_app.domains.ledger import queries as ledger
from bilten_app.domains.ledger.public import EntrySearch
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import RefundWish
from bilten_app.domains.organizers import queries as organizer_queries
from bilten_app.domains.organizers import service as organizers
from bilten_app.domains.payments import queries as payments
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.errors import Forbidden, NotFound
from bilten_app.kit.money import Money
from bilten_app.kit.roles import OF_TESTS, Permission, Role
from bilten_app.kit.twins import is_test, twin_of
from tests.aftersale import empty_account, refunds
from tests.factories import given_both, given_checkout, given_event, given_order, order_of
from tests.gateway import card, gateway_of, hear
from tests.people import actor_of, given_sandbox, given_signed_in, with_grants
from tests.programs import bearing, given_key
from tests.shop import BUYER, V1, hold, new_key, slug_of, tell
from tests.work import settle


async def test_the_first_test_key_opens_the_tests_of_an_organization(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    live = await given_event(rt)

    _, secret = await given_key(rt, live.owner, is_test=True)
    _, again = await given_key(rt, live.owner, is_test=True)

    assert secret.startswith("blt_test_")
    assert secret != again
    query = {"organizer_id": str(twin_of(live.organizer_id))}
    ours = await api.get(f"{V1}/organizer/events", params=query, headers=bearing(secret))
    assert (ours.status_code, ours.json()["events"]) == (200, [])


async def test_the_keys_of_tests_stand_beside_the_live_ones(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    person, token = await given_signed_in(rt)
    organizer_id = await organizers.create(rt, person, name="Blue Note Nights")
    owner = await with_grants(rt, person)
    await given_key(rt, owner)
    await given_key(rt, owner, is_test=True)

    cookie = {"Cookie": f"bilten_session={token}"}
    query = {"organizer_id": str(organizer_id)}
    listed = await api.get(f"{V1}/organizer/keys", params=query, headers=cookie)

    assert [(key["test"], key["prefix"][:9]) for key in listed.json()["keys"]] == [
        (True, "blt_test_"), (False, listed.json()["keys"][1]["prefix"][:9]),
    ]  # fmt: skip


async def test_everything_happens_at_a_test_but_no_money_moves(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    live, stage = await given_both(rt)
    _, secret = await given_key(rt, live.owner, is_test=True)
    shown = bearing(secret)

    held = (await hold(api, rt, stage, 2, headers={**new_key(), **shown})).json()
    wanted = {"hold_id": held["id"], **BUYER}
    placed = await api.post(f"{V1}/orders", json=wanted, headers={**new_key(), **shown})
    order = placed.json()["order"]
    path, link = f"{V1}/orders/{order['code']}", {"Bilten-Secret": placed.json()["secret"]}
    paying = await api.post(f"{path}/payment", headers={**new_key(), **shown, **link})
    checkout = str(paying.json()["checkout_url"]).rsplit("/", 1)[1]
    await gateway_of(rt).choose(checkout, card("Success"))
    await tell(api, rt, checkout, gateway="test")
    issued = await api.get(f"{path}/tickets", headers={**shown, **link})

    assert order["total"]["minor"] == 2 * 2500  # the platform takes nothing
    assert [ticket["state"] for ticket in issued.json()["tickets"]] == ["valid", "valid"]
    async with rt.read() as session:
        assert (await ledger.trial_balance(session)).balances == []
        assert (await ledger.search(session, EntrySearch())).rows == []
        named = EntrySearch(owner_id=stage.organizer_id)
        (sale,) = (await ledger.search(session, named)).rows
        assert all(is_test(posting.account.owner_id) for posting in sale.postings)
        assert await ledger.crooked_checkpoints(session) == []


async def test_a_test_is_paid_by_play_whatever_a_buyer_chooses_and_nothing_else_is(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    live, stage = await given_both(rt)
    price = Money(25_00, "EUR")

    ways = await payments.methods(rt, price, is_test=True)
    for_money = await payments.methods(rt, price)

    assert [way.name for way in ways] == ["test"]
    assert "test" not in [way.name for way in for_money]
    for at, method, status in ((stage, "sandbox", 409), (live, "test", 409), (stage, "test", 201)):
        held = (await hold(api, rt, at)).json()
        wanted = {"hold_id": held["id"], **BUYER}
        placed = (await api.post(f"{V1}/orders", json=wanted, headers=new_key())).json()
        path = f"{V1}/orders/{placed['order']['code']}/payment"
        link = {"Bilten-Secret": placed["secret"]}
        paying = await api.post(path, json={"method": method}, headers={**new_key(), **link})
        assert (method, paying.status_code) == (method, status), paying.text


async def test_a_refund_of_a_test_is_no_debt_of_the_platform(rt: Runtime) -> None:
    _, stage = await given_both(rt)
    ref = await given_order(rt, stage)
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout, gateway="test")
    assert (await order_of(rt, ref)).state == "paid"
    await empty_account(rt, ref)
    async with rt.unit_of_work(stage.owner) as uow:
        wish = RefundWish(amount_minor=50_00)
        await orders.refund(uow, stage.owner, order_id=ref.id, wish=wish)
    await settle(rt)

    assert [one.state for one in await refunds(rt, ref)] == ["failed"]
    async with rt.read() as session:
        assert await payments.failed_refunds(session) == []
        assert (await ledger.trial_balance(session)).balances == []


async def test_nobody_finds_a_test_who_does_not_know_its_address(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    live, stage = await given_both(rt)
    slug = await slug_of(rt, stage)
    _, secret = await given_key(rt, live.owner, is_test=True)

    async with rt.read() as session:
        found = await discovery.search(session, SearchQuery(), at=rt.clock.now())
        lineup = await discovery.line_up(session, at=rt.clock.now())
        known = await discovery.addresses(session)
    of_tests = await api.get(f"{V1}/events", headers=bearing(secret))
    page = await api.get(f"{V1}/events/{slug}")

    live_slug = await slug_of(rt, live)
    assert [hit.slug for hit in found.hits] == [live_slug]
    assert [hit.slug for hit in (*lineup.featured, *lineup.upcoming)] == [live_slug]
    assert [slug for slug, _ in known] == [live_slug]
    assert sum(one.count for one in lineup.cities) == 1
    assert [hit["slug"] for hit in of_tests.json()["events"]] == [slug]
    assert of_tests.headers["Cache-Control"] == "private, no-cache"
    assert (page.status_code, page.json()["test"]) == (200, True)


async def test_tests_have_the_team_of_their_organization_and_no_other(rt: Runtime) -> None:
    live = await given_event(rt)
    owner, sandbox_id = await given_sandbox(rt, live.owner, live.organizer_id)
    colleague, token = await given_signed_in(rt)
    async with rt.unit_of_work(live.owner) as uow:
        await organizers.add_member(
            uow, live.owner, organizer_id=live.organizer_id,
            user_id=colleague.require_user(), role=Role.box_office,
        )  # fmt: skip

    there = await actor_of(rt, token)

    assert there.may(Permission.box_office, sandbox_id)
    assert not there.may(Permission.keys_manage, sandbox_id)
    assert owner.may(Permission.keys_manage, sandbox_id)
    assert not owner.may(Permission.team_manage, sandbox_id)
    assert not owner.may(Permission.finances_manage, sandbox_id)
    async with rt.read() as session:
        told = await organizer_queries.memberships(session, owner)
        at_the_desk = await organizer_queries.memberships(session, owner, with_tests=True)
    assert [one.organizer.id for one in told] == [live.organizer_id]
    assert [one.organizer.id for one in at_the_desk] == [live.organizer_id, sandbox_id]


async def test_only_who_makes_keys_opens_tests_and_holds_no_more_there(rt: Runtime) -> None:
    person, token = await given_signed_in(rt)
    organizer_id = await organizers.create(rt, person, name="Blue Note Nights")
    owner = await actor_of(rt, token)
    helper = replace(owner, grants={organizer_id: frozenset({Permission.box_office})})
    for who, refusal in ((helper, Forbidden), (replace(owner, grants={}), NotFound)):
        with pytest.raises(refusal):
            await organizers.open_sandbox(rt, who, organizer_id=organizer_id)

    sandbox_id = await organizers.open_sandbox(rt, owner, organizer_id=organizer_id)

    there = (await actor_of(rt, token)).grants
    assert there[sandbox_id] == there[organizer_id] & OF_TESTS < there[organizer_id]


async def test_tests_stop_with_their_organization(rt: Runtime, api: httpx.AsyncClient) -> None:
    live, stage = await given_both(rt)
    _, secret = await given_key(rt, live.owner, is_test=True)
    async with rt.unit_of_work() as uow:
        await organizers.suspend(uow, SYSTEM, organizer_id=live.organizer_id, reason="Fraud")

    refused = await api.get(f"{V1}/events", headers=bearing(secret))
    page = await api.get(f"{V1}/events/{await slug_of(rt, stage)}")

    assert (refused.status_code, page.status_code) == (401, 404)
    async with rt.unit_of_work() as uow:
        await organizers.restore(uow, SYSTEM, organizer_id=live.organizer_id, reason="Cleared")
    assert (await api.get(f"{V1}/events", headers=bearing(secret))).status_code == 200


async def test_the_database_holds_every_test_to_its_id(rt: Runtime) -> None:
    live = await given_event(rt)

    with pytest.raises(IntegrityError, match="ck_organizers_sandbox_of"):
        async with rt.unit_of_work() as uow:
            await uow.session.execute(
                text("UPDATE organizers SET sandbox_of = id WHERE id = :id"),
                {"id": live.organizer_id},
            )
