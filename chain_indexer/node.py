"""A node, asked in batches over HTTP. That it fails is told apart from that it refuses."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import httpx
import msgspec

from chain_indexer.values import ChainFault, Header, Lagging, Log, Lying, Receipt

PATIENCE_S = 20.0
ATTEMPTS = 3
PAUSE_S = 0.2
INTERNAL_ERROR = -32603  # JSON-RPC's code for a node that is itself in trouble

type Ask = tuple[str, list[Any]]


class _Fault(msgspec.Struct):
    code: int = 0
    message: str = ""


class _Answer(msgspec.Struct):
    id: int = -1
    result: msgspec.Raw = msgspec.Raw(b"null")
    error: _Fault | None = None


class NodeFailed(ChainFault):
    """No sensible answer came, though we asked several times."""


class NodeRefused(ChainFault):
    """The node understood and will not: mostly, that too much was asked at once."""


_answers = msgspec.json.Decoder(list[_Answer])
_header = msgspec.json.Decoder(Header | None)
_logs = msgspec.json.Decoder(list[Log] | None)
_receipts = msgspec.json.Decoder(list[Receipt] | None)


def block(number: int | str) -> Ask:
    """Ask for a header by its number, or by `latest` and the like."""
    named = hex(number) if isinstance(number, int) else number
    return "eth_getBlockByNumber", [named, False]


class Node:
    """One node of one chain."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        url: str,
        *,
        patience_s: float = PATIENCE_S,
        pause_s: float = PAUSE_S,
    ) -> None:
        self._client = client
        self._url = url
        self._patience_s = patience_s
        self._pause_s = pause_s

    async def chain_id(self) -> int:
        """Return which chain it is a node of."""
        (told,) = await self._ask([("eth_chainId", [])])
        return int(msgspec.json.decode(told, type=str), 16)

    async def headers(self, *blocks: int | str) -> list[Header | None]:
        """Return headers; None for those that the node does not know."""
        return [_read(_header, told) for told in await self._ask([block(one) for one in blocks])]

    async def logs_of(self, hashes: Sequence[str], topics: Sequence[str]) -> list[list[Log]]:
        """Return the logs of whole blocks: by their hashes, so that no two forks are mixed."""
        asked: list[Ask] = [
            ("eth_getLogs", [{"blockHash": one, "topics": [list(topics)]}]) for one in hashes
        ]
        return [_required(_read(_logs, told)) for told in await self._ask(asked)]

    async def logs_between(
        self, first: int, last: int, topics: Sequence[str]
    ) -> tuple[Header, Header, list[Log]]:
        """Return the first and the last header of a range, and the logs in it."""
        between = {"fromBlock": hex(first), "toBlock": hex(last), "topics": [list(topics)]}
        told = await self._ask([block(first), ("eth_getLogs", [between]), block(last)])
        return (
            _required(_read(_header, told[0])),
            _required(_read(_header, told[2])),
            _required(_read(_logs, told[1])),
        )

    async def all_logs_of(self, block_hash: str) -> list[Log]:
        """Return every log of a block out of its receipts, ours or not."""
        (told,) = await self._ask([("eth_getBlockReceipts", [block_hash])])
        return [log for one in _required(_read(_receipts, told)) for log in one.logs]

    async def _ask(self, calls: Sequence[Ask]) -> list[msgspec.Raw]:
        """Return the results in the order of the calls. Raises NodeFailed, NodeRefused."""
        body = json.dumps(
            [
                {"jsonrpc": "2.0", "id": nth, "method": method, "params": params}
                for nth, (method, params) in enumerate(calls)
            ]
        ).encode()
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with asyncio.timeout(self._patience_s):
                    return await self._once(body, len(calls))
            except (TimeoutError, httpx.HTTPError, msgspec.MsgspecError, NodeFailed) as error:
                if attempt == ATTEMPTS:
                    raise NodeFailed(f"{type(error).__name__}: {error}"[:200]) from error
            await asyncio.sleep(self._pause_s * attempt)
        raise AssertionError

    async def _once(self, body: bytes, count: int) -> list[msgspec.Raw]:
        answer = await self._client.post(
            self._url, content=body, headers={"Content-Type": "application/json"}
        )
        if not answer.is_success:
            raise NodeFailed(f"HTTP {answer.status_code}")
        told = {one.id: one for one in _answers.decode(answer.content)}
        if told.keys() != set(range(count)):
            raise NodeFailed("answers to other questions")
        for one in told.values():
            if one.error and one.error.code == INTERNAL_ERROR:
                raise NodeFailed(one.error.message[:200])
            if one.error:
                raise NodeRefused(one.error.message[:200])
        return [told[nth].result for nth in range(count)]


def _read[T](decoder: msgspec.json.Decoder[T], told: msgspec.Raw) -> T:
    try:
        return decoder.decode(told)
    except msgspec.MsgspecError as error:
        raise Lying(f"an answer of another shape: {error}") from error


def _required[T](told: T | None) -> T:
    if told is None:
        raise Lagging("the node does not know a block that it named before")
    return told
