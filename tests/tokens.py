"""A house with a chain: a collection, a holder with a wallet, and what a worker does."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bilten_app.bootstrap import open_house
from bilten_app.domains.identity import queries as identity_queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import LoginPurpose
from bilten_app.domains.onchain import queries
from bilten_app.domains.onchain import service as onchain
from bilten_app.domains.onchain.public import ClaimView, CollectionView, Policy, Terms
from bilten_app.domains.orders import queries as order_queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderView
from bilten_app.domains.tickets import queries as ticket_queries
from bilten_app.domains.tickets.public import TicketView
from bilten_app.infra.contracts import artifact
from bilten_app.infra.deployment import Deployed, Deployment
from bilten_app.infra.embedded.anvil import LOCAL_CHAIN
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.evm import Key, checksummed, keccak, personal_hash
from bilten_app.kit.ids import new_code
from bilten_app.ports.chain_door import ChainDoor
from chain_indexer.indexer import Indexer
from tests.chain import Contract
from tests.factories import Stage, given_event, given_order
from tests.gateway import card, gateway_of, hear
from tests.mirror import indexing
from tests.onchain import ISSUER, World
from tests.people import given_signed_in
from tests.settings import settings_of
from tests.work import settle

RELAYER = Key(keccak(b"relayer"))
RICH = hex(10**20)
ORIGIN = "http://127.0.0.1:3000"
MAILS = ("messaging.receipt", "messaging.send")


def write_manifest(world: World, home: Path) -> None:
    """Say where the contracts are, as deploying does."""
    found = {
        name: Deployed(one.address, world.start, artifact(name).abi_hash)
        for name, one in {
            "TicketRegistry": world.registry,
            "TicketMarket": world.market,
            "Payments": world.payments,
        }.items()
    }
    folder = home / "deployments"
    folder.mkdir(exist_ok=True)
    told = Deployment(LOCAL_CHAIN, found).manifest()
    (folder / f"{LOCAL_CHAIN}.json").write_text(json.dumps(told), encoding="utf-8")


def chain_settings(world: World, home: Path) -> dict[str, str]:
    """Let a house act on this world: our keys have their roles, and the relayer has coins."""
    write_manifest(world, home)
    world.registry.send("grantRole", keccak(b"CREATOR"), RELAYER.address)
    world.chain.ask("anvil_setBalance", "0x" + RELAYER.address.hex(), RICH)
    return {
        "chains": f"{LOCAL_CHAIN}=Local",
        "chain_nodes": f"{LOCAL_CHAIN}={world.chain.url}",
        "chain_issuer_key": "0x" + ISSUER.private.hex(),
        "chain_relayer_key": "0x" + RELAYER.private.hex(),
    }


@asynccontextmanager
async def given_town(
    world: World, database: str, engine: AsyncEngine, home: Path
) -> AsyncGenerator["Town"]:
    """Open a house whose chain is this world, at the chain's own time."""
    named = chain_settings(world, home)
    secret = {name: SecretStr(value) for name, value in named.items() if name != "chains"}
    settings = settings_of(database, home, **(named | secret))
    clock = FrozenClock(world_time(world))
    async with open_house(settings, clock, engine) as house, indexing(engine, world) as indexer:
        yield Town(house.rt, world, clock, indexer)


def world_time(world: World) -> datetime:
    """Return the time of the last block."""

    block = world.chain.ask("eth_getBlockByNumber", "latest", False)  # noqa: FBT003
    return datetime.fromtimestamp(int(block["timestamp"], 16), UTC)


async def linked(rt: Runtime, actor: Actor, token: str, key: Key) -> UUID:
    """Link a wallet as its owner does; return its id."""
    asked = await identity.ask_wallet(
        rt, actor, purpose=LoginPurpose.link, origin=ORIGIN, account=checksummed(key.address),
        chain_id=LOCAL_CHAIN, address=new_code(),
    )  # fmt: skip
    rounding = await identity.end_wallet_round(rt, actor, token=asked.token)
    signature = "0x" + key.sign(personal_hash(asked.message.encode())).hex()
    comer = identity.Comer(identity.Browser("203.0.113.7", "Firefox"), session_token=token)
    await identity.arrive_by_wallet(
        rt, actor, rounding, message=asked.message, signature=signature, origin=ORIGIN, comer=comer
    )
    async with rt.read() as session:
        found = await identity_queries.wallets(session, actor)
    return next(one.id for one in found if one.address == checksummed(key.address))


async def bought_by(rt: Runtime, stage: Stage, actor: Actor, count: int = 1) -> list[TicketView]:
    """Let somebody buy tickets of the first type, and return them."""
    ref = await given_order(rt, stage, actor, {stage.types[0]: count})
    url = await orders.pay(rt, actor, order_id=ref.id, return_url=f"{ORIGIN}/orders")
    if url:
        checkout = url.rsplit("/", 1)[1]
        await gateway_of(rt).choose(checkout, card("Success"))
        await hear(rt, checkout, f"evt_{ref.code}")
    async with rt.read() as session:
        return list(await ticket_queries.of_order(session, ref.id))


