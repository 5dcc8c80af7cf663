"""The API from outside: requests through ASGI, as a program sends them."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from bilten_app.api.app import create_api
from bilten_app.infra.runtime import Runtime


@pytest.fixture
def app(rt: Runtime) -> FastAPI:
    return create_api(rt)


@pytest.fixture
async def api(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://bilten.test") as client:
        yield client
