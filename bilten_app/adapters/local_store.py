"""The object store in a folder. Whole files only: written beside, then moved into place."""

import asyncio
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

from bilten_app.kit.errors import NotFound

_KEY = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*(\.[a-z0-9]{1,8})?")
_MAX_KEY = 200


class LocalStore:
    """Keeps each object as a file under `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    async def put(self, key: str, content: bytes, mime: str) -> None:
        """Keep `content`; all of it or nothing. The kind of file is in the key's ending."""
        await asyncio.to_thread(_write, self._place(key), content)

    async def open(self, key: str) -> bytes:
        """Return what was kept, or raise NotFound."""
        try:
            return await asyncio.to_thread(self._place(key).read_bytes)
        except FileNotFoundError:
            raise NotFound from None

    async def delete(self, key: str) -> None:
        """Forget what was kept; no error if there is nothing."""
        await asyncio.to_thread(self._place(key).unlink, missing_ok=True)

    def _place(self, key: str) -> Path:
        """Return the file of a key; a key that could lead anywhere else is a mistake of ours."""
        if len(key) > _MAX_KEY or not _KEY.fullmatch(key):
            raise ValueError("a key is made of letters, digits, dashes and slashes")
        return self._root / key


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=place.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(place)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(draft).unlink()
        raise
