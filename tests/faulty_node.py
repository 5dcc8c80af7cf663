"""A node between ours and the chain that fails in one way or another, as long as a test wants."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI, Request, Response

from tests.loopback import free_port, serving

type Call = dict[str, Any]
type Fault = Callable[[Call, Call], Call | None]
"""A call and its true answer → the answer that is given; none at all for None."""


@dataclass
class FaultyNode:
    """Passes everything on, until it is told how to fail."""

    url: str
    fault: Fault | None = None
    head: int | None = None
    status: int = 200
    body: bytes | None = None
    healed: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[str] = field(default_factory=list[str])

    def be_silent(self) -> None:
        """Take questions and answer none, until it is well again."""
        self.healed.clear()

    def heal(self) -> None:
        """Be well again."""
        self.fault, self.head, self.status, self.body = None, None, 200, None
        self.healed.set()

    def heard(self, call: Call) -> Call:
        """Return a call as one understands it who knows no block after its head."""
        if self.head is None or call["method"] != "eth_getBlockByNumber":
            return call
        block, whole = call["params"]
        if block == "finalized":
            return call
        beyond = block != "latest" and int(block, 16) > self.head
        known = hex(10**9) if beyond else hex(self.head) if block == "latest" else block
        return call | {"params": [known, whole]}


def other_hash(call: Call, answer: Call) -> Call:
    """Tell blocks that are on no chain, so that it is seen only beside another node."""
    if call["method"] == "eth_getBlockByNumber" and answer["result"]:
        return answer | {"result": answer["result"] | {"hash": "0x" + "66" * 32}}
    return answer


def no_logs(call: Call, answer: Call) -> Call:
    """Have headers and no logs, like a node that has not caught up behind a balancer."""
    is_logs = call["method"] in {"eth_getLogs", "eth_getBlockReceipts"}
    return answer | {"result": []} if is_logs else answer


def least(most_blocks: int) -> Fault:
    """Refuse ranges of more blocks than so many, as providers do."""

    def fault(call: Call, answer: Call) -> Call:
        asked = call["params"][0] if call["method"] == "eth_getLogs" else {}
        if "fromBlock" not in asked:
            return answer
        if int(asked["toBlock"], 16) - int(asked["fromBlock"], 16) < most_blocks:
            return answer
        return {"id": answer["id"], "error": {"code": -32005, "message": "too much at once"}}

    return fault


@asynccontextmanager
async def faulty(url: str) -> AsyncGenerator[FaultyNode]:
    """A node in front of the one at `url`."""
    port, app = free_port(), FastAPI()
    node = FaultyNode(f"http://127.0.0.1:{port}")
    node.heal()
    async with httpx.AsyncClient(base_url=url) as behind_it, serving(app, port):

        @app.post("/")
        async def answer(request: Request) -> Response:
            await node.healed.wait()
            if node.body is not None or node.status != 200:
                return Response(node.body or b"", node.status)
            calls = [node.heard(call) for call in await request.json()]
            node.asked += [call["method"] for call in calls]
            told = (await behind_it.post("/", json=calls)).json()
            if node.fault is None:
                return _json(told)
            by_id = {one["id"]: one for one in told}
            given = [node.fault(call, by_id[call["id"]]) for call in calls]
            return _json([one for one in given if one is not None])

        yield node


def _json(told: object) -> Response:
    return Response(json.dumps(told).encode(), media_type="application/json")
