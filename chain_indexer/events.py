"""Our contracts' events, as fixed slices made from the committed ABIs.

All values of an event stand in words of 32 bytes, those in topics first. Where a value stands is
known before any log is read, so that reading one is slicing text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bilten_app.infra.contracts import artifact
from bilten_app.kit.evm import keccak
from chain_indexer.values import Log, Lying

WORD = 64  # letters
SOURCES = ("TicketRegistry", "EventTicket", "TicketMarket", "Payments")
# Standards ask for these, and they tell nothing that is not told by our own.
_SAID_OTHERWISE = frozenset({
    "Approval", "ApprovalForAll", "BatchMetadataUpdate", "ContractURIUpdated",
    "DefaultAdminDelayChangeCanceled", "DefaultAdminDelayChangeScheduled",
    "DefaultAdminTransferCanceled", "DefaultAdminTransferScheduled", "EIP712DomainChanged",
    "MetadataUpdate", "RoleAdminChanged", "Transfer",
})  # fmt: skip
_ITEMS = ("id", "tokenId", "word")
# Whom an event is about: the new holder, the new contract, who paid.
_ACCOUNTS = {
    "EventCreated": "ticket", "TicketClaimed": "to", "TicketMoved": "to", "Refunded": "to",
    "Surrendered": "from", "OrganizerChanged": "organizer", "Sold": "buyer", "OrderPaid": "payer",
    "Credited": "account", "Fetched": "account", "Withdrawn": "account", "AllWithdrawn": "account",
    "RoleGranted": "account", "RoleRevoked": "account",
}  # fmt: skip
# Nobody has moved a ticket that was just claimed.
_FRESH = "TicketClaimed"


@dataclass(frozen=True, slots=True)
class Field:
    """A value of an event and the word it stands in; text stands where that word says."""

    name: str
    type: str
    word: int

    def read(self, words: str) -> Any:
        """Return the value out of an event's words."""
        begin = self.word * WORD
        held = words[begin : begin + WORD]
        if self.type == "address":
            return "0x" + held[24:]
        if self.type == "bytes32":
            return "0x" + held
        if self.type == "bool":
            return held[-1] == "1"
        return int(held, 16)


@dataclass(frozen=True)
class Kind:
    """One event of one of our contracts."""

    name: str
    source: str
    topic: str
    topics: int
    fields: tuple[Field, ...]
    text: Field | None

    @cached_property
    def item(self) -> slice | None:
        """Where the number of the ticket stands."""
        return _slice(next((one for one in self.fields if one.name in _ITEMS), None))

    @cached_property
    def account(self) -> slice | None:
        """Where the account stands that it is about."""
        told = _slice(self._called(_ACCOUNTS.get(self.name, "")))
        return slice(told.start + 24, told.stop) if told else None

    @cached_property
    def nonce(self) -> slice | None:
        """Where it stands how often the ticket has moved."""
        return _slice(self._called("nonce"))

    @cached_property
    def least(self) -> int:
        """How many letters its words have at least."""
        return WORD * (len(self.fields) + bool(self.text))

    def words(self, log: Log) -> str:
        """Return all that a log of this kind says. Raises Lying if it is none."""
        words = "".join([topic[2:] for topic in log.topics[1:]]) + log.data[2:]
        if len(log.topics) != self.topics or len(words) < self.least:
            raise Lying(f"a log in {log.block_hash} is no {self.name}")
        return words

    def values(self, words: str) -> dict[str, Any]:
        """Return what an event says, by name."""
        told = {one.name: one.read(words) for one in self.fields}
        if self.text:
            # The place is counted from where topics end; the length comes first.
            begin = (self.topics - 1) * WORD + 2 * int(words[_slot(self.text)], 16)
            length = 2 * int(words[begin : begin + WORD], 16)
            told[self.text.name] = bytes.fromhex(words[begin + WORD :][:length]).decode()
        return told

    def row(self, chain_id: int, log: Log) -> str:
        """Return a log as a line of COPY."""
        words = self.words(log)
        item = int(words[self.item], 16) if self.item else r"\N"
        account = rf"\\x{words[self.account]}" if self.account else r"\N"
        nonce = int(words[self.nonce], 16) if self.nonce else 0 if self.name == _FRESH else r"\N"
        return (
            f"{chain_id}\t{int(log.block_number, 16)}\t{int(log.log_index, 16)}"
            f"\t\\\\x{log.block_hash[2:]}\t\\\\x{log.transaction_hash[2:]}\t\\\\x{log.address[2:]}"
            f"\t{self.name}\t{item}\t{account}\t{nonce}\t\\\\x{words}\n"
        )

    def _called(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)


def _slot(field: Field) -> slice:
    return slice(field.word * WORD, (field.word + 1) * WORD)


def _slice(field: Field | None) -> slice | None:
    return _slot(field) if field else None


def _made(source: str, entry: Mapping[str, Any]) -> Kind:
    inputs = entry["inputs"]
    indexed = [one for one in inputs if one["indexed"]]
    placed = [*indexed, *[one for one in inputs if not one["indexed"]]]
    fields = [Field(one["name"], one["type"], word) for word, one in enumerate(placed)]
    signature = f"{entry['name']}({','.join(one['type'] for one in inputs)})"
    return Kind(
        entry["name"],
        source,
        "0x" + keccak(signature.encode()).hex(),
        1 + len(indexed),
        tuple(one for one in fields if one.type != "string"),
        next((one for one in fields if one.type == "string"), None),
    )


def _of(source: str) -> list[Kind]:
    return [
        _made(source, entry)
        for entry in artifact(source).abi
        if entry["type"] == "event" and entry["name"] not in _SAID_OTHERWISE
    ]


KINDS: Mapping[str, Mapping[str, Kind]] = {
    source: {kind.topic: kind for kind in _of(source)} for source in SOURCES
}
"""Of each contract, its events by their topics."""
TOPICS = sorted({topic for kinds in KINDS.values() for topic in kinds})
CREATED = next(kind for kind in KINDS["TicketRegistry"].values() if kind.name == "EventCreated")
