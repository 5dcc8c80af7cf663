"""Keeping files: covers, logos, renditions."""

from typing import Protocol


class ObjectStore(Protocol):
    """Keeps bytes under a key. Keys are made by us and never reused for other bytes."""

    async def put(self, key: str, content: bytes, mime: str) -> None:
        """Keep `content`; all of it or nothing."""
        ...

    async def open(self, key: str) -> bytes:
        """Return what was kept, or raise NotFound."""
        ...

    async def delete(self, key: str) -> None:
        """Forget what was kept; no error if there is nothing."""
        ...
