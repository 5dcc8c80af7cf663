"""Asking a node of a chain whether a contract has signed, over real HTTP."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from bilten_app.adapters.chain_nodes import ChainNodes
from bilten_app.infra.breaker import FAILURES
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Unavailable
from tests.loopback import free_port, serving

CHAIN = 7


@dataclass
class Node:
    """A node that answers as told."""

    port: int
    says: Any = field(default_factory=lambda: {"result": "0x01"})
    status: int = 200
    chain_id: str = hex(CHAIN)
    asked: int = 0

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/")
        async def answer(request: Request) -> Response:
            self.asked += 1
            if (await request.json())["method"] == "eth_chainId":
                return JSONResponse({"result": self.chain_id}, self.status)
            return JSONResponse(self.says, self.status)

        return app


@pytest.fixture
async def node() -> AsyncIterator[Node]:
    node = Node(free_port())
    async with serving(node.app(), node.port):
        yield node


@pytest.fixture
async def nodes(node: Node, clock: FrozenClock) -> AsyncIterator[ChainNodes]:
    async with httpx.AsyncClient() as client:
        yield ChainNodes(client, {CHAIN: f"http://127.0.0.1:{node.port}"}, clock, patience_s=2)


async def signed(nodes: ChainNodes) -> bool:
    return await nodes.has_signed(CHAIN, account=bytes(20), digest=bytes(32), signature=b"")


async def test_one_byte_is_a_yes_and_every_other_answer_a_no(nodes: ChainNodes, node: Node) -> None:
    assert await signed(nodes)

    for said in ("0x00", "0x", "0x0101", "0x" + "0" * 63 + "1", None, 1, True):
        node.says = {"result": said}
        assert not await signed(nodes)


@pytest.mark.parametrize(
    "error",
    [{"code": 3, "message": "execution reverted"}, {"code": -32000, "message": "VM Reverted"}],
)
async def test_code_that_refuses_says_no(nodes: ChainNodes, node: Node, error: object) -> None:
    node.says = {"error": error}

    assert not await signed(nodes)


@pytest.mark.parametrize(
    "changed",
    [
        {"status": 503},
        {"status": 429},
        {"says": {"error": {"code": -32005, "message": "limit exceeded"}}},
        {"says": {"error": "no"}},
        {"says": ["0x01"]},
        {"chain_id": "0x1"},
    ],
    ids=["down", "too much", "over the limit", "an unknown error", "no object", "another chain"],
)
async def test_what_is_no_answer_is_never_a_yes(
    nodes: ChainNodes, node: Node, changed: dict[str, Any]
) -> None:
    for name, value in changed.items():
        setattr(node, name, value)

    with pytest.raises(Unavailable):
        await signed(nodes)


async def test_a_node_that_fails_again_and_again_is_left_alone(
    nodes: ChainNodes, node: Node
) -> None:
    node.status = 503
    for _ in range(FAILURES):
        with pytest.raises(Unavailable):
            await signed(nodes)
    asked = node.asked

    with pytest.raises(Unavailable):
        await signed(nodes)

    assert node.asked == asked
