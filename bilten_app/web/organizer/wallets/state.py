"""What the page about tickets in wallets remembers."""

from typing import Any, ClassVar

import reflex as rx

from bilten_app.domains.onchain import service as onchain
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.organizer.desk import elsewhere
from bilten_app.web.organizer.wallets.view import Offer, TermsForm, load

NOTHING = Offer()


class EventWalletsState(rx.State):
    """The collection of one event."""

    _access: ClassVar[str] = "organizer"

    id: str = ""
    slug: str = ""
    title: str = ""
    offer: Offer = NOTHING
    errors: dict[str, str] = {}
    missing: bool = False
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the event that the address names."""
        if away := await elsewhere(rt, actor, Permission.events_write):
            return away
        slug = self.router.url.path.removesuffix("/wallets").rpartition("/")[2]
        self.errors, self.missing = {}, False
        try:
            event, self.offer = await load(rt, actor, slug, visit.locale)
        except NotFound:
            self.missing = self.loaded = True
            return None
        self.id, self.slug, self.title = str(event.id), event.slug, event.title
        self.loaded = True
        return None

    @handler
    async def save(self, rt: Runtime, actor: Actor, visit: Visit, form: TermsForm) -> None:
        """Let these ticket types go to wallets, by these rules."""
        self.errors = {}
        await onchain.set_terms(
            rt, actor, event_id=held_id(self.id), chain_id=form.chain_id, terms=form.terms(),
            ticket_types=form.ticket_types(),
        )  # fmt: skip
        _, self.offer = await load(rt, actor, self.slug, visit.locale)
        await notify(self, "good", say(msgid("Saved."), visit.locale))
