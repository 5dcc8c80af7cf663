"""How the fake says no."""

from typing import Any


class Refusal(Exception):
    """An error answer in Stripe's shape."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        told = {"type": kind, "message": message, "code": code, "param": param}
        self.body: dict[str, Any] = {"error": {k: v for k, v in told.items() if v is not None}}


def missing(thing: str, ref: str) -> Refusal:
    """Return the refusal of something that does not exist."""
    return Refusal(f"No such {thing}: '{ref}'", status=404, code="resource_missing", param="id")
