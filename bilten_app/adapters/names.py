"""The domain name system, asked by dnspython."""

from collections.abc import Sequence

from dns.asyncresolver import Resolver
from dns.exception import DNSException
from dns.rdtypes.txtbase import TXTBase
from dns.resolver import NXDOMAIN, NoAnswer

from bilten_app.kit.errors import Unavailable

PATIENCE_S = 5.0


class DnsLookup:
    """Asks `servers`, written as `address:port`; the machine's own where none is named."""

    def __init__(self, servers: Sequence[str] = ()) -> None:
        self._servers = servers

    async def texts(self, name: str) -> Sequence[str]:
        """Return the TXT records of a name."""
        try:
            found = await self._resolver().resolve(name, "TXT", lifetime=PATIENCE_S, search=False)
        except (NXDOMAIN, NoAnswer):
            return ()
        except (DNSException, OSError) as error:
            raise Unavailable from error
        return [
            b"".join(record.strings).decode("utf-8", "replace")
            for record in found
            if isinstance(record, TXTBase)
        ]

    def _resolver(self) -> Resolver:
        resolver = Resolver(configure=not self._servers)
        if self._servers:
            places = [one.rpartition(":") for one in self._servers]
            resolver.nameservers = [host for host, _, _ in places]
            resolver.nameserver_ports = {host: int(port) for host, _, port in places}
        return resolver
