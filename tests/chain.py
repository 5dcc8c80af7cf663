"""Talking to a node in tests: plain JSON-RPC, and accounts that sign without being asked.

A folder whose tests need a chain names the fixtures `node` and `chain` in its conftest.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import httpx
import pytest
from eth_abi.abi import decode, encode

from bilten_app.infra.embedded import EmbeddedAnvil
from bilten_app.infra.embedded.anvil import CONTRACTS
from bilten_app.kit.evm import keccak, parse_address


class Reverted(Exception):
    """A call was refused; `data` is what the contract said."""

    def __init__(self, message: str, data: bytes) -> None:
        super().__init__(message)
        self.data = data

    def says(self, error: str) -> bool:
        """Whether it is the named error, like `SoldOut()`."""
        return self.data[:4] == keccak(error.encode())[:4]


@cache
def artifact(name: str) -> dict[str, Any]:
    """Return what a contract compiled to, by its name: `Payments`, `doubles/ContractWallet`."""
    return json.loads((CONTRACTS / "artifacts" / f"{name}.json").read_text(encoding="utf-8"))


class Chain:
    """A node, asked by one test after the other."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=30)
        self.accounts = [parse_address(text) for text in self.ask("eth_accounts")]

    def ask(self, method: str, *params: object) -> Any:
        """Return the answer of the node."""
        call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        answer = self._http.post("/", json=call).json()
        if error := answer.get("error"):
            data = error.get("data")
            raise Reverted(
                error["message"], bytes.fromhex(data[2:]) if isinstance(data, str) else b""
            )
        return answer["result"]

    def ask_all(self, *calls: tuple[str, Sequence[object]]) -> list[Any]:
        """Return the answers to many questions, that are asked at once."""
        body = [
            {"jsonrpc": "2.0", "id": nth, "method": method, "params": params}
            for nth, (method, params) in enumerate(calls)
        ]
        answers = {one["id"]: one for one in self._http.post("/", json=body).json()}
        for answer in answers.values():
            if error := answer.get("error"):
                raise Reverted(error["message"], b"")
        return [answers[nth]["result"] for nth in range(len(calls))]

    def send(
        self, to: bytes | None, data: bytes, *, by: bytes | None = None, value: int = 0
    ) -> dict[str, Any]:
        """Send a transaction, by the first account if no other, and return its receipt."""
        sent = {"from": _hex(by or self.accounts[0]), "data": _hex(data), "value": hex(value)}
        receipt = self.ask("eth_sendTransactionSync", sent | ({"to": _hex(to)} if to else {}))
        if receipt["status"] != "0x1":
            raise Reverted("reverted in its block", b"")
        return receipt

    def call(self, to: bytes | None, data: bytes) -> bytes:
        """Return what a call answers, that changes nothing; without `to` it is creation code."""
        sent = {"data": _hex(data)} | ({"to": _hex(to)} if to else {})
        return bytes.fromhex(self.ask("eth_call", sent, "latest")[2:])

    def deploy(self, name: str, types: tuple[str, ...] = (), *values: object) -> "Contract":
        """Put a contract on the chain."""
        made = artifact(name)
        code = bytes.fromhex(made["bytecode"][2:]) + encode(types, values)
        return Contract(self, name, parse_address(self.send(None, code)["contractAddress"]))

    @contextmanager
    def undone(self) -> Iterator["Chain"]:
        """Take back afterwards whatever happens inside."""
        before = self.ask("evm_snapshot")
        try:
            yield self
        finally:
            self.ask("evm_revert", before)

    def close(self) -> None:
        """Hang up."""
        self._http.close()


class Contract:
    """A contract at its address, whose functions are called by their names."""

    def __init__(self, chain: Chain, name: str, address: bytes) -> None:
        self.chain, self.address = chain, address
        self._functions = {
            entry["name"]: entry for entry in artifact(name)["abi"] if entry["type"] == "function"
        }

    def data(self, function: str, *values: object) -> bytes:
        """Return the bytes of a call."""
        types = [_type(entry) for entry in self._functions[function]["inputs"]]
        return keccak(f"{function}({','.join(types)})".encode())[:4] + encode(types, values)

    def send(self, function: str, *values: object, by: bytes | None = None, value: int = 0) -> Any:
        """Call it in a transaction; return the receipt."""
        return self.chain.send(self.address, self.data(function, *values), by=by, value=value)

    def ask(self, function: str, *values: object) -> Any:
        """Return what it answers: one value, or a tuple of several."""
        types = [_type(entry) for entry in self._functions[function]["outputs"]]
        answer = decode(types, self.chain.call(self.address, self.data(function, *values)))
        return answer[0] if len(answer) == 1 else answer


def _type(entry: dict[str, Any]) -> str:
    if not entry["type"].startswith("tuple"):
        return entry["type"]
    inner = ",".join(_type(part) for part in entry["components"])
    return f"({inner}){entry['type'].removeprefix('tuple')}"


def _hex(data: bytes) -> str:
    return "0x" + data.hex()


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    """A chain of this run's own, for fixtures that put contracts on it once."""
    with EmbeddedAnvil(tmp_path_factory.mktemp("anvil")) as anvil:
        chain = Chain(anvil.dsn)
        yield chain
        chain.close()


@pytest.fixture
def chain(node: Chain) -> Iterator[Chain]:
    """The chain for one test: what it did is taken back afterwards."""
    with node.undone():
        yield node
