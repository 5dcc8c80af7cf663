"""A name server on a loopback port, that answers TXT questions over UDP."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


@dataclass
class Zone:
    """What is published: name → texts."""

    port: int = 0
    texts: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    @property
    def server(self) -> str:
        return f"127.0.0.1:{self.port}"

    def answer(self, asked: bytes) -> bytes:
        query = dns.message.from_wire(asked)
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        name = query.question[0].name
        said = self.texts.get(name.to_text(omit_final_dot=True))
        if said is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        else:
            quoted = [f'"{one}"' for one in said]
            answer.answer.append(dns.rrset.from_text_list(name, 60, "IN", "TXT", quoted))
        return answer.to_wire()


class _Server(asyncio.DatagramProtocol):
    def __init__(self, zone: Zone) -> None:
        self.zone = zone
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.transport.sendto(self.zone.answer(data), addr)


@asynccontextmanager
async def naming() -> AsyncGenerator[Zone]:
    """Run a name server."""
    zone = Zone()
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Server(zone), local_addr=("127.0.0.1", 0)
    )
    zone.port = transport.get_extra_info("sockname")[1]
    try:
        yield zone
    finally:
        transport.close()
