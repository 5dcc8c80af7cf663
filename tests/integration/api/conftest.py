"""The API from outside: requests through ASGI, as a program sends them."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from bilten_app.api.app import create_api, move_in
from bilten_app.infra.runtime import Runtime

_built = list[FastAPI]()


@pytest.fixture
def app(rt: Runtime) -> FastAPI:
    """The application; its routes are worked out at its first request, and only once."""
    if not _built:
        _built.append(create_api(rt))
    move_in(_built[0], rt)
    return _built[0]


@pytest.fixture
async def api(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://bilten.test") as client:
        yield client
