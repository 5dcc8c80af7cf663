"""The scanner at `/scan/`: plain files with a policy stricter than the pages'."""

from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bilten_app.infra.settings import PROJECT

DIST = PROJECT / "scanner" / "dist"
# What scanner/README.md says it needs, and no more.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        " connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": "camera=(self)",
    "Cache-Control": "no-cache",
}


class Scanner(StaticFiles):
    """Serves the built scanner; its files keep their names, so each visit asks if they changed."""

    def __init__(self, folder: Path = DIST) -> None:
        super().__init__(directory=folder, html=True, check_dir=False)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file with the scanner's own headers."""
        response = await super().get_response(path, scope)
        response.headers.update(HEADERS)
        return response
