"""Random forks of a real node: after each turn the tables are what a full replay tells."""

from dataclasses import dataclass, field
from random import Random  # noqa: TID251 - seeded

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.chain import Contract
from tests.mirror import indexing, require_exact
from tests.onchain import NOBODY, World

pytestmark = pytest.mark.db
SEEDS = 8
TURNS = 250  # with each of the seeds; what a turn compares grows with them
DEEPEST = 9  # blocks are final after ten


@dataclass
class Crowd:
    """People who do things at random with the contracts of one world."""

    world: World
    random: Random
    events: list[Contract] = field(default_factory=list[Contract])
    numbers: int = 0
    owners: dict[tuple[bytes, int], tuple[bytes, int]] = field(
        default_factory=dict[tuple[bytes, int], tuple[bytes, int]]
    )
    made: list[tuple[Contract, int]] = field(default_factory=list[tuple[Contract, int]])

    def act(self, times: int) -> None:
        """Let people do something, each in a block of its own."""
        for _ in range(times):
            self.world.chain.ask("eth_sendTransactionSync", _transaction(*self.call()))

    def call(self) -> tuple[bytes, bytes, bytes]:
        """Return who calls which contract, and how; on another fork it may well be refused."""
        me, accounts = self.world.chain.accounts[0], self.world.chain.accounts
        if not self.events or self.random.random() < 0.03:
            number = len(self.events) + 1
            self.events.append(self.world.event_at(number))
            return me, self.world.registry.address, self.world.new_event(number)
        ticket = self.random.choice(self.events)
        what = self.random.random()
        if not self.made or what < 0.3:
            self.numbers += 1
            self.made.append((ticket, self.numbers))
            to = self.random.choice(accounts)
            return me, ticket.address, self.world.claim(ticket, self.numbers, to)
        ticket, number = self.random.choice(self.made)
        if what < 0.35:
            return me, ticket.address, ticket.data("redeem", [number // 256], [1 << number % 256])
        if what < 0.38:
            return me, ticket.address, ticket.data("voidTicket", number)
        # Who held it after the last turn; on this fork that may be another, and it is refused.
        owner, _ = self.owners.get((ticket.address, number), (NOBODY, 0))
        owner = accounts[1] if owner == NOBODY else owner
        if what < 0.42:
            return owner, ticket.address, ticket.data("surrender", number)
        to = self.random.choice(accounts)
        return owner, ticket.address, ticket.data("transferFrom", owner, to, number)

    def fork(self, room: int) -> None:
        """Let blocks be replaced by as many others, in which other things happen."""
        depth = self.random.randint(1, min(room, DEEPEST))
        pairs = [
            [_transaction(*self.call()), self.random.randrange(depth)]
            for _ in range(self.random.randrange(4))
        ]
        self.world.chain.ask("anvil_reorg", depth, pairs)


def _transaction(by: bytes, to: bytes, data: bytes) -> dict[str, str]:
    return {
        "from": "0x" + by.hex(), "to": "0x" + to.hex(), "data": "0x" + data.hex(),
        "gas": hex(1_000_000),
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(SEEDS))
async def test_the_mirror_is_exact_after_each_turn(
    world: World, engine: AsyncEngine, seed: int
) -> None:
    random = Random(seed)  # noqa: S311 - seeded
    crowd, room, dropped = Crowd(world, random), 0, 0
    before = world.head
    async with indexing(engine, world) as indexer:
        for _ in range(TURNS):
            what = random.random()
            if what < 0.18 and room:
                crowd.fork(room)
            elif what < 0.2 and room > 3:
                world.chain.ask("anvil_rollback", random.randint(1, 3))
            else:
                crowd.act(random.choice([1, 1, 1, 1, 4]))
            dropped += (await indexer.turn()).dropped
            mirror = await require_exact(engine, world)
            crowd.owners = mirror.now.owners
            # What the test did not do itself stays, or its world would go.
            room = mirror.tip - max(mirror.final_number, before)

    assert dropped > TURNS // 2
