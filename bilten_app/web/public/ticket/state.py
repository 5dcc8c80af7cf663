"""What the ticket's page knows."""

from typing import Any, ClassVar

import reflex as rx

from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import NotFound
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.public.secret_link import link_of
from bilten_app.web.public.ticket.view import TicketPage, load


class TicketPageState(rx.State):
    """One ticket."""

    _access: ClassVar[str] = "public"

    address: str = ""
    view: TicketPage = TicketPage()
    missing: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, visit: Visit) -> Any:
        """Load the ticket of the address."""
        if self.address != self.router.url.path:
            self.address, self.loaded = self.router.url.path, False
            yield
        try:
            code, secret = link_of(self.address)
            self.view = await load(rt, code, secret, visit.locale)
            self.missing = False
        except NotFound:
            self.missing = True
        self.loaded = True
