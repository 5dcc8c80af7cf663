"""Invoices and credit notes, fetched as files by those who may read them."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from bilten_app.domains.invoices import queries, service
from bilten_app.kit.errors import BiltenError
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import say
from bilten_app.web import door
from bilten_app.web.organizer.files import Asking

PAPERS_A_MINUTE = 30

router = APIRouter(include_in_schema=False)


@router.get("/organizer/invoices/{invoice_id}.pdf")
async def paper(invoice_id: UUID, visit: Asking) -> Response:
    """Return an invoice or a credit note of an organization."""
    rt = door.runtime()
    try:
        async with rt.read() as session:
            view, _ = await queries.with_content(session, invoice_id)
        visit.actor.require(Permission.orders_read, view.organizer_id)
        await rt.gateways.limits.hit(
            "invoice", str(view.organizer_id), limit=PAPERS_A_MINUTE, per_s=60
        )
        content = await service.render(rt, invoice_id=invoice_id)
    except BiltenError as refusal:
        words = say(refusal.text, visit.locale, **refusal.fields)
        return PlainTextResponse(words, refusal.status)
    headers = {
        "Content-Disposition": f'attachment; filename="{view.name}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type="application/pdf", headers=headers)
