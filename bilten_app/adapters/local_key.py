"""Keys that lie in our own memory."""

from bilten_app.kit.evm import Key


class LocalKey:
    """Signs with a key that the settings name, or that was made for the local chain."""

    def __init__(self, key: Key) -> None:
        self._key = key
        self._address = key.address

    @property
    def address(self) -> bytes:
        """The account."""
        return self._address

    async def sign(self, digest: bytes) -> bytes:
        """Return r, s and v over 32 bytes, with the lower s."""
        return self._key.sign(digest)
