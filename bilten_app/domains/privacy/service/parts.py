"""What somebody takes with them: each domain tells its part, then the papers are drawn."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.consents import queries as consents
from bilten_app.domains.identity import queries as identity
from bilten_app.domains.invoices import queries as invoices
from bilten_app.domains.invoices import service as invoice_service
from bilten_app.domains.market import queries as market
from bilten_app.domains.media import queries as media
from bilten_app.domains.messaging import exports
from bilten_app.domains.messaging import queries as messaging
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.pricing import queries as pricing
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets.public import TicketState
from bilten_app.domains.waiting import queries as waiting
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.telling import Told
from bilten_app.kit.ids import shown_code
from bilten_app.kit.personal import Person

TELLERS: Mapping[str, Callable[[AsyncSession, Person], Awaitable[Told]]] = {
    "account": identity.personal_data,
    "consents": consents.personal_data,
    "teams": organizers.personal_data,
    "orders": orders.personal_data,
    "tickets": tickets.personal_data,
    "resales": market.personal_data,
    "payments": payments.personal_data,
    "credit": pricing.personal_data,
    "waiting": waiting.personal_data,
    "mails": messaging.personal_data,
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of a copy, drawn when its turn has come."""

    name: str
    draw: Callable[[], Awaitable[bytes]]


async def papers(rt: Runtime, person: Person) -> Sequence[Paper]:
    """Return the papers of a person: tickets in their own name, what they were billed, pictures."""
    found: list[Paper] = []
    async with rt.read() as session:
        for name, key in await media.avatar_keys(session, person):
            found.append(Paper(f"pictures/{name}.webp", partial(rt.gateways.store.open, key)))
        for order_id in await orders.ids_of(session, person):
            own = [
                one
                for one in await tickets.of_order(session, order_id)
                if one.state is TicketState.valid and _is_theirs(one.holder_email, person)
            ]
            if own:
                code = shown_code((await orders.order(session, order_id)).code)
                ids = frozenset(one.id for one in own)
                draw = partial(exports.own_tickets, rt, order_id=order_id, ticket_ids=ids)
                found.append(Paper(f"tickets/{code}.pdf", draw))
            for one in await invoices.of_order(session, order_id):
                draw = partial(invoice_service.render, rt, invoice_id=one.id)
                found.append(Paper(f"invoices/{one.name}.pdf", draw))
    return found


def _is_theirs(email: str, person: Person) -> bool:
    return email.lower() == person.email.lower()