@dataclass
class Town:
    """Bilten and its chain."""

    rt: Runtime
    world: World
    clock: FrozenClock
    indexer: Indexer

    async def relay(self, rounds: int = 1) -> None:
        """Let the relayer go its round."""
        for _ in range(rounds):
            await onchain.relay_due(self.rt)

    async def listen(self) -> None:
        """Let the indexer look, and the app hear what it tells."""
        await self.indexer.turn()
        await self.indexer.turn()
        await settle(self.rt, without=MAILS)

    async def finalize(self) -> None:
        """Let so many blocks pass that all before is final, and hear of it."""
        self.world.chain.ask("anvil_mine", hex(12))
        await self.listen()

    async def work(self) -> None:
        """Do all there is to do, until it is final."""
        await self.relay(2)
        await self.finalize()
        await self.relay(2)

    def pass_time(self, by: timedelta) -> None:
        """Let time pass here and on the chain."""
        self.world.chain.ask("evm_increaseTime", int(by.total_seconds()))
        self.world.chain.ask("anvil_mine", "0x1")
        self.clock.move(by)

    async def offered(
        self, *, policy: Policy = Policy.free, stage: Stage | None = None, **terms: Any
    ) -> Stage:
        """Return a published event whose first type may go to wallets; its collection is asked."""
        stage = stage or await given_event(self.rt)
        await onchain.set_terms(
            self.rt, stage.owner, event_id=stage.event_id, chain_id=LOCAL_CHAIN,
            terms=Terms(policy=policy, **terms), ticket_types=stage.types[:1],
        )  # fmt: skip
        return stage

    async def made(self, **terms: Any) -> Stage:
        """Return an event whose collection is on the chain."""
        stage = await self.offered(**terms)
        await self.work()
        return stage

    async def holder(self, key: Key | None = None) -> tuple[Actor, Key, UUID]:
        """Return somebody signed in, with the key of a wallet of theirs, and its id."""
        actor, token = await given_signed_in(self.rt)
        key = key or Key.new()
        return actor, key, await linked(self.rt, actor, token, key)

    async def bought(self, stage: Stage, actor: Actor, count: int = 1) -> list[TicketView]:
        """Return tickets that somebody bought."""
        return await bought_by(self.rt, stage, actor, count)

    async def ticket(self, ticket: TicketView) -> TicketView:
        """Return a ticket as it is now."""
        async with self.rt.read() as session:
            return await ticket_queries.by_id(session, ticket.id)

    async def claim_of(self, ticket: TicketView) -> ClaimView:
        """Return the claim of a ticket as it is now."""
        async with self.rt.read() as session:
            return (await queries.claims_of(session, [ticket.id]))[ticket.id]

    async def collection(self, stage: Stage) -> CollectionView:
        """Return the collection of an event as it is now."""
        async with self.rt.read() as session:
            found = await queries.collection(session, stage.event_id)
        assert found
        return found

    async def contract(self, stage: Stage) -> Contract:
        """Return the event's contract."""
        found = await self.collection(stage)
        return Contract(self.world.chain, "EventTicket", bytes.fromhex(found.contract[2:]))

    def move(self, contract: Contract, token: int, by: Key, to: bytes) -> None:
        """Let a holder send a token on, by hand."""
        self.act(by)
        contract.send("transferFrom", by.address, to, token, by=by.address)

    def surrender(self, contract: Contract, token: int, by: Key) -> None:
        """Let a holder give a token back."""
        self.act(by)
        contract.send("surrender", token, by=by.address)

    def act(self, by: Key) -> None:
        """Let the node send for a holder, who has coins for it."""
        self.world.chain.ask("anvil_setBalance", "0x" + by.address.hex(), RICH)
        self.world.chain.ask("anvil_impersonateAccount", "0x" + by.address.hex())

    async def tickets_of(self, actor: Actor) -> list[TicketView]:
        """Return the tickets that somebody holds."""
        async with self.rt.read() as session:
            return list(await ticket_queries.of_user(session, actor.require_user()))

    async def order(self, order_id: UUID) -> OrderView:
        """Return an order as it is now."""
        async with self.rt.read() as session:
            return await order_queries.order(session, order_id)

    async def chain_facts(self) -> list[tuple[str, dict[str, Any]]]:
        """Return what the indexer told, in its order."""
        told = text("SELECT name, payload FROM facts WHERE name LIKE 'chain.%' ORDER BY id")
        async with self.rt.read() as session:
            return [(row.name, row.payload) for row in await session.execute(told)]

    async def count(self, what: str) -> int:
        """Count rows."""
        async with self.rt.read() as session:
            return (await session.execute(text(f"SELECT count(*) FROM {what}"))).scalar_one()


class Killed(BaseException):
    """The process is gone."""


class MortalDoor:
    """A chain's door, at whose nth use the process dies: before it is used, or right after."""

    def __init__(self, behind: ChainDoor, uses: int, *, after: bool) -> None:
        self.behind, self.left, self.after = behind, uses, after

    def __getattr__(self, name: str) -> Any:
        use = getattr(self.behind, name)

        async def dying(*values: object, **more: object) -> object:
            if self.left == 0 and not self.after:
                raise Killed
            answer = await use(*values, **more)
            if self.left == 0:
                raise Killed
            self.left -= 1
            return answer

        return dying
