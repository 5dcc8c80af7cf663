"""Our contracts on a node, people with keys, and short ways to sign, claim and sell."""

import asyncio
from typing import Any

import httpx

from bilten_app.adapters.unlocked_node import UnlockedNode
from bilten_app.infra.deployment import Deployed, Deployment, Terms, deploy, put
from bilten_app.kit.evm import NOBODY, Key, keccak
from bilten_app.kit.evm.abi import encode
from bilten_app.kit.evm.orders import Gift, Listing, Quote, Voucher
from tests.chain import Chain, Contract

ISSUER, ALICE, BOB = (Key(keccak(name)) for name in (b"issuer", b"alice", b"bob"))
FACE = 50_000_000
DAY = 86_400
COIN = ("Demo Dollar", "dUSD")
FREE = 3
GIFT_OR_MARKET = 2
HEADER = False  # rather than the block with its transactions


class World:
    """Everything deployed; the node's accounts are admin, creator, organizer and the rest."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.admin, self.treasury, self.organizer, self.artist, self.gate = chain.accounts[:5]
        self.coin_at, self.deployment = asyncio.run(self._deployed())
        self.registry, self.market, self.payments, self.badge = (
            self.contract(name)
            for name in ("TicketRegistry", "TicketMarket", "Payments", "AttendanceBadge")
        )
        self.coin = Contract(chain, "doubles/Coin", self.coin_at)
        for person in (ALICE, BOB, ISSUER):
            chain.ask("anvil_setBalance", _hex(person.address), hex(10**21))
            chain.ask("anvil_impersonateAccount", _hex(person.address))
            self.coin.send("mint", person.address, 10**15)

    @property
    def terms(self) -> Terms:
        """On what terms the contracts are here."""
        return Terms(
            self.admin,
            self.treasury,
            badge_uri="ipfs://badges/",
            currencies=(NOBODY, self.coin_at),
            roles={
                "CREATOR": (self.admin,),
                "ISSUER": (ISSUER.address,),
                "OPERATOR": (self.admin,),
                "CHECKIN": (self.gate,),
                "PAUSER": (self.admin,),
            },
        )

    def node(self, client: httpx.AsyncClient, sender: bytes | None = None) -> UnlockedNode:
        """Return the node, sending for the admin if for nobody else."""
        return UnlockedNode(client, self.chain.url, sender or self.admin)

    async def _deployed(self) -> tuple[bytes, Deployment]:
        async with httpx.AsyncClient() as client:
            coin: Deployed = await put(
                self.node(client), "doubles/Coin", encode(("string", "string"), COIN)
            )
            self.coin_at = coin.address
            return coin.address, await deploy(self.node(client), self.terms)

    def contract(self, name: str) -> Contract:
        return Contract(self.chain, name, self.deployment.contracts[name].address)

    @property
    def now(self) -> int:
        return int(self.chain.ask("eth_getBlockByNumber", "latest", HEADER)["timestamp"], 16)

    def config(self, *, currency: bytes, policy: int = GIFT_OR_MARKET, name: str = "") -> Any:
        """Return what an organizer decided about an event."""
        return (
            keccak(name.encode()), self.organizer, currency, self.artist, 20_000, 500, 11_000,
            policy, self.now + 10 * DAY, self.now + 12 * DAY,
            "Lantern Night", "LANT", "ipfs://lantern/",
        )  # fmt: skip

    def event(self, *, currency: bytes, policy: int = GIFT_OR_MARKET, name: str = "") -> Contract:
        config = self.config(currency=currency, policy=policy, name=name)
        place = bytes.fromhex(self.registry.ask("addressOf", config)[2:])
        self.registry.send("createEvent", config)
        return Contract(self.chain, "EventTicket", place)

    # ------------------------------------------------------------ what is signed

    def voucher(self, ticket: Contract, number: int, to: bytes, *, paid: bool = False) -> Any:
        order = Voucher(number, to, 2, FACE, paid, self.now + 1800, 0)
        return self.signed(order, ticket.address, ISSUER)

    def listing(self, ticket: Contract, number: int, seller: Key, price: int = FACE) -> Any:
        order = Listing(
            ticket.address, number, seller.address, price, price * 9 // 10, self.now + DAY,
            ticket.ask("ticketOf", number)[4], 0, NOBODY,
        )  # fmt: skip
        return self.signed(order, self.market.address, seller)

    def gift(self, ticket: Contract, number: int, giver: Key, to: bytes) -> Any:
        order = Gift(number, giver.address, to, 1, self.now + DAY, 0)
        members, by_holder = self.signed(order, ticket.address, giver)
        return members, by_holder, self.signed(order, ticket.address, ISSUER)[1]

    def quote(self, currency: bytes, word: str = "order") -> Any:
        order = Quote(keccak(word.encode()), currency, FACE, self.treasury, self.now + 900, 0)
        return self.signed(order, self.payments.address, ISSUER)

    def signed(self, order: Any, contract: bytes, by: Key) -> Any:
        digest = order.digest(31337, contract)
        return tuple(order.values().values()), by.sign(digest)

    # ------------------------------------------------------------ what is done

    def claim(self, ticket: Contract, number: int, to: bytes, *, paid: bool = False) -> Any:
        value = FACE if paid and ticket.ask("currency") == "0x" + "0" * 40 else 0
        by = to if paid else None
        order = self.voucher(ticket, number, to, paid=paid)
        return ticket.send("claim", *order, by=by, value=value)


def _hex(data: bytes) -> str:
    return "0x" + data.hex()
