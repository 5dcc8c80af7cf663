"""Who is asking, and what they may do: a permission check you can hold in your hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.kit.errors import Forbidden, NotFound, Unauthenticated

OrganizerScope = NewType("OrganizerScope", UUID)
"""An organizer's id that was checked against the actor; only `Actor.require` makes one."""


class ActorKind(StrEnum):
    """What kind of somebody is asking."""

    guest = "guest"
    user = "user"
    device = "device"
    system = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking, resolved once at the edge.

    `visitor` is the hash of the browser's visitor cookie, so that a guest finds their order again.
    `grants` maps an organizer's id to the names of the permissions held there; `staff` works for
    the platform itself.
    """

    kind: ActorKind
    user_id: UUID | None = None
    visitor: str | None = None
    name: str = ""
    email: str = ""
    verified: bool = False
    staff: bool = False
    grants: Mapping[UUID, frozenset[str]] = field(default_factory=dict[UUID, frozenset[str]])

    @property
    def label(self) -> str:
        """How the audit names this actor: an id, never a name."""
        return f"{self.kind}:{self.user_id}" if self.user_id else self.kind.value

    def require_user(self) -> UUID:
        """Return the user's id, or raise Unauthenticated."""
        if self.user_id is None:
            raise Unauthenticated
        return self.user_id

    def require_staff(self) -> None:
        """Raise unless the actor works for the platform: strangers learn nothing (404)."""
        if self.staff or self.kind is ActorKind.system:
            return
        if self.user_id is None:
            raise Unauthenticated
        raise NotFound

    def may(self, permission: StrEnum, organizer_id: UUID) -> bool:
        """Whether this actor holds `permission` at the organizer."""
        return self.kind is ActorKind.system or permission in self.grants.get(
            organizer_id, frozenset()
        )

    def require(self, permission: StrEnum, organizer_id: UUID) -> OrganizerScope:
        """Return the scope, or raise: strangers learn nothing (404), members that they may not."""
        if self.may(permission, organizer_id):
            return OrganizerScope(organizer_id)
        if self.user_id is None:
            raise Unauthenticated
        if organizer_id not in self.grants:
            raise NotFound
        raise Forbidden


GUEST = Actor(ActorKind.guest)
SYSTEM = Actor(ActorKind.system)
