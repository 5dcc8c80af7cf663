"""Addresses that open something to whoever knows them: `/orders/{code}/{secret}` and its like."""

from bilten_app.kit.errors import NotFound


def link_of(address: str) -> tuple[str, str]:
    """Return the code and the secret of an address, or raise NotFound."""
    parts = address.strip("/").split("/")
    if len(parts) != 3:
        raise NotFound
    return parts[1], parts[2]
