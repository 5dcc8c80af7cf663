"""Whether this process lives, and whether it can serve; for balancers and supervisors."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from bilten_app.infra import health
from bilten_app.infra.health import Condition
from bilten_app.infra.runtime import Runtime

router = APIRouter(prefix="/health", include_in_schema=False)
NO_STORE = {"Cache-Control": "no-store"}


@router.get("/live")
async def live() -> JSONResponse:
    """Answer, which is all that is asked: who does not is started again."""
    return JSONResponse({"status": Condition.up}, headers=NO_STORE)


@router.get("/ready")
async def ready(request: Request) -> JSONResponse:
    """Return how each part is: 503 when nobody can be served, 200 while somebody can."""
    rt: Runtime = request.app.state.rt
    parts = await health.conditions(rt)
    status = health.worst(parts)
    return JSONResponse(
        {"status": status, "parts": dict(parts)},
        status_code=503 if status is Condition.down else 200,
        headers=NO_STORE,
    )
