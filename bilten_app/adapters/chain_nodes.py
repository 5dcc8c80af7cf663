"""Nodes of chains over JSON-RPC, asked whether a wallet that is a contract has signed.

One `eth_call` without a recipient runs the creation code of `contracts/src/SignatureValidator.sol`,
which answers one byte and leaves nothing behind (ERC-6492, ERC-1271).
"""

import asyncio
import json
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, cast

import httpx

from bilten_app.infra.breaker import Breaker
from bilten_app.infra.settings import PROJECT
from bilten_app.kit.clock import Clock
from bilten_app.kit.errors import Unavailable

PATIENCE_S = 5.0
WORD = 32
YES = "0x01"
# What nodes answer where the code itself refused (geth's code; the others tell it in words).
REVERTED = 3
VALIDATOR = PROJECT / "contracts" / "artifacts" / "SignatureValidator.json"


class ChainNodes:
    """Asks nodes that the settings name; one that fails again and again is left alone."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        urls: Mapping[int, str],
        clock: Clock,
        *,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._client = client
        self._urls = urls
        self._breakers = {chain_id: Breaker(clock) for chain_id in urls}
        self._known = set[int]()
        self._patience_s = patience_s

    @property
    def chains(self) -> Collection[int]:
        """The chains that have a node."""
        return self._urls.keys()

    async def has_signed(
        self, chain_id: int, *, account: bytes, digest: bytes, signature: bytes
    ) -> bool:
        """Whether a contract says that it signed a hash. Raises Unavailable."""
        breaker = self._breakers[chain_id]
        if not breaker.admits():
            raise Unavailable
        try:
            async with asyncio.timeout(self._patience_s):
                await self._require_chain(chain_id)
                said = await self._ask(
                    chain_id, "eth_call", {"data": _question(account, digest, signature)}, "latest"
                )
        except (TimeoutError, httpx.HTTPError, ValueError) as error:
            breaker.failed()
            raise Unavailable from error
        except Unavailable:
            breaker.failed()
            raise
        breaker.succeeded()
        return said == YES

    async def _require_chain(self, chain_id: int) -> None:
        """Believe no node of another chain: the same address is somebody else there."""
        if chain_id in self._known:
            return
        if await self._ask(chain_id, "eth_chainId") != hex(chain_id):
            raise Unavailable
        self._known.add(chain_id)

    async def _ask(self, chain_id: int, method: str, *params: object) -> object:
        """Return what a node answers; None where the code that it ran refused."""
        call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        answer = await self._client.post(self._urls[chain_id], json=call)
        answer.raise_for_status()
        told: object = answer.json()
        if not isinstance(told, dict):
            raise Unavailable
        said = cast("dict[str, Any]", told)
        if "error" not in said:
            return said.get("result")
        if _has_reverted(said["error"]):
            return None
        raise Unavailable


def _has_reverted(error: object) -> bool:
    if not isinstance(error, dict):
        return False
    told = cast("dict[str, Any]", error)
    return told.get("code") == REVERTED or "revert" in str(told.get("message")).lower()


def _question(account: bytes, digest: bytes, signature: bytes) -> str:
    """Return creation code with its arguments: an address, a hash, and bytes (the ABI's way)."""
    padding = bytes(-len(signature) % WORD)
    words = (account.rjust(WORD, b"\0"), digest, _word(3 * WORD), _word(len(signature)))
    return _creation_code() + (b"".join(words) + signature + padding).hex()


def _word(number: int) -> bytes:
    return number.to_bytes(WORD)


@cache
def _creation_code() -> str:
    return json.loads(VALIDATOR.read_text(encoding="utf-8"))["bytecode"]
