"""What can be done with an organization and its team."""

from bilten_app.domains.organizers.service.organizations import create, edit
from bilten_app.domains.organizers.service.team import (
    add_member,
    leave,
    remove_member,
    set_event_role,
    set_role,
    transfer,
)

__all__ = [
    "add_member",
    "create",
    "edit",
    "leave",
    "remove_member",
    "set_event_role",
    "set_role",
    "transfer",
]
