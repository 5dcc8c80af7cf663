"""Whose data it is that is looked for."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bilten_app.kit.mailbox import mailbox_key

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account, an address that they have proven, or both.

    An address that nobody proved is none: it may be another person's. `alias` is what stands in the
    place of their name where something has to be told apart without saying whose it was.
    """

    user_id: UUID | None
    email: str
    alias: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """What statements look for; nobody has no account, and no row has an address of a space."""
        return {
            "user": self.user_id or NOBODY,
            "email": self.email.lower() or " ",
            "mailbox": mailbox_key(self.email) or " ",
            "alias": self.alias,
        }
