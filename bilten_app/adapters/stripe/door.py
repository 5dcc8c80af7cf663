"""The way to Stripe: one client with its patience, and what its refusals mean to us."""

from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import stripe
import structlog

from bilten_app.kit.errors import NotFound, Unavailable

PATIENCE_S = 10
log = structlog.get_logger(__name__)
stripe.enable_telemetry = False


class _Http(stripe.HTTPXClient):
    """The SDK's way over httpx; a body goes as content, since httpx keeps `data` for forms."""

    def _get_request_args_kwargs(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any
    ) -> Any:
        body = post_data or None
        return (method, url), {"headers": headers, "content": body, "timeout": PATIENCE_S}


@asynccontextmanager
async def open_client(secret_key: str, api_base: str) -> AsyncGenerator[stripe.StripeClient]:
    """Yield a client that waits PATIENCE_S for an answer and asks twice.

    Asking twice is safe: the SDK sends the same idempotency key with both.
    """
    http = _Http()
    try:
        yield stripe.StripeClient(
            secret_key,
            http_client=http,
            base_addresses={"api": api_base, "files": api_base} if api_base else None,
            max_network_retries=1,
        )
    finally:
        await http.close_async()


@contextmanager
def translated() -> Generator[None]:
    """Turn Stripe's troubles into ours: Unavailable when it is down, NotFound for what is not.

    Other refusals pass, for the caller to judge.
    """
    try:
        yield
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        log.exception("Stripe does not accept the key", code=error.code)
        raise Unavailable from error
    except (stripe.APIConnectionError, stripe.APIError, stripe.RateLimitError) as error:
        raise Unavailable from error
    except stripe.InvalidRequestError as error:
        if error.code == "resource_missing":
            raise NotFound from error
        raise
