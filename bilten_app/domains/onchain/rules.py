"""What collections are made of, what tokens are numbered, and what events say of one. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Self
from uuid import UUID

from bilten_app.domains.events.public import EventView
from bilten_app.domains.onchain.public import (
    HIGHEST_ROYALTY_BPS,
    ClaimState,
    InvalidTerms,
    Policy,
    Sureness,
    Terms,
)
from bilten_app.kit.evm import NOBODY, BadAddress, parse_address
from bilten_app.kit.evm.abi import call
from bilten_app.kit.evm.orders import Voucher
from bilten_app.kit.money import Money
from bilten_app.kit.text import amount, msgid
from bilten_app.ports.chain_door import Fees
from bilten_app.ports.rates import RateTable

VOUCHER_LASTS = timedelta(minutes=20)
MOST_ROUNDS = 5
LONGEST_LOCK = 14 * 24 * 60
LOWEST_CAP_BPS, HIGHEST_CAP_BPS = 1_000, 30_000
RELEASED_AFTER = timedelta(days=1)
# Tokens that were burnt count on, and organizers add places: see docs/adr.
SUPPLY_FACTOR, LEAST_SUPPLY = 10, 1_000
SYMBOL_LENGTH = 8
INDEX_BITS = 32
# A node replaces what waits for a tenth more at least.
RAISE = 1.25
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_CONFIG = (
    "(bytes32,address,address,address,uint32,uint16,uint16,uint8,uint40,uint40,string,string,"
    "string)"
)
_POLICIES = tuple(Policy)
BAD_ADDRESS = msgid("This is no address. Copy it from your wallet: 0x and 40 more characters.")
NO_SUCH_CHAIN = msgid("Choose one of the chains.")
NO_RECEIVER = msgid("Say whose wallet gets the royalty.")


@dataclass(frozen=True, slots=True)
class Config:
    """What a contract is made of; its address follows from all of it."""

    event_id: str
    organizer: str
    currency: str
    royalty_to: str
    supply: int
    royalty_bps: int
    cap_bps: int
    policy: int
    lock_at: int
    release_at: int
    name: str
    symbol: str
    base_uri: str

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Return what a row kept."""
        return cls(**stored)

    def stored(self) -> dict[str, Any]:
        """Return it as a row keeps it."""
        return asdict(self)

    def values(self) -> tuple[object, ...]:
        """Return it in the order and the types of the contract."""
        places = (self.organizer, self.currency, self.royalty_to)
        return (
            UUID(self.event_id).bytes.rjust(32, b"\0"), *(parse_address(one) for one in places),
            self.supply, self.royalty_bps, self.cap_bps, self.policy, self.lock_at,
            self.release_at, self.name, self.symbol, self.base_uri,
        )  # fmt: skip

    def creation(self) -> bytes:
        """Return the call that makes the contract."""
        return call(f"createEvent({_CONFIG})", self.values())

    def question(self) -> bytes:
        """Return the call that tells where it is or will be."""
        return call(f"addressOf({_CONFIG})", self.values())


@dataclass(frozen=True, slots=True)
class Standing:
    """What events say of a token: where its claim is, and who holds it for sure."""

    state: ClaimState
    owner: bytes | None = None


def checked_terms(terms: Terms, chain_id: int, chains: Collection[int]) -> bytes | None:
    """Return who gets royalties by terms that a contract takes. Raises InvalidTerms."""
    problems: dict[str, str] = {}
    if chain_id not in chains:
        problems["chain_id"] = NO_SUCH_CHAIN
    if not LOWEST_CAP_BPS <= terms.cap_bps <= HIGHEST_CAP_BPS:
        problems["cap"] = msgid("Between 10 and 300 percent of the price.")
    if not 0 <= terms.royalty_bps <= HIGHEST_ROYALTY_BPS:
        problems["royalty"] = msgid("Between 0 and 10 percent.")
    if not 0 <= terms.lock_minutes <= LONGEST_LOCK:
        problems["lock_minutes"] = msgid("Between 0 minutes and two weeks.")
    receiver = _receiver(terms, problems)
    if problems:
        raise InvalidTerms(problems)
    return receiver


