"""What happens at the door: gates and devices, and taking in their scans."""

from bilten_app.domains.scanning.service.devices import (
    authenticate,
    create_gate,
    enrol,
    invite_again,
    invite_device,
    revoke,
)
from bilten_app.domains.scanning.service.scans import see_incident, take_scans

__all__ = [
    "authenticate",
    "create_gate",
    "enrol",
    "invite_again",
    "invite_device",
    "revoke",
    "see_incident",
    "take_scans",
]
