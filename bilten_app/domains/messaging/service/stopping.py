"""Mails that nobody has to get, and the one click that ends them (RFC 8058).

What concerns an order or an account comes in any case and has no such link. The link needs no
account and no session: its secret is derived from what it ends, so it works twice, and after what
it is about has been forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from bilten_app.domains.consents import queries as consent_queries
from bilten_app.domains.consents import service as consents
from bilten_app.domains.events import queries as events
from bilten_app.domains.messaging.models import Delivery
from bilten_app.domains.messaging.public import STOP_LINKS, Stop, StopView, Topic
from bilten_app.domains.messaging.templates.letter import Letter, with_stop
from bilten_app.domains.messaging.templates.orders import OrderStory
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.waiting import queries as waiting
from bilten_app.domains.waiting import service as lists
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound

# Which mails can be ended, and by what; a mail of a campaign takes its place here.
ENDED_BY: Mapping[Topic, Stop] = {Topic.listed: Stop.waiting, Topic.offered: Stop.waiting}


@dataclass(frozen=True, slots=True)
class StopLink:
    """What a link of a mail ends: what kind of mails, of which row, and its proof."""

    stop: Stop
    subject: UUID
    secret: str


def stop_address(rt: Runtime, stop: Stop, subject: UUID) -> str:
    """Return the address that ends something."""
    secret = rt.vault.link_secret(STOP_LINKS[stop], subject)
    return f"{rt.settings.origin}/unsubscribe/{stop.value}/{subject}/{secret}"


def with_stop_of(rt: Runtime, delivery: Delivery, letter: Letter) -> tuple[Letter, str]:
    """Return a letter with the link that ends mails like it, and its address; none has to come."""
    stop = ENDED_BY.get(Topic(delivery.topic))
    if stop is None:
        return letter, ""
    address = stop_address(rt, stop, UUID(delivery.details["entry_id"]))
    return with_stop(letter, address), address


async def with_end_of_news(rt: Runtime, letter: Letter, story: OrderStory) -> Letter:
    """Return a letter about an order with the link that ends the organizer's news, if there are."""
    async with rt.read() as session:
        line_id = await consent_queries.news_line(
            session, organizer_id=story.order.organizer_id, email=story.order.buyer_email
        )
    if line_id is None:
        return letter
    return with_stop(letter, stop_address(rt, Stop.news, line_id), name=story.organizer.name)


async def stop_mails(rt: Runtime, actor: Actor, link: StopLink, *, address: str = "") -> None:
    """End what a link is about. Harmless twice. Raises NotFound for a link that is none of ours."""
    _check(rt, link)
    async with rt.unit_of_work(actor) as uow:
        if link.stop is Stop.news:
            await consents.stop_news(uow, line_id=link.subject, address=address)
            return
        try:
            await lists.leave(uow, entry_id=link.subject)
        except NotFound:
            return  # it was forgotten, and ended with that


async def stopping(rt: Runtime, link: StopLink) -> StopView:
    """Return what a link would end. Raises NotFound for a link that is none of ours."""
    _check(rt, link)
    async with rt.read() as session:
        if link.stop is Stop.news:
            organizer_id = await consent_queries.organizer_of_line(session, link.subject)
            known = await organizers.by_ids(session, [organizer_id] if organizer_id else [])
            names = [one.name for one in known.values()]
            return StopView(link.stop, "".join(names))
        try:
            entry = await waiting.entry(session, link.subject)
        except NotFound:
            return StopView(link.stop, "")
        return StopView(link.stop, (await events.by_id(session, entry.event_id)).title)


def _check(rt: Runtime, link: StopLink) -> None:
    if not rt.vault.is_link_secret(STOP_LINKS[link.stop], link.subject, link.secret):
        raise NotFound