def number_of(policy: Policy) -> int:
    """Return what contracts call a policy."""
    return _POLICIES.index(policy)


def times_of(event: EventView, lock_minutes: int) -> tuple[int, int]:
    """Return from when tickets of an event stay where they are, and from when money is released."""
    lock_at = (event.doors_at or event.starts_at) - timedelta(minutes=lock_minutes)
    return seconds(lock_at), seconds(event.ends_at + RELEASED_AFTER)


def supply_of(places: int) -> int:
    """Return how many tokens a contract may ever make."""
    return min(max(LEAST_SUPPLY, places * SUPPLY_FACTOR), 2**32 - 1)


def symbol_of(title: str) -> str:
    """Return what wallets show beside a number: the plain letters of a title."""
    letters = "".join(one for one in title.upper() if one.isascii() and one.isalnum())
    return letters[:SYMBOL_LENGTH] or "TICKET"


def token_of(index: int, rounds: int) -> int:
    """Return the number of a ticket's token, when it has come back so many times."""
    return rounds << INDEX_BITS | index


def claim_call(voucher: Voucher, signature: bytes) -> bytes:
    """Return the call that makes a ticket."""
    kinds = ",".join(voucher.kind.members.values())
    return call(f"claim(({kinds}),bytes)", tuple(voucher.values().values()), signature)


def face_value(price: Money, stands_for: str, decimals: int, table: RateTable) -> int:
    """Return a price in the smallest unit of a coin that stands for money; nothing without a rate.

    The half goes up, so that nobody may ask less for a ticket than it cost.
    """
    mine, theirs = _rate(price.currency, table), _rate(stands_for, table)
    if mine is None or theirs is None:
        return 0
    worth = EXACT.divide(EXACT.multiply(amount(price), theirs), mine)
    return int(EXACT.scaleb(worth, decimals).to_integral_value(ROUND_HALF_UP))


def fees_after(now: Fees, before: tuple[int, int] | None = None) -> tuple[int, int]:
    """Return (most for a unit of gas, tip): twice the base, and enough to replace what waits."""
    most, tip = 2 * now.base + now.tip, now.tip
    if before:
        most, tip = max(most, _raised(before[0])), max(tip, _raised(before[1]))
    return max(most, tip), tip


def standing_of(told: Iterable[tuple[str, str, Mapping[str, Any]]]) -> Standing:
    """Return what a token's events say: (kind, sureness, values), in their order on the chain.

    Whose blocks went say nothing. Only what is final tells who holds it; whoever burnt it held it.
    """
    state, owner = ClaimState.voucher_out, None
    for kind, sureness, values in told:
        if sureness == Sureness.retracted:
            continue
        is_final = sureness == Sureness.final
        if not is_final:
            # A final claim stays final, whatever late news of other blocks says.
            if kind == "TicketClaimed" and state is ClaimState.voucher_out:
                state = ClaimState.seen
            continue
        to = _address(values["to"])
        if kind == "TicketClaimed":
            state = ClaimState.claimed
        if to == NOBODY:
            state, owner = ClaimState.returned, _address(values["from"])
        else:
            owner = to
    return Standing(state, owner)


def seconds(at: datetime) -> int:
    """Return an instant as contracts count."""
    return int(at.timestamp())


def _receiver(terms: Terms, problems: dict[str, str]) -> bytes | None:
    if not terms.royalty_to:
        if terms.royalty_bps:
            problems["royalty_to"] = NO_RECEIVER
        return None
    try:
        receiver = parse_address(terms.royalty_to)
    except BadAddress:
        receiver = NOBODY
    if receiver == NOBODY:
        problems["royalty_to"] = BAD_ADDRESS
    return receiver


def _raised(fee: int) -> int:
    return int(fee * RAISE) + 1


def _address(text: str) -> bytes:
    return bytes.fromhex(text[2:])


def _rate(currency: str, table: RateTable) -> Decimal | None:
    return Decimal(1) if currency == table.base else table.rates.get(currency)
