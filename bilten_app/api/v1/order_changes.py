"""What a buyer changes of a paid order, by its link."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from bilten_app.api.deps import Called, Rt, secret
from bilten_app.api.shapes import Code
from bilten_app.api.v1.organizer_changes import HolderIn, SendIn
from bilten_app.api.v1.tickets import TicketListOut, tickets_out
from bilten_app.api.worlds import order_at
from bilten_app.domains.orders import service as orders
from bilten_app.domains.tickets import queries as tickets
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import normal_code

router = APIRouter(prefix="/orders/{code}", tags=["Orders"])

LinkSecret = Annotated[str, Depends(secret)]
TicketCode = Annotated[
    str, Path(min_length=4, max_length=24, pattern=r"^[0-9A-Za-z*~$=-]+$", examples=["7KQ2-M9XD"])
]


@router.put("/tickets/{ticket_code}/holder", summary="Put a ticket in another name")
async def rename_own_ticket(
    rt: Rt, called: Called, code: Code, link: LinkSecret, ticket_code: TicketCode, holder: HolderIn
) -> TicketListOut:
    """Give a ticket another holder, until 24 hours before the event and three times at most.

    The old code ends, and the new holder gets a mail with the ticket. Return the order's tickets.
    """
    order_id = (await order_at(rt, called, code, link)).id
    async with rt.unit_of_work(called.actor) as uow:
        ticket = await tickets.by_code(uow.session, normal_code(ticket_code))
        if ticket is None:
            raise NotFound
        await orders.rename_own(
            uow, rt.vault, order_id=order_id, ticket_id=ticket.id,
            name=holder.name, email=holder.email,
        )  # fmt: skip
    return await tickets_out(rt, order_id)


@router.post("/mails", status_code=202, summary="Send the tickets again")
async def send_own_tickets(
    rt: Rt, called: Called, code: Code, link: LinkSecret, wanted: SendIn
) -> None:
    """Mail the tickets once more, three times an hour at most."""
    order_id = (await order_at(rt, called, code, link)).id
    await orders.send_tickets(rt, called.actor, order_id=order_id, email=wanted.email)
