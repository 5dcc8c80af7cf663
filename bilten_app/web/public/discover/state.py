"""What the listing shows."""

from dataclasses import fields
from typing import Any, ClassVar

import reflex as rx

from bilten_app.infra.runtime import Runtime
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.parts.event import CardRow
from bilten_app.web.public.discover.view import Choice, SearchForm, address_of, load


class DiscoverState(rx.State):
    """What the listing shows."""

    _access: ClassVar[str] = "public"

    q: str = ""
    category: str = ""
    city: str = ""
    when: str = ""
    price: str = ""
    rows: list[CardRow] = []
    summary: str = ""
    pages: str = ""
    before: str = ""
    after: str = ""
    filtered: bool = False
    cities: list[Choice] = []
    categories: list[Choice] = []
    whens: list[Choice] = []
    prices: list[Choice] = []
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, visit: Visit) -> None:
        """Search for what the address says."""
        listing = await load(rt, self.router.url.query_parameters, visit.locale)
        for each in fields(listing):
            setattr(self, each.name, getattr(listing, each.name))
        self.loaded = True

    @handler
    async def look(self, form: SearchForm) -> Any:
        """Go to the address of this search."""
        chosen = form.model_dump(exclude={"page"})
        return rx.redirect(address_of(chosen))
