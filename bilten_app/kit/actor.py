"""Who is asking, and what they may do: a permission check you can hold in your hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.kit.errors import (
    ByOwnHand,
    Forbidden,
    IssuerNeeded,
    NotFound,
    OutOfScope,
    ProofNeeded,
    StepNeeded,
    Unauthenticated,
)
from bilten_app.kit.twins import is_test

OrganizerScope = NewType("OrganizerScope", UUID)
"""An organizer's id that was checked against the actor; only `Actor` makes one."""

NONE: frozenset[str] = frozenset()
PROOF_LASTS = timedelta(minutes=15)


class ActorKind(StrEnum):
    """What kind of somebody is asking."""

    guest = "guest"
    user = "user"
    client = "client"
    device = "device"
    system = "system"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How somebody wants to be shown things; what is empty they never said."""

    locale: str = ""
    time_zone: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking, resolved once at the edge: a person, or the program of a `client_id`.

    `visitor` is the hash of the browser's visitor cookie, so that a guest finds their order again.
    `grants` maps an organizer's id to the names of the permissions held in all of it, of which a
    member may have none; `event_grants` maps (organizer, event) to those held for one event only.
    `staff` names what somebody who works for the platform may do there.
    `proved_at` is when they last showed who they are, `asked_at` when it was looked up.
    `acted_by` is the one of the staff who acts in their name. `behalf` is the person in whose name
    a program asks: it may what they may, as far as they let it. `held_back` are organizations where
    they hold nothing until they come by its issuer, which is named, or have a second step.
    `staff_waits` says so of the platform: they work for it, and may do nothing there yet.
    `wishes` is how they want to be shown things, `avatar_id` their picture.
    """

    kind: ActorKind
    user_id: UUID | None = None
    client_id: UUID | None = None
    visitor: str | None = None
    name: str = ""
    email: str = ""
    verified: bool = False
    staff: frozenset[str] = NONE
    grants: Mapping[UUID, frozenset[str]] = field(default_factory=dict[UUID, frozenset[str]])
    event_grants: Mapping[tuple[UUID, UUID], frozenset[str]] = field(
        default_factory=dict[tuple[UUID, UUID], frozenset[str]]
    )
    proved_at: datetime | None = None
    asked_at: datetime | None = None
    acted_by: UUID | None = None
    behalf: UUID | None = None
    held_back: Mapping[UUID, str] = field(default_factory=dict[UUID, str])
    staff_waits: bool = False
    wishes: Wishes = Wishes()
    avatar_id: UUID | None = None

    @property
    def label(self) -> str:
        """How the audit names this actor: an id, never a name; and for whom a program asks."""
        known = self.user_id or self.client_id
        named = f"{self.kind}:{known}" if known else self.kind.value
        return f"{named}:{self.behalf}" if self.behalf else named

    @property
    def is_known(self) -> bool:
        """Whether this is a person or a program that proved who it is."""
        return self.user_id is not None or self.client_id is not None

    @property
    def is_test(self) -> bool:
        """Whether this is a program with a test key: it belongs to a test organization alone."""
        return self.client_id is not None and any(map(is_test, self.grants))

    def sees(self, organizer_id: UUID) -> bool:
        """Whether the organization is of the actor's world: a person walks in both."""
        return self.client_id is None or is_test(organizer_id) == self.is_test

    def require_known(self) -> None:
        """Raise Unauthenticated for a guest."""
        if not self.is_known:
            raise Unauthenticated

    def require_user(self) -> UUID:
        """Return the user's id, or raise: programs may not do what a person must."""
        if self.user_id is None:
            raise Forbidden if self.client_id else Unauthenticated
        return self.user_id

    def require_recent_proof(self) -> None:
        """Raise ProofNeeded unless the person has shown within a quarter of an hour who they are.

        What moves money out, and what lets somebody else in, asks for it: a session that was left
        open, or was stolen, is not enough. A program was given its scopes by somebody who did.
        """
        if self.kind in {ActorKind.system, ActorKind.client}:
            return
        self.require_user()
        is_recent = (
            self.proved_at and self.asked_at and self.asked_at - self.proved_at <= PROOF_LASTS
        )
        if not is_recent:
            raise ProofNeeded

    def require_own_hand(self) -> UUID:
        """Return the user's id, unless somebody acts in their name: then raise ByOwnHand."""
        if self.acted_by is not None:
            raise ByOwnHand
        return self.require_user()

    def may_staff(self, permission: StrEnum) -> bool:
        """Whether this actor works for the platform and may do this there."""
        return permission in self.staff or self.kind is ActorKind.system

    def require_staff(self, permission: StrEnum) -> None:
        """Raise unless staff may do this: strangers learn nothing, staff that they may not."""
        if self.may_staff(permission):
            return
        self.require_known()
        raise Forbidden if self.staff else NotFound

    def may(self, permission: StrEnum, organizer_id: UUID, *, event_id: UUID | None = None) -> bool:
        """Whether this actor holds `permission` in all of the organization, or for this event."""
        if permission in self.grants.get(organizer_id, NONE) or self.kind is ActorKind.system:
            return True
        return event_id is not None and permission in self.event_grants.get(
            (organizer_id, event_id), NONE
        )

    def may_somewhere(self, permission: StrEnum, organizer_id: UUID) -> bool:
        """Whether this actor holds `permission` in the organization or for any of its events."""
        return self.may(permission, organizer_id) or any(
            permission in held and of == organizer_id for (of, _), held in self.event_grants.items()
        )

    def require(
        self, permission: StrEnum, organizer_id: UUID, *, event_id: UUID | None = None
    ) -> OrganizerScope:
        """Return the scope, or raise: strangers learn nothing (404), members that they may not.

        With `event_id`, for what belongs to that event and nothing beside it.
        """
        if self.may(permission, organizer_id, event_id=event_id):
            return OrganizerScope(organizer_id)
        raise self._refusal(permission, organizer_id, event_id)

    def require_somewhere(
        self, permission: StrEnum, organizer_id: UUID
    ) -> tuple[OrganizerScope, frozenset[UUID] | None]:
        """Return the scope and the events within it; None stands for all. Raise as `require`."""
        if self.may(permission, organizer_id):
            return OrganizerScope(organizer_id), None
        within = frozenset(
            event_id
            for (of, event_id), held in self.event_grants.items()
            if of == organizer_id and permission in held
        )
        if not within:
            raise self._refusal(permission, organizer_id, None)
        return OrganizerScope(organizer_id), within

    def _refusal(self, permission: StrEnum, organizer_id: UUID, event_id: UUID | None) -> Exception:
        if not self.is_known:
            return Unauthenticated()
        if organizer_id in self.held_back:
            return IssuerNeeded() if self.held_back[organizer_id] else StepNeeded()
        is_known = (
            organizer_id in self.grants
            if event_id is None
            else self.grants.get(organizer_id) or (organizer_id, event_id) in self.event_grants
        )
        if is_known and self.client_id:
            return OutOfScope(scope=permission.value)
        return Forbidden() if is_known else NotFound()


GUEST = Actor(ActorKind.guest)
SYSTEM = Actor(ActorKind.system)
