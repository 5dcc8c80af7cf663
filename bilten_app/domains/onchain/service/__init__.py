"""Collections, claims, what is sent for them, and what chains told."""

from bilten_app.domains.onchain.service.chains import chain_ids
from bilten_app.domains.onchain.service.claims import claim
from bilten_app.domains.onchain.service.collections import on_event_published, plan, set_terms
from bilten_app.domains.onchain.service.following import (
    on_event_cancelled,
    on_event_changed,
    on_tickets_voided,
)
from bilten_app.domains.onchain.service.relay import relay_due
from bilten_app.domains.onchain.service.settling import adopt
from bilten_app.domains.onchain.service.told import (
    on_events_final,
    on_events_retracted,
    on_events_seen,
)

__all__ = [
    "adopt",
    "chain_ids",
    "claim",
    "on_event_cancelled",
    "on_event_changed",
    "on_event_published",
    "on_events_final",
    "on_events_retracted",
    "on_events_seen",
    "on_tickets_voided",
    "plan",
    "relay_due",
    "set_terms",
]
