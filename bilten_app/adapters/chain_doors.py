"""A chain over JSON-RPC, for what we send to it."""

import asyncio
from collections.abc import Mapping
from typing import Any, cast

import httpx

from bilten_app.adapters.chain_nodes import PATIENCE_S, REVERTED
from bilten_app.infra.breaker import Breaker
from bilten_app.infra.settings import Settings
from bilten_app.kit.clock import Clock
from bilten_app.kit.errors import Unavailable
from bilten_app.ports.chain_door import ChainDoor, Fees, Mined
from bilten_app.ports.chain_node import CallRefused

_WITHOUT_CONTENT = False
_KNOWN = ("already known", "already imported", "known transaction")


class _Refused(Exception):
    """The node answered with an error."""

    def __init__(self, code: int, message: str, data: object) -> None:
        super().__init__(message)
        self.code, self.message, self.data = code, message, data

    @property
    def is_the_contracts(self) -> bool:
        """Whether the contract refused, not the node."""
        return self.code == REVERTED or "revert" in self.message.lower()


class HttpChainDoor:
    """Asks one node. One that fails again and again is left alone for a while."""

    def __init__(
        self, client: httpx.AsyncClient, url: str, chain_id: int, finality: str | int, clock: Clock
    ) -> None:
        self._client, self._url, self._chain_id = client, url, chain_id
        self._finality = finality
        self._breaker = Breaker(clock)
        self._is_known = False

    async def call(self, to: bytes, data: bytes) -> bytes:
        """Return what a contract answers. Raises CallRefused."""
        return _bytes(await self._run("eth_call", {"to": _hex(to), "data": _hex(data)}, "latest"))

    async def gas(self, sender: bytes, to: bytes, data: bytes) -> int:
        """Return how much gas a call would take. Raises CallRefused."""
        sent = {"from": _hex(sender), "to": _hex(to), "data": _hex(data)}
        return int(await self._run("eth_estimateGas", sent), 16)

    async def balance(self, account: bytes) -> int:
        """Return how much of the chain's own coin an account has, in its smallest unit."""
        return int(await self._ask("eth_getBalance", _hex(account), "latest"), 16)

    async def fees(self) -> Fees:
        """Return what gas costs."""
        block = await self._ask("eth_getBlockByNumber", "latest", _WITHOUT_CONTENT)
        tip = await self._ask("eth_maxPriorityFeePerGas")
        return Fees(int(block["baseFeePerGas"], 16), int(tip, 16))

    async def nonce(self, account: bytes, *, final: bool = False) -> int:
        """Return how many transactions of an account are in blocks, or in those that are final."""
        block = await self._final_block() if final else "latest"
        return int(await self._ask("eth_getTransactionCount", _hex(account), block), 16)

    async def send(self, raw: bytes) -> str:
        """Bring a signed transaction; return why it was not taken, "" when it was, or is known."""
        try:
            await self._ask("eth_sendRawTransaction", _hex(raw))
        except _Refused as refused:
            words = refused.message
            return "" if any(known in words.lower() for known in _KNOWN) else words
        return ""

    async def mined(self, tx: bytes) -> Mined | None:
        """Return where a transaction stands; None while it is in no block."""
        found = await self._ask("eth_getTransactionReceipt", _hex(tx))
        if not found or found.get("blockNumber") is None:
            return None
        return Mined(int(found["blockNumber"], 16), found["status"] == "0x1")

    async def _final_block(self) -> str:
        if isinstance(self._finality, str):
            return self._finality
        head = int(await self._ask("eth_blockNumber"), 16)
        return hex(max(0, head - self._finality))

    async def _run(self, method: str, *params: object) -> Any:
        try:
            return await self._ask(method, *params)
        except _Refused as refused:
            if not refused.is_the_contracts:
                raise Unavailable from refused
            data = refused.data
            raise CallRefused(_bytes(data) if isinstance(data, str) else b"") from refused

    async def _ask(self, method: str, *params: object) -> Any:
        """Return an answer. Raises _Refused, or Unavailable where there was none worth the name."""
        if not self._breaker.admits():
            raise Unavailable
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._require_chain()
                answer = await self._post(method, *params)
        except (TimeoutError, httpx.HTTPError, ValueError, Unavailable) as error:
            self._breaker.failed()
            raise Unavailable from error
        self._breaker.succeeded()
        return answer

    async def _require_chain(self) -> None:
        """Send nothing to a node of another chain."""
        if not self._is_known:
            if await self._post("eth_chainId") != hex(self._chain_id):
                raise Unavailable
            self._is_known = True

    async def _post(self, method: str, *params: object) -> Any:
        call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        answer = (await self._client.post(self._url, json=call)).raise_for_status().json()
        if not isinstance(answer, dict):
            raise Unavailable
        told = cast("dict[str, Any]", answer)
        if error := told.get("error"):
            raise _Refused(error.get("code", 0), str(error.get("message", "")), error.get("data"))
        return told.get("result")


def chain_doors(
    client: httpx.AsyncClient, settings: Settings, clock: Clock
) -> Mapping[int, ChainDoor]:
    """Return a door to each chain that has a node."""
    return {
        chain: HttpChainDoor(client, url, chain, settings.finality_of(chain), clock)
        for chain, url in settings.node_urls.items()
    }


def _hex(data: bytes) -> str:
    return "0x" + data.hex()


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:])
