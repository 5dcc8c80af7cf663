"""Who asks, for a request that is no page event."""

from typing import Annotated

from fastapi import Depends, Form, Request

from bilten_app.kit.addresses import caller_address
from bilten_app.web import door
from bilten_app.web.door import Visit
from bilten_app.web.session import visit_of_cookies


async def visit_of_request(request: Request) -> Visit:
    """Return who asks, for a native request; the address is seen through trusted proxies."""
    visit = await visit_of_cookies(
        request.headers.get("cookie", ""),
        accepted=request.headers.get("accept-language", ""),
        address=network_address(request),
    )
    door.begin(visit)
    return visit


type Asking = Annotated[Visit, Depends(visit_of_request)]
type Typed = Annotated[str, Form(max_length=1000)]


def network_address(request: Request) -> str:
    """Return the browser's network address, seen through as many proxies as we trust."""
    hops = door.runtime().settings.trusted_proxy_hops
    peer = request.client.host if request.client else ""
    return caller_address(request.headers.getlist("x-forwarded-for"), peer, hops)


def origin_of(request: Request) -> str:
    """Return the address that the browser believes to be at.

    It is ours, and only on a development machine another name of it, like `localhost`: the
    threshold has compared host and origin before.
    """
    settings = door.runtime().settings
    if settings.environment != "dev":
        return settings.origin
    return request.headers.get("origin") or settings.origin
