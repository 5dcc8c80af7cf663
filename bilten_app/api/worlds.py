"""What a caller can reach by an address or a link: a program sees live things or tests, never both.

People walk in both worlds. To a program the other one is not there (404), whatever secret it has.
"""

from uuid import UUID

from bilten_app.api.deps import Caller
from bilten_app.domains.discovery import queries as discovery
from bilten_app.domains.discovery.public import EventPage
from bilten_app.domains.events import queries as events
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.orders.public import OrderView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import normal_code


async def event_at(rt: Runtime, called: Caller, slug: str) -> EventPage:
    """Return an event as anybody may see it, or raise NotFound."""
    async with rt.read() as session:
        page = await discovery.event_page(session, slug)
    require_world(called, page.organizer_id)
    return page


async def order_at(rt: Runtime, called: Caller, code: str, link: str) -> OrderView:
    """Return the order of a link, or raise NotFound."""
    async with rt.read() as session:
        order = await orders.by_link(session, rt.vault, code=normal_code(code), secret=link)
    require_world(called, order.organizer_id)
    return order


async def require_event(rt: Runtime, called: Caller, event_id: UUID) -> None:
    """Raise NotFound to a program of the other world; nobody else waits for the question."""
    if called.actor.client_id is None:
        return
    async with rt.read() as session:
        sale = await events.sale(session, event_id)
    require_world(called, sale.organizer_id)


def require_world(called: Caller, organizer_id: UUID) -> None:
    """Raise NotFound to a program of the other world."""
    if not called.actor.sees(organizer_id):
        raise NotFound
