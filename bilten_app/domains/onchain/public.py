"""The states of collections, claims and sendings, what is refused, and what others see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bilten_app.kit.errors import Invalid, Refused
from bilten_app.kit.evm.abi import call
from bilten_app.kit.states import Flow
from bilten_app.kit.text import msgid

CENT_BPS = 100
HIGHEST_ROYALTY_BPS = 1_000


class Sureness(StrEnum):
    """`seen` may still go, `final` may not, and `retracted` is gone with its block."""

    seen = "seen"
    final = "final"
    retracted = "retracted"


class Policy(StrEnum):
    """How a token may change hands; each allows what those before it allow, in this order."""

    soulbound = "soulbound"
    market_only = "market_only"
    gift_or_market = "gift_or_market"
    free = "free"


class CollectionState(StrEnum):
    """Whether an event's contract is on its chain."""

    draft = "draft"
    making = "making"
    made = "made"


COLLECTION_FLOW = Flow[CollectionState](
    {
        CollectionState.draft: {CollectionState.making},
        CollectionState.making: {CollectionState.made},
    }
)


class ClaimState(StrEnum):
    """Where a ticket is on its way to a wallet. Of a lapsed one there is no token, and never was.

    A returned token is burnt; its number never comes back, so another claim has another.
    """

    voucher_out = "voucher_out"
    seen = "seen"
    claimed = "claimed"
    lapsed = "lapsed"
    returned = "returned"


CLAIM_FLOW = Flow[ClaimState](
    {
        ClaimState.voucher_out: {
            ClaimState.seen, ClaimState.claimed, ClaimState.lapsed, ClaimState.returned,
        },
        ClaimState.seen: {ClaimState.voucher_out, ClaimState.claimed, ClaimState.returned},
        ClaimState.claimed: {ClaimState.returned},
    }
)  # fmt: skip


class SendingState(StrEnum):
    """Where a transaction of ours is. One that is lost had a number that was used elsewhere."""

    wanted = "wanted"
    numbered = "numbered"
    done = "done"
    failed = "failed"
    refused = "refused"
    lost = "lost"


SENDING_FLOW = Flow[SendingState](
    {
        SendingState.wanted: {SendingState.numbered, SendingState.refused},
        SendingState.numbered: {SendingState.done, SendingState.failed, SendingState.lost},
    }
)


class Purpose(StrEnum):
    """What is sent for."""

    collection = "collection"
    claim = "claim"
    times = "times"
    voiding = "voiding"
    cancellation = "cancellation"


class Verb(StrEnum):
    """What the audit says about tickets on chains."""

    terms_set = "onchain.terms_set"
    collection_begun = "onchain.collection_begun"
    claim_asked = "onchain.claim_asked"
    claim_lapsed = "onchain.claim_lapsed"
    claimed = "onchain.claimed"
    moved = "onchain.moved"
    returned = "onchain.returned"


class NotOffered(Refused):
    """The organizer offers no tokens for this ticket."""

    code = "not_offered"
    text = msgid("This ticket has no second form in a wallet.")


class CollectionNotMade(Refused):
    """The contract of the event is not there yet."""

    code = "collection_not_made"
    text = msgid("The collection of this event is still being made. Please try again in a minute.")


class TooLateToClaim(Refused):
    """The event is over, called off, or somebody was let in already."""

    code = "too_late_to_claim"
    text = msgid("It is too late for this ticket to go to a wallet.")


class OnlyPlainWallets(Refused):
    """A contract could be sold with its tickets, past every bound on the price."""

    code = "only_plain_wallets"
    text = msgid("A wallet that is a contract cannot hold tickets. Choose one that has a key.")


class ClaimedTooOften(Refused):
    """Each claim costs us a transaction."""

    code = "claimed_too_often"
    text = msgid("This ticket went to a wallet and came back too often. It stays here now.")


class TermsFixed(Refused):
    """The contract is made, and never changes."""

    code = "terms_fixed"
    text = msgid("The collection is on its chain already, so its rules cannot change any more.")


class InvalidTerms(Invalid):
    """What was asked for cannot be; `problems` says what, field by field."""

    code = "invalid_terms"


@dataclass(frozen=True, slots=True)
class Terms:
    """What an organizer decides for the collection of an event; for good, once it is made."""

    policy: Policy = Policy.gift_or_market
    cap_bps: int = 10_000
    royalty_bps: int = 0
    royalty_to: str = ""
    lock_minutes: int = 60


@dataclass(frozen=True, slots=True)
class CollectionView:
    """The collection of an event; one that is refused is tried again, and staff look why."""

    event_id: UUID
    chain_id: int
    terms: Terms
    state: CollectionState
    contract: str
    ticket_types: Collection[UUID]
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A ticket on its way to a wallet, or there. `owner` is who holds it for sure, "" before."""

    id: UUID
    ticket_id: UUID
    event_id: UUID
    chain_id: int
    contract: str
    token_id: int
    wallet: str
    owner: str
    state: ClaimState
    valid_until: datetime
    tx: str = ""

    def surrender(self) -> bytes:
        """Return the call by which its owner gives the token back; nobody else may make it."""
        return call("surrender(uint256)", self.token_id)

    @property
    def is_alive(self) -> bool:
        """Whether the ticket is out."""
        return not CLAIM_FLOW.is_final(self.state)
