"""What payment gateways tell us: verified, stored once, answered 204; a failure is repeated."""

from fastapi import APIRouter, Request

from bilten_app.api.deps import Rt
from bilten_app.domains.payments import service as payments

router = APIRouter(tags=["Webhooks"])


@router.post("/webhooks/{gateway}", status_code=204, summary="Take in a payment gateway's event")
async def take_webhook(rt: Rt, request: Request, gateway: str) -> None:
    """Take in one event, signed by the gateway; the order of events does not matter."""
    await payments.take_webhook(
        rt, gateway=gateway, body=await request.body(), headers=request.headers
    )
