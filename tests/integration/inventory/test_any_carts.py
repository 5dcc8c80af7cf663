"""Any carts over any pools, types and bundles end exactly as a simple model says."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random  # noqa: TID251 - the seed is the point
from uuid import UUID

import pytest

from bilten_app.domains.inventory import queries, service
from bilten_app.domains.inventory.public import (
    AddonAlone,
    PoolView,
    SoldOut,
    TooManyAddons,
    TooManyForPerson,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import Refused
from tests.factories import Stage, draft, given_event
from tests.stalls import (
    addon,
    assert_counted,
    bundle,
    given_pool,
    given_type,
    left,
    sharing,
    take,
)

PEOPLE = ("anna@guests.example.com", "ben@guests.example.com")
MOST = 3


@dataclass
class Model:
    """What is free and who has what, counted the plain way."""

    free: dict[UUID, int]
    draws: Mapping[UUID, Counter[UUID]]
    hosts: Mapping[UUID, Mapping[UUID, int]]
    limited: UUID
    held: dict[UUID, tuple[dict[UUID, int], str]] = field(default_factory=dict)

    def refusals(self, cart: Mapping[UUID, int], person: str) -> set[type[Refused]]:
        """Return why a cart cannot be held; nothing when it can."""
        found: set[type[Refused]] = set()
        for kind, hosts in self.hosts.items():
            allowed = sum(cart.get(host, 0) * each for host, each in hosts.items())
            if cart.get(kind, 0) > allowed:
                found.add(TooManyAddons if allowed else AddonAlone)
        if cart.get(self.limited, 0) > MOST - self.taken_by(person):
            found.add(TooManyForPerson)
        if any(self.free[pool] < places for pool, places in self.places(cart).items()):
            found.add(SoldOut)
        return found

    def take(self, hold_id: UUID, cart: dict[UUID, int], person: str) -> None:
        """Hold a cart."""
        self.held[hold_id] = cart, person
        for pool, places in self.places(cart).items():
            self.free[pool] -= places

    def release(self, hold_id: UUID) -> None:
        """Give a cart back."""
        for pool, places in self.places(self.held.pop(hold_id)[0]).items():
            self.free[pool] += places

    def places(self, cart: Mapping[UUID, int]) -> Counter[UUID]:
        """Return pool → how many of its places a cart takes."""
        taken = Counter[UUID]()
        for kind, count in cart.items():
            for pool, each in self.draws[kind].items():
                taken[pool] += each * count
        return taken

    def taken_by(self, person: str) -> int:
        """Return how many of the limited type a person holds."""
        return sum(cart.get(self.limited, 0) for cart, who in self.held.values() if who == person)


async def given_model(rt: Runtime, chance: Random) -> tuple[Stage, Model]:
    """Make an event of shared and own places, a bundle, an add-on and a limit."""
    stage = await given_event(rt, draft(name="Balcony", capacity=chance.randint(2, 12)))
    pools = [await given_pool(rt, stage, f"Pool {i}", chance.randint(3, 15)) for i in range(3)]
    kinds = [
        await given_type(
            rt, stage, sharing(*chance.sample(pools, chance.randint(1, 3)), name=f"Type {i}")
        )
        for i in range(3)
    ]
    limited = await given_type(rt, stage, sharing(pools[0], name="Few", max_per_person=MOST))
    parts = {kinds[0]: chance.randint(1, 2), kinds[1]: chance.randint(1, 2)}
    family = await given_type(rt, stage, bundle(parts))
    parking = await given_type(rt, stage, addon(kinds[0], capacity=6, most_each=2))
    async with rt.read() as session:
        types = await queries.ticket_types(session, stage.event_id, at=rt.clock.now())
    draws: dict[UUID, Counter[UUID]] = {one.id: Counter(one.pools) for one in types}
    draws[family] = Counter[UUID]()
    for part, count in parts.items():
        for pool in draws[part]:
            draws[family][pool] += count
    free = {one.pool_id: one.left for one in types if one.pool_id}
    free |= {pool.id: pool.wanted for pool in await _pools(rt, stage)}
    hosts = {parking: {kinds[0]: 2, family: 2 * parts[kinds[0]]}}
    return stage, Model(free, draws, hosts, limited)


@pytest.mark.parametrize("seed", range(6))
async def test_any_carts_end_as_a_simple_model_says(rt: Runtime, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - the same carts at every run
    stage, model = await given_model(rt, chance)
    kinds = list(model.draws)

    for _ in range(60):
        if model.held and chance.random() < 0.3:
            gone = chance.choice(list(model.held))
            async with rt.unit_of_work() as uow:
                await service.release(uow, hold_id=gone)
            model.release(gone)
            continue
        cart = {kind: chance.randint(1, 3) for kind in chance.sample(kinds, chance.randint(1, 3))}
        person = chance.choice(PEOPLE)
        expected = model.refusals(cart, person)
        answer = (await asyncio.gather(take(rt, cart, person=person), return_exceptions=True))[0]
        assert type(answer) in (expected or {UUID})
        if isinstance(answer, UUID):
            model.take(answer, cart, person)

    counted = await left(rt, stage)
    for kind, drawn in model.draws.items():
        assert counted[kind] == min(model.free[pool] // each for pool, each in drawn.items())
    await assert_counted(rt)


async def test_the_same_carts_all_at_once_leave_no_place_taken_twice(rt: Runtime) -> None:
    chance = Random(7)  # noqa: S311 - the same carts at every run
    stage, model = await given_model(rt, chance)
    kinds = list(model.draws)
    carts = [
        {kind: chance.randint(1, 3) for kind in chance.sample(kinds, chance.randint(1, 3))}
        for _ in range(100)
    ]

    told = await asyncio.gather(
        *(take(rt, cart, person=chance.choice(PEOPLE)) for cart in carts), return_exceptions=True
    )

    for cart, answer in zip(carts, told, strict=True):
        if isinstance(answer, UUID):
            model.take(answer, cart, "")
    assert all(free >= 0 for free in model.free.values())
    counted = await left(rt, stage)
    for kind, drawn in model.draws.items():
        assert counted[kind] == min(model.free[pool] // each for pool, each in drawn.items())
    await assert_counted(rt)


async def _pools(rt: Runtime, stage: Stage) -> list[PoolView]:
    async with rt.read() as session:
        return list(await queries.shared_pools(session, stage.event_id))
