"""Loads what speaks to providers with the first person who comes by one."""

import asyncio
from collections.abc import Callable

from bilten_app.ports.signin import IdentityProviders, Person, Registration, Round


class LateProviders:
    """Passes on; Authlib and joserfc take half a second to load, and most never need them."""

    def __init__(self, load: Callable[[], IdentityProviders]) -> None:
        self._load = load
        self._loaded: IdentityProviders | None = None

    async def ask(self, registration: Registration, wanted: Round) -> str:
        """Return the address to which the browser goes."""
        return await (await self._behind()).ask(registration, wanted)

    async def read(
        self, registration: Registration, wanted: Round, *, code: str, issuer: str = ""
    ) -> Person:
        """Spend a code and return who it stands for."""
        return await (await self._behind()).read(registration, wanted, code=code, issuer=issuer)

    async def _behind(self) -> IdentityProviders:
        if self._loaded is None:
            loaded = await asyncio.to_thread(self._load)
            self._loaded = self._loaded or loaded
        return self._loaded
