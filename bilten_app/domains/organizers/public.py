"""Roles, permissions, and the whole matrix between them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.domains.media.public import MediaView
from bilten_app.kit.errors import Invalid
from bilten_app.kit.facts import Fact

OrganizerId = NewType("OrganizerId", UUID)


class Permission(StrEnum):
    """Something a member may do for the organization."""

    events_read = "events:read"
    events_write = "events:write"
    orders_read = "orders:read"
    orders_refund = "orders:refund"
    orders_manage = "orders:manage"
    box_office = "box_office:sell"
    attendees_read = "attendees:read"
    attendees_export = "attendees:export"
    gate_manage = "gate:manage"
    finances_read = "finances:read"
    finances_manage = "finances:manage"
    team_manage = "team:manage"


class Role(StrEnum):
    """What somebody is to an organization."""

    owner = "owner"
    manager = "manager"
    box_office = "box_office"
    gate_staff = "gate_staff"


ROLE_GRANTS: dict[Role, frozenset[Permission]] = {
    Role.owner: frozenset(Permission),
    Role.manager: frozenset(Permission) - {Permission.team_manage, Permission.finances_manage},
    Role.box_office: frozenset(
        {
            Permission.events_read,
            Permission.orders_read,
            Permission.attendees_read,
            Permission.box_office,
        }
    ),
    Role.gate_staff: frozenset({Permission.events_read, Permission.gate_manage}),
}


class Verb(StrEnum):
    """What the audit says about organizations."""

    created = "organizers.created"
    edited = "organizers.edited"
    member_added = "organizers.member_added"


@dataclass(frozen=True, slots=True)
class OrganizerCreated(Fact):
    """A new organization exists."""

    name = "organizers.created"

    organizer_id: UUID


@dataclass(frozen=True, slots=True)
class OrganizerView:
    """An organization as anybody may see it."""

    id: OrganizerId
    slug: str
    name: str
    about: str
    color: str
    logo: MediaView | None

    @property
    def logo_id(self) -> UUID | None:
        """The id of the logo."""
        return self.logo.id if self.logo else None


@dataclass(frozen=True, slots=True)
class Membership:
    """An organization of mine, and what I am to it."""

    organizer: OrganizerView
    role: Role


@dataclass(frozen=True, slots=True, repr=False)
class RootKey:
    """The key that signs an organization's key rings and status feeds. Never leaves the server."""

    public: bytes
    private: bytes


class InvalidOrganizer(Invalid):
    """The organization cannot be saved; `problems` says why, field by field."""

    code = "invalid_organizer"
