"""What buyers take with them: tickets on paper, invoices, the date for their calendar.

Each address holds the secret of an order or of a ticket; who knows it may have the file.
"""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from bilten_app.domains.invoices import queries as invoices
from bilten_app.domains.invoices import service as invoice_service
from bilten_app.domains.messaging import exports
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.orders.public import OrderView
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets.public import TicketView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import BiltenError, NotFound
from bilten_app.kit.ids import shown_code
from bilten_app.web import door

PAPERS_A_MINUTE = 10
PDF, CALENDAR = "application/pdf", "text/calendar; charset=utf-8"

router = APIRouter(include_in_schema=False)


@router.get("/orders/{code}/{secret}/tickets.pdf")
async def order_paper(code: str, secret: str) -> Response:
    """Return every valid ticket of an order, ready to print."""
    rt = door.runtime()
    try:
        order = await _order(rt, code, secret)
        await rt.gateways.limits.hit("paper", code, limit=PAPERS_A_MINUTE, per_s=60)
        content = await exports.ticket_paper(rt, order_id=order.id)
    except BiltenError as refusal:
        return _refused(refusal)
    return _file(content, PDF, f"tickets-{shown_code(code)}.pdf")


@router.get("/orders/{code}/{secret}/event.ics")
async def order_date(code: str, secret: str) -> Response:
    """Return the date of an order's event."""
    rt = door.runtime()
    try:
        order = await _order(rt, code, secret)
        content = await exports.event_date(rt, event_id=order.event_id)
    except BiltenError as refusal:
        return _refused(refusal)
    return _file(content, CALENDAR, "event.ics")


@router.get("/orders/{code}/{secret}/papers/{paper_id}.pdf")
async def order_invoice(code: str, secret: str, paper_id: UUID) -> Response:
    """Return an invoice or a credit note of an order; another order's is not there."""
    rt = door.runtime()
    try:
        order = await _order(rt, code, secret)
        async with rt.read() as session:
            found = await invoices.of_order(session, order.id)
        paper = next((one for one in found if one.id == paper_id), None)
        if paper is None:
            raise NotFound
        await rt.gateways.limits.hit("paper", code, limit=PAPERS_A_MINUTE, per_s=60)
        content = await invoice_service.render(rt, invoice_id=paper.id)
    except BiltenError as refusal:
        return _refused(refusal)
    return _file(content, PDF, f"{paper.name}.pdf")


@router.get("/tickets/{code}/{secret}/ticket.pdf")
async def ticket_paper(code: str, secret: str) -> Response:
    """Return one ticket, and none of those it was bought with."""
    rt = door.runtime()
    try:
        ticket = await _ticket(rt, code, secret)
        await rt.gateways.limits.hit("paper", code, limit=PAPERS_A_MINUTE, per_s=60)
        content = await exports.ticket_paper(rt, order_id=ticket.order_id, only=ticket.id)
    except BiltenError as refusal:
        return _refused(refusal)
    return _file(content, PDF, f"ticket-{shown_code(code)}.pdf")


@router.get("/tickets/{code}/{secret}/event.ics")
async def ticket_date(code: str, secret: str) -> Response:
    """Return the date of a ticket's event."""
    rt = door.runtime()
    try:
        ticket = await _ticket(rt, code, secret)
        content = await exports.event_date(rt, event_id=ticket.event_id)
    except BiltenError as refusal:
        return _refused(refusal)
    return _file(content, CALENDAR, "event.ics")


async def _order(rt: Runtime, code: str, secret: str) -> OrderView:
    async with rt.read() as session:
        return await orders.by_link(session, rt.vault, code=code, secret=secret)


async def _ticket(rt: Runtime, code: str, secret: str) -> TicketView:
    async with rt.read() as session:
        return await tickets.by_link(session, rt.vault, code=code, secret=secret)


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
    }
    return Response(content, media_type=kind, headers=headers)


def _refused(refusal: BiltenError) -> Response:
    return PlainTextResponse(refusal.text.format_map(refusal.fields), refusal.status)
