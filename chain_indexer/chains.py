"""Which chains are mirrored, and by whom each is told."""

from collections.abc import Sequence
from dataclasses import dataclass

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from bilten_app.infra.breaker import Breaker
from bilten_app.infra.chain_settings import LOCAL_CHAIN
from bilten_app.infra.deployment import Deployment
from bilten_app.infra.manifests import mirrored_chains, read_manifest
from bilten_app.infra.settings import Settings
from bilten_app.kit.clock import Clock
from chain_indexer.backfill import Backfill
from chain_indexer.indexer import Indexer
from chain_indexer.journal import Journal
from chain_indexer.lock import ChainLock
from chain_indexer.node import Node
from chain_indexer.rebuild import Rebuild
from chain_indexer.store import Store
from chain_indexer.turn import Follower
from chain_indexer.values import Contracts
from chain_indexer.watch import Watch


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain as it was set."""

    id: int
    node: str
    witness: str
    finality: str | int
    contracts: Contracts

    @property
    def is_whole(self) -> bool:
        """Whether its node is all there is of it, so that what the node lost is lost."""
        return self.id == LOCAL_CHAIN


def chains_of(settings: Settings) -> Sequence[Chain]:
    """Return every chain that has a node and a manifest. Raises CannotStart."""
    return [
        Chain(
            one,
            settings.node_urls[one],
            settings.witness_urls.get(one, ""),
            settings.finality_of(one),
            _contracts(read_manifest(settings, one)),
        )
        for one in mirrored_chains(settings)
    ]


def watch_of(
    chain: Chain, client: httpx.AsyncClient, engine: AsyncEngine, clock: Clock, lock: ChainLock,
    poll_s: float,
) -> Watch:  # fmt: skip
    """Return what follows a chain."""
    node = Node(client, chain.node)
    witness = Node(client, chain.witness) if chain.witness else None
    store = Store(engine, clock, chain.id)
    told = (chain.id, chain.contracts, node, store, witness)
    follower = Follower(*told, finality=chain.finality, is_whole=chain.is_whole)
    rebuild = Rebuild(chain.contracts, node, store, chain.is_whole)
    indexer = Indexer(follower, Backfill(*told), store, rebuild)
    return Watch(indexer, Journal(engine, clock, chain.id), lock, Breaker(clock), poll_s)


def rebuild_of(
    chain: Chain, client: httpx.AsyncClient, engine: AsyncEngine, clock: Clock
) -> Rebuild:
    """Return what repairs a chain's mirror."""
    store = Store(engine, clock, chain.id)
    return Rebuild(chain.contracts, Node(client, chain.node), store, chain.is_whole)


def _contracts(deployment: Deployment) -> Contracts:
    """Read from the registry's block on; from the first where nobody wrote it down."""
    named = ("TicketRegistry", "TicketMarket", "Payments")
    found = [deployment.contracts[one] for one in named]
    start = max(1, found[0].block)
    return Contracts(*["0x" + one.address.hex() for one in found], start=start)
