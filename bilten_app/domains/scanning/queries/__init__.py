"""The door as its organizer sees it (`desk`), and what its devices are fed (`feeds`)."""

from bilten_app.domains.scanning.queries.desk import (
    counts,
    devices,
    event_scope,
    gate_views,
    gates,
    highest_gate,
    incidents,
    overview,
    scans,
    was_admitted,
    was_let_in,
)
from bilten_app.domains.scanning.queries.feeds import pack, status

__all__ = [
    "counts",
    "devices",
    "event_scope",
    "gate_views",
    "gates",
    "highest_gate",
    "incidents",
    "overview",
    "pack",
    "scans",
    "status",
    "was_admitted",
    "was_let_in",
]
