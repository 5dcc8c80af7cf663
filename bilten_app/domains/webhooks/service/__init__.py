"""Managing endpoints, telling them what happened, and calling them."""

from bilten_app.domains.webhooks.service.calls import replay, replay_failed, test
from bilten_app.domains.webhooks.service.endpoints import add, edit, pause, remove, resume, rotate
from bilten_app.domains.webhooks.service.forgetting import forget_person
from bilten_app.domains.webhooks.service.send import forget_old, send_due
from bilten_app.domains.webhooks.service.tell import (
    TELLS,
    on_event_cancelled,
    on_event_changed,
    on_event_published,
    on_loss_reversed,
    on_order_cancelled,
    on_order_paid,
    on_order_refunded,
    on_order_released,
    on_tickets_admitted,
    on_tickets_voided,
)

__all__ = [
    "TELLS",
    "add",
    "edit",
    "forget_old",
    "forget_person",
    "on_event_cancelled",
    "on_event_changed",
    "on_event_published",
    "on_loss_reversed",
    "on_order_cancelled",
    "on_order_paid",
    "on_order_refunded",
    "on_order_released",
    "on_tickets_admitted",
    "on_tickets_voided",
    "pause",
    "remove",
    "replay",
    "replay_failed",
    "resume",
    "rotate",
    "send_due",
    "test",
]
