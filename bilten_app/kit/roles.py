"""Who may do what: every role and every permission, in one table.

Services check a permission, never a role: `actor.require(Permission.orders_refund, …)` for what
belongs to an organization, `actor.require_staff(StaffPermission.money_manage)` for what belongs to
the platform. `docs/roles.md` shows this table, and a test keeps it true.
"""

from collections.abc import Mapping
from enum import StrEnum


class Permission(StrEnum):
    """Something a member may do for the organization, or for one of its events."""

    events_read = "events:read"
    events_write = "events:write"
    promotions_write = "promotions:write"
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
    keys_manage = "keys:manage"
    audit_read = "audit:read"
    webhooks_manage = "webhooks:manage"


class Role(StrEnum):
    """What somebody is to an organization, or to one of its events."""

    owner = "owner"
    manager = "manager"
    marketer = "marketer"
    finance = "finance"
    box_office = "box_office"
    gate_staff = "gate_staff"


class StaffPermission(StrEnum):
    """Something that somebody who works for the platform may do."""

    people_read = "people:read"
    people_suspend = "people:suspend"
    impersonate = "people:impersonate"
    roles_manage = "roles:manage"
    review = "risk:review"
    money_read = "money:read"
    money_manage = "money:manage"
    audit_read = "audit:read"
    network_manage = "network:manage"
    platform_read = "platform:read"


class StaffRole(StrEnum):
    """What somebody is to the platform."""

    admin = "admin"
    support = "support"
    finance = "finance"
    moderator = "moderator"


ROLE_GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.owner: frozenset(Permission),
    Role.manager: frozenset(Permission)
    - {Permission.team_manage, Permission.finances_manage, Permission.keys_manage},
    Role.marketer: frozenset({Permission.events_read, Permission.promotions_write}),
    Role.finance: frozenset(
        {
            Permission.events_read,
            Permission.orders_read,
            Permission.orders_refund,
            Permission.finances_read,
            Permission.finances_manage,
        }
    ),
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

# What a team holds at the tests of its organization: they have no team and no bank of their own.
OF_TESTS = frozenset(Permission) - {Permission.team_manage, Permission.finances_manage}

# What belongs to one event; the rest belongs to the organization as a whole.
OF_AN_EVENT = frozenset(
    {
        Permission.events_read,
        Permission.events_write,
        Permission.promotions_write,
        Permission.orders_read,
        Permission.orders_refund,
        Permission.orders_manage,
        Permission.box_office,
        Permission.attendees_read,
        Permission.attendees_export,
        Permission.gate_manage,
    }
)
EVENT_ROLES = (Role.manager, Role.marketer, Role.box_office, Role.gate_staff)
EVENT_GRANTS: Mapping[Role, frozenset[Permission]] = {
    role: ROLE_GRANTS[role] & OF_AN_EVENT for role in EVENT_ROLES
}

STAFF_GRANTS: Mapping[StaffRole, frozenset[StaffPermission]] = {
    StaffRole.admin: frozenset(StaffPermission),
    StaffRole.support: frozenset(
        {
            StaffPermission.people_read,
            StaffPermission.impersonate,
            StaffPermission.platform_read,
        }
    ),
    StaffRole.finance: frozenset(
        {
            StaffPermission.people_read,
            StaffPermission.money_read,
            StaffPermission.money_manage,
            StaffPermission.audit_read,
        }
    ),
    StaffRole.moderator: frozenset(
        {
            StaffPermission.people_read,
            StaffPermission.people_suspend,
            StaffPermission.review,
            StaffPermission.network_manage,
        }
    ),
}

# What only the person may do: it moves money, hands data out or gives rights away. It asks for a
# step-up, and whoever acts in the person's name never gets it.
BY_OWN_HAND = frozenset(
    {
        Permission.orders_refund,
        Permission.attendees_export,
        Permission.finances_manage,
        Permission.team_manage,
        Permission.keys_manage,
        Permission.webhooks_manage,
    }
)
