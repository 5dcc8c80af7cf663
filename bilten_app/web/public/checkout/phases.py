"""What a checkout can still do."""

from datetime import datetime
from enum import StrEnum

from bilten_app.domains.orders.public import CloseReason, OrderState, OrderView


class Phase(StrEnum):
    """What the checkout can still do."""

    open = "open"
    expired = "expired"
    given_up = "given_up"
    called_off = "called_off"
    stopped = "stopped"
    done = "done"


_CLOSED: dict[str, Phase] = {
    CloseReason.event_cancelled: Phase.called_off,
    CloseReason.organizer_stopped: Phase.stopped,
}


def phase_of(order: OrderView, now: datetime, *, is_stopped: bool = False) -> Phase:
    """Return what can be done with an order; `is_stopped` while its organizer is suspended."""
    if order.state is OrderState.paid or order.paid_at is not None:
        return Phase.done
    if order.state is OrderState.placed and is_stopped:
        return Phase.stopped
    if order.state is OrderState.placed and order.hold_until > now:
        return Phase.open
    if order.state is not OrderState.cancelled:
        return Phase.expired
    return _CLOSED.get(order.close_reason, Phase.given_up)
