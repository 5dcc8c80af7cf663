"""The FastAPI application: routers, OpenAPI, and problems."""

from fastapi import FastAPI

from bilten_app.infra.runtime import Runtime


def create_api(rt: Runtime) -> FastAPI:
    """Return the API of a runtime; the roof mounts the pages behind it."""
    api = FastAPI(
        title="Bilten",
        version="1",
        docs_url="/api/docs",
        openapi_url="/api/openapi.json",
        redoc_url=None,
    )
    api.state.rt = rt
    return api
