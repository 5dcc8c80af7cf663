"""Which ticket types an event offers, remembered so that the hot path asks nobody."""

from collections import OrderedDict
from collections.abc import Collection
from uuid import UUID

from bilten_app.api.deps import Caller
from bilten_app.api.worlds import require_world
from bilten_app.domains.discovery import queries as discovery
from bilten_app.domains.inventory import queries as inventory
from bilten_app.infra.runtime import Runtime

REMEMBERED = 2_000

type _Offer = tuple[UUID, frozenset[UUID], UUID]


class Stock:
    """Event → its id, open ticket types, organizer. A type never moves: what is known is true."""

    def __init__(self) -> None:
        self._offers: OrderedDict[str, _Offer] = OrderedDict()

    async def look(
        self, rt: Runtime, called: Caller, event: str, types: Collection[UUID]
    ) -> tuple[UUID, frozenset[UUID]]:
        """Return the id of an event, and those of `types` that it does not offer openly.

        Raises NotFound.
        """
        offer = self._offers.get(event)
        if offer is None or not offer[1].issuperset(types):
            offer = self._offers[event] = await self._read(rt, event)
            if len(self._offers) > REMEMBERED:
                self._offers.popitem(last=False)
        require_world(called, offer[2])
        return offer[0], frozenset(types) - offer[1]

    async def _read(self, rt: Runtime, event: str) -> _Offer:
        async with rt.read() as session:
            page = await discovery.event_page(session, event)
            types = await inventory.ticket_types(session, page.id, at=rt.clock.now())
        return page.id, frozenset(one.id for one in types), page.organizer_id
