"""Calling addresses that strangers chose."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class HookTrouble(StrEnum):
    """Why a call has no answer, or none that counts."""

    timeout = "timeout"
    unreachable = "unreachable"
    unknown_name = "unknown_name"
    private_address = "private_address"
    bad_certificate = "bad_certificate"
    bad_url = "bad_url"


@dataclass(frozen=True, slots=True)
class HookAnswer:
    """What came back: a status with the first part of its body, or the trouble."""

    status: int | None
    body: str
    took_ms: int
    trouble: HookTrouble | None = None

    @property
    def is_success(self) -> bool:
        """Whether the receiver took it; a redirect is not an answer."""
        return self.status is not None and 200 <= self.status < 300


class HookSender(Protocol):
    """Posts to an address and never follows where it leads."""

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> HookAnswer:
        """Post `body` and return what came of it; trouble is told, not raised.

        The name is resolved once, and the connection goes to the address that was checked: nobody
        reaches what only this house can. It takes as long as it may and reads as much.
        """
        ...
