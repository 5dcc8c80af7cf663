"""What each operation costs, as a receipt says it; `python -m tests.contracts.gas` prints it.

Each is measured as in the design that set the marks: not as the first of its event, and for people
who have other tickets of it already. A wallet's first ticket of an event costs 17,100 more, for
the word that counts them. Shares wait at the market already, and payees have held the token.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bilten_app.infra.deployment import addresses
from bilten_app.infra.embedded import EmbeddedAnvil
from bilten_app.kit.evm import NOBODY, keccak
from tests.chain import Chain, Contract
from tests.contracts.world import ALICE, BOB, DAY, FACE, FREE, ISSUER, World

BATCH, CROWD, GATE_WORDS = 20, 1_000, 40
LARGEST = 2**256 - 1


def used(receipt: dict[str, Any]) -> int:
    """Return the gas of a transaction."""
    return int(receipt["gasUsed"], 16)


def create_event(world: World) -> int:
    config = world.config(currency=world.coin_at, name="gas")
    return used(world.registry.send("createEvent", config))


def _event(world: World, currency: bytes, policy: int = 2) -> Contract:
    """Return an event that has sold one ticket for cash and one on chain."""
    ticket = world.event(currency=currency, policy=policy)
    world.claim(ticket, 1, BOB.address)
    world.coin.send("approve", ticket.address, LARGEST, by=BOB.address)
    world.coin.send("approve", ticket.address, LARGEST, by=ALICE.address)
    world.claim(ticket, 2, BOB.address, paid=True)
    world.claim(ticket, 4, ALICE.address)
    return ticket


def claim(world: World) -> int:
    return used(world.claim(_event(world, world.coin_at), 3, ALICE.address))


def first_claim(world: World) -> int:
    """For a wallet that has no ticket of the event."""
    return used(world.claim(_event(world, world.coin_at), 3, ISSUER.address))


def claim_batch(world: World) -> int:
    """Of twenty tickets, for one wallet."""
    ticket = _event(world, world.coin_at)
    orders = [world.voucher(ticket, 10 + i, ALICE.address) for i in range(BATCH)]
    vouchers, signatures = zip(*orders, strict=True)
    return used(ticket.send("claimBatch", vouchers, signatures)) // BATCH


def claim_in_token(world: World) -> int:
    return used(world.claim(_event(world, world.coin_at), 3, ALICE.address, paid=True))


def claim_in_coin(world: World) -> int:
    return used(world.claim(_event(world, NOBODY), 3, ALICE.address, paid=True))


def _resale(world: World, currency: bytes) -> int:
    """Of the second ticket; the first left shares at the market."""
    ticket = _event(world, currency)
    for person in (ALICE, BOB):
        world.coin.send("approve", world.market.address, LARGEST, by=person.address)
    value = FACE if currency == NOBODY else 0
    cost = 0
    world.claim(ticket, 3, BOB.address)
    for number in (1, 3):
        order = world.listing(ticket, number, BOB)
        bought = world.market.send("buy", *order, ALICE.address, by=ALICE.address, value=value)
        cost = used(bought)
    return cost


def resale_in_token(world: World) -> int:
    return _resale(world, world.coin_at)


def resale_in_coin(world: World) -> int:
    return _resale(world, NOBODY)


def gift(world: World) -> int:
    ticket = _event(world, world.coin_at)
    return used(ticket.send("gift", *world.gift(ticket, 1, BOB, ALICE.address)))


def transfer(world: World) -> int:
    ticket = _event(world, world.coin_at, FREE)
    return used(ticket.send("transferFrom", BOB.address, ALICE.address, 1, by=BOB.address))


def redeem(world: World) -> int:
    """Of 10,240 tickets at once."""
    ticket = _event(world, world.coin_at)
    words = list(range(GATE_WORDS))
    sent = ticket.send("redeem", words, [LARGEST] * GATE_WORDS, by=world.organizer)
    return used(sent)


def attendance_root(world: World) -> int:
    ticket = _event(world, world.coin_at)
    root = keccak(b"crowd")
    return used(ticket.send("setAttendanceRoot", root, CROWD, "ipfs://crowd", by=world.organizer))


def badge(world: World) -> int:
    """With the proof of a crowd of a thousand."""
    ticket = _event(world, world.coin_at)
    leaves = [
        keccak(keccak(i.to_bytes(32) + (ALICE if i in {6, 7} else BOB).address.rjust(32, b"\0")))
        for i in range(CROWD)
    ]
    root, proof = _proof(leaves, 7)
    ticket.send("setAttendanceRoot", root, CROWD, "", by=world.gate)
    world.badge.send("claim", ticket.address, 6, ALICE.address, _proof(leaves, 6)[1])
    return used(world.badge.send("claim", ticket.address, 7, ALICE.address, proof))


def _proof(level: list[bytes], place: int) -> tuple[bytes, list[bytes]]:
    proof: list[bytes] = []
    while len(level) > 1:
        if place ^ 1 < len(level):
            proof.append(level[place ^ 1])
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [keccak(b"".join(sorted(pair))) if len(pair) > 1 else pair[0] for pair in pairs]
        place //= 2
    return level[0], proof


def pay_in_token(world: World) -> int:
    world.coin.send("mint", world.treasury, 1)
    world.coin.send("approve", world.payments.address, LARGEST, by=ALICE.address)
    return used(world.payments.send("pay", *world.quote(world.coin_at), by=ALICE.address))


def pay_in_coin(world: World) -> int:
    order = world.quote(NOBODY)
    return used(world.payments.send("pay", *order, by=ALICE.address, value=FACE))


def refund(world: World) -> int:
    """In coin, while others wait for theirs."""
    ticket = _event(world, NOBODY)
    world.claim(ticket, 3, ALICE.address, paid=True)
    ticket.send("cancel", by=world.organizer)
    return used(ticket.send("refund", 3, by=ALICE.address))


def cancel(world: World) -> int:
    return used(_event(world, NOBODY).send("cancel", by=world.organizer))


def release(world: World) -> int:
    """In coin."""
    ticket = _event(world, NOBODY)
    world.chain.ask("evm_increaseTime", 13 * DAY)
    world.chain.ask("evm_mine")
    return used(ticket.send("release"))


def deploy_all(world: World) -> int:
    """Of all five, once for a chain."""
    places = addresses(world.terms).values()
    blocks = [one.block for one in world.deployment.contracts.values()]
    assert len(list(places)) == len(blocks)
    receipts = [world.chain.ask("eth_getBlockReceipts", hex(block))[0] for block in blocks]
    return sum(map(used, receipts))


OPERATIONS: dict[str, Callable[[World], int]] = {
    "create event": create_event,
    "claim": claim,
    "claim, the first of a wallet": first_claim,
    "claim in a batch of 20, each": claim_batch,
    "claim and pay in a token": claim_in_token,
    "claim and pay in coin": claim_in_coin,
    "resale in a token": resale_in_token,
    "resale in coin": resale_in_coin,
    "gift": gift,
    "transferFrom, policy free": transfer,
    "redeem, 10,240 at once": redeem,
    "attendance root": attendance_root,
    "badge": badge,
    "pay an order in a token": pay_in_token,
    "pay an order in coin": pay_in_coin,
    "refund in coin": refund,
    "cancel": cancel,
    "release in coin": release,
    "deploy everything": deploy_all,
}


def measured(world: World) -> dict[str, int]:
    """Return the gas of each operation, each on a chain of its own."""
    found: dict[str, int] = {}
    for name, operation in OPERATIONS.items():
        with world.chain.undone():
            found[name] = operation(world)
    return found


def main() -> None:
    """Print the table of contracts/README.md."""
    with tempfile.TemporaryDirectory() as place, EmbeddedAnvil(Path(place)) as anvil:
        chain = Chain(anvil.dsn)
        for name, gas in measured(World(chain)).items():
            print(f"| {name} | {gas:,} |")  # noqa: T201 - what it is for
        chain.close()


if __name__ == "__main__":
    main()
