"""Roles, permissions, and the whole matrix between them."""

from enum import StrEnum


class Permission(StrEnum):
    """Something a member may do for the organization."""

    events_read = "events:read"
    events_write = "events:write"
    orders_read = "orders:read"
    orders_refund = "orders:refund"
    attendees_read = "attendees:read"
    attendees_export = "attendees:export"
    gate_manage = "gate:manage"
    team_manage = "team:manage"


class Role(StrEnum):
    """What somebody is to an organization."""

    owner = "owner"
    manager = "manager"
    box_office = "box_office"
    gate_staff = "gate_staff"


ROLE_GRANTS: dict[Role, frozenset[Permission]] = {
    Role.owner: frozenset(Permission),
    Role.manager: frozenset(Permission) - {Permission.team_manage},
    Role.box_office: frozenset(
        {Permission.events_read, Permission.orders_read, Permission.attendees_read}
    ),
    Role.gate_staff: frozenset({Permission.events_read, Permission.gate_manage}),
}
