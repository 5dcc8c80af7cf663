"""Which ticket types an event offers, remembered so that the hot path asks nobody."""

from collections import OrderedDict
from collections.abc import Collection
from uuid import UUID

from bilten_app.domains.discovery import queries as discovery
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.inventory.public import UnknownTicketType
from bilten_app.infra.runtime import Runtime

REMEMBERED = 2_000


class Stock:
    """Event → its ticket types. A type never moves, so what is known stays true."""

    def __init__(self) -> None:
        self._types: OrderedDict[str, frozenset[UUID]] = OrderedDict()

    async def check(self, rt: Runtime, event: str, types: Collection[UUID]) -> None:
        """Raise UnknownTicketType or NotFound unless the event offers all of these types."""
        if self._types.get(event, frozenset()).issuperset(types):
            return
        offered = self._types[event] = await self._read(rt, event)
        if len(self._types) > REMEMBERED:
            self._types.popitem(last=False)
        if not offered.issuperset(types):
            raise UnknownTicketType

    async def _read(self, rt: Runtime, event: str) -> frozenset[UUID]:
        async with rt.read() as session:
            page = await discovery.event_page(session, event)
            types = await inventory.ticket_types(session, page.id, at=rt.clock.now())
        return frozenset(one.id for one in types)
