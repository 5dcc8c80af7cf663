"""Fixed slices read what eth_abi wrote, and the filter of a header is the node's."""

from random import Random  # noqa: TID251 - seeded
from typing import Any

import pytest
from eth_abi.abi import encode

from bilten_app.kit.evm import keccak
from chain_indexer.bloom import bloom_of, mask_of, may_hold
from chain_indexer.events import KINDS, Kind
from chain_indexer.values import Log, Lying
from tests.chain import artifact

ALL = [kind for kinds in KINDS.values() for kind in kinds.values()]


def inputs_of(kind: Kind) -> list[dict[str, Any]]:
    """Return the ABI's own words about an event."""
    return next(
        entry["inputs"]
        for entry in artifact(kind.source)["abi"]
        if entry["type"] == "event" and entry["name"] == kind.name
    )


def some(type_: str, random: Random) -> Any:
    if type_ == "address":
        return "0x" + random.randbytes(20).hex()
    if type_ == "bytes32":
        return random.randbytes(32)
    if type_ == "bool":
        return random.random() < 0.5
    if type_ == "string":
        return "".join(random.choices("aé漢🎫 ", k=random.randrange(80)))
    return random.getrandbits(int(type_.removeprefix("uint")))


def as_log(kind: Kind, values: dict[str, Any]) -> Log:
    """Write an event as contracts do, by eth_abi."""
    inputs = inputs_of(kind)
    topics = [encode([one["type"]], [values[one["name"]]]) for one in inputs if one["indexed"]]
    plain = [one for one in inputs if not one["indexed"]]
    data = encode([one["type"] for one in plain], [values[one["name"]] for one in plain])
    signature = f"{kind.name}({','.join(one['type'] for one in inputs)})"
    return Log(
        "0x" + "ab" * 20,
        tuple("0x" + topic.hex() for topic in [keccak(signature.encode()), *topics]),
        "0x" + data.hex(),
        "0x" + "01" * 32,
        "0x10",
        "0x" + "02" * 32,
        "0x3",
    )


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: f"{kind.source}.{kind.name}")
def test_an_event_is_read_as_eth_abi_wrote_it(kind: Kind) -> None:
    random = Random(kind.topic)  # noqa: S311 - seeded
    for _ in range(50):
        values = {one["name"]: some(one["type"], random) for one in inputs_of(kind)}
        log = as_log(kind, values)

        assert log.topics[0] == kind.topic
        assert kind.values(kind.words(log)) == {
            name: "0x" + value.hex() if isinstance(value, bytes) else value
            for name, value in values.items()
        }


def test_a_row_names_ticket_holder_and_count_of_moves() -> None:
    kind = next(one for one in ALL if one.name == "TicketMoved")
    holder = "0x" + "cd" * 20
    log = as_log(kind, {"id": 2**95, "from": "0x" + "00" * 20, "to": holder, "nonce": 7})

    columns = kind.row(31337, log).rstrip("\n").split("\t")

    assert columns[:3] == ["31337", "16", "3"]
    assert columns[6:10] == ["TicketMoved", str(2**95), r"\\x" + "cd" * 20, "7"]


def test_a_log_of_another_shape_is_no_event_of_ours() -> None:
    kind = next(one for one in ALL if one.name == "TicketMoved")
    log = as_log(kind, {"id": 1, "from": "0x" + "00" * 20, "to": "0x" + "cd" * 20, "nonce": 7})
    log.data = "0x"

    with pytest.raises(Lying, match="is no TicketMoved"):
        kind.words(log)


def test_a_filter_holds_what_went_into_it() -> None:
    kind = next(one for one in ALL if one.name == "TicketVoided")
    log = as_log(kind, {"id": 5})
    bloom = bloom_of([log])

    assert may_hold(bloom, [log.address])
    assert may_hold(bloom, log.topics)
    assert not may_hold(bloom, ["0x" + "77" * 20])
    assert mask_of(log.address).bit_count() in (1, 2, 3)
