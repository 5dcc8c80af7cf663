"""Two organizers who must not see each other's things, and their guests."""

from dataclasses import dataclass
from uuid import UUID

from bilten_app.domains.events import queries as events
from bilten_app.domains.identity import queries as identity_queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.orders.public import OrderRef
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets import service as ticket_service
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST
from bilten_app.kit.ids import new_code, new_token
from tests.factories import Stage, draft, given_checkout, given_event, given_order
from tests.gateway import card, gateway_of, hear
from tests.people import PASSWORD, given_user
from tests.scanner import Scanner, given_gate, given_scanner
from tests.work import settle


@dataclass(frozen=True, slots=True)
class Desk:
    """An organizer with everything an organizer can have."""

    stage: Stage
    email: str
    session: str
    slug: str
    home: str
    order: OrderRef
    ticket_code: str
    ticket_secret: str
    gate_id: UUID
    scanner: Scanner

    @property
    def cookie(self) -> str:
        """What the organizer's browser sends."""
        return f"bilten_session={self.session}; bilten_visitor={self.session[::-1]}"


@dataclass(frozen=True, slots=True)
class World:
    """Whoever there is."""

    ours: Desk
    theirs: Desk
    user_session: str

    @property
    def user_cookie(self) -> str:
        """What the browser of somebody without an organization sends."""
        return f"bilten_session={self.user_session}; bilten_visitor={self.user_session[::-1]}"


def guest_cookie() -> str:
    """Return what a new guest's browser sends."""
    return f"bilten_visitor={new_token()}"


async def given_world(rt: Runtime) -> World:
    """Make two organizers and a user. Run it before a worker does."""
    ours, theirs = await given_desk(rt), await given_desk(rt)
    email = f"{new_code().lower()}@guests.example.com"
    await given_user(rt, email=email, name="Ida")
    return World(ours, theirs, await signed_in(rt, email))


async def given_desk(rt: Runtime) -> Desk:
    """Make an organizer with an event, a paid order, a gate and a scanner."""
    stage = await given_event(rt, draft(), draft(name="Balcony", price_minor=4000, rotating=True))
    assert stage.owner.user_id
    async with rt.read() as session:
        email = (await identity_queries.profile(session, stage.owner.user_id)).email
        event = await events.by_id(session, stage.event_id)
        home = (await organizers.by_id(session, stage.organizer_id)).slug
    await settle(rt)
    order = await given_paid_order(rt, stage)
    async with rt.read() as session:
        ticket = (await tickets.of_order(session, order.id))[0]
    gate_id = await given_gate(rt, stage)
    return Desk(
        stage=stage,
        email=email,
        session=await signed_in(rt, email),
        slug=event.slug,
        home=home,
        order=order,
        ticket_code=ticket.code,
        ticket_secret=ticket_service.secret_of(rt.vault, ticket),
        gate_id=gate_id,
        scanner=await given_scanner(rt, stage, gate_id),
    )


async def given_paid_order(rt: Runtime, stage: Stage) -> OrderRef:
    """Sell two tickets."""
    order = await given_order(rt, stage)
    checkout = await given_checkout(rt, order)
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout, f"evt_{order.code}")
    return order


async def signed_in(rt: Runtime, email: str) -> str:
    """Sign somebody in; return the session's token."""
    opened = await identity.sign_in(rt, GUEST, email=email, password=PASSWORD, address=new_code())
    return opened.token
