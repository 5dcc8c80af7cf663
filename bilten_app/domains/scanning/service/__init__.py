"""What happens at the door: gates and devices, and taking in their scans."""

from bilten_app.domains.scanning.service.devices import (
    authenticate,
    create_gate,
    enrol,
    invite_again,
    invite_device,
    revoke,
)
from bilten_app.domains.scanning.service.disputes import on_dispute_opened
from bilten_app.domains.scanning.service.scans import see_incident, take_scans

__all__ = [
    "authenticate",
    "create_gate",
    "enrol",
    "invite_again",
    "invite_device",
    "on_dispute_opened",
    "revoke",
    "see_incident",
    "take_scans",
]
