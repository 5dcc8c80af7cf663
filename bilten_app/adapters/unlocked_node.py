"""A node that signs for its accounts without being asked: for development and tests only."""

from typing import Any

import httpx

from bilten_app.ports.chain_node import CallRefused


class UnlockedNode:
    """Asks a node like anvil over JSON-RPC, and lets it sign for `sender`."""

    def __init__(self, client: httpx.AsyncClient, url: str, sender: bytes) -> None:
        self._client, self._url, self._sender = client, url, sender

    @property
    def sender(self) -> bytes:
        """The account whose transactions these are."""
        return self._sender

    async def chain_id(self) -> int:
        """Return which chain it is."""
        return int(await self._ask("eth_chainId"), 16)

    async def code(self, address: bytes) -> bytes:
        """Return the code at an address; nothing where there is none."""
        return _bytes(await self._ask("eth_getCode", _hex(address), "latest"))

    async def balance(self, address: bytes) -> int:
        """Return how much of the chain's own coin an account has, in its smallest unit."""
        return int(await self._ask("eth_getBalance", _hex(address), "latest"), 16)

    async def call(self, to: bytes, data: bytes) -> bytes:
        """Return what a contract answers, and change nothing. Raises CallRefused."""
        return _bytes(await self._ask("eth_call", {"to": _hex(to), "data": _hex(data)}, "latest"))

    async def send(self, to: bytes, data: bytes, value: int = 0) -> int:
        """Send a transaction, wait for it, and return its block. Raises CallRefused."""
        sent = {"from": _hex(self._sender), "to": _hex(to), "data": _hex(data), "value": hex(value)}
        receipt = await self._ask("eth_sendTransactionSync", sent)
        if receipt["status"] != "0x1":
            raise CallRefused
        return int(receipt["blockNumber"], 16)

    async def _ask(self, method: str, *params: object) -> Any:
        call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        answer = (await self._client.post(self._url, json=call)).raise_for_status().json()
        if error := answer.get("error"):
            data = error.get("data")
            raise CallRefused(_bytes(data) if isinstance(data, str) else b"")
        return answer["result"]


def _hex(data: bytes) -> str:
    return "0x" + data.hex()


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:])
