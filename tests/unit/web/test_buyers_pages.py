"""Which phase an order is in, and whether a ticket opens a door."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bilten_app.domains.events.public import EventState
from bilten_app.domains.orders.public import CloseReason, OrderId, OrderState, OrderView
from bilten_app.domains.payments.public import PaymentId, PaymentState, PaymentView
from bilten_app.domains.tickets.public import TicketState
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from bilten_app.web.public.checkout.phases import Phase as CheckoutPhase
from bilten_app.web.public.checkout.phases import phase_of as checkout_phase_of
from bilten_app.web.public.order.phases import HEADLINES, TEXTS, Phase
from bilten_app.web.public.order.view import phase_of
from bilten_app.web.public.secret_link import link_of
from bilten_app.web.public.ticket.view import Standing, standing_of

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PRICE, NONE = Money(2603, "EUR"), Money(0, "EUR")


def order(**changes: Any) -> OrderView:
    values = OrderView(
        id=OrderId(new_id()),
        code="7KQ2M9XD",
        event_id=new_id(),
        organizer_id=new_id(),
        state=OrderState.placed,
        buyer_name="Noor Aziz",
        buyer_email="noor@guests.example.com",
        locale="en",
        lines=(),
        listed=PRICE,
        discount=NONE,
        fee=NONE,
        tax=NONE,
        tax_added=NONE,
        total=PRICE,
        gift=NONE,
        funded=NONE,
        refunded=NONE,
        hold_until=NOW + timedelta(minutes=5),
        payment_id=None,
        placed_at=NOW,
        paid_at=None,
        closed_at=None,
        close_reason="",
    )
    return replace(values, **changes)


def payment(state: PaymentState, *, refunded: int = 0) -> PaymentView:
    return PaymentView(
        id=PaymentId(new_id()),
        reference=new_id(),
        gateway="sandbox",
        state=state,
        amount=PRICE,
        refunded=Money(refunded, "EUR"),
        checkout_url="https://gateway.example/pay",
        reason="",
        expires_at=NOW,
        captured_at=None,
    )


OPEN, OVER = order(), order(hold_until=NOW)
EXPIRED = order(state=OrderState.expired)
PAID = order(state=OrderState.paid, paid_at=NOW)
CANCELLED = order(state=OrderState.cancelled, paid_at=NOW)
GIVEN_UP = order(state=OrderState.cancelled, close_reason=CloseReason.buyer)
CALLED_OFF = order(state=OrderState.cancelled, close_reason=CloseReason.event_cancelled)
STOPPED = order(state=OrderState.cancelled, close_reason=CloseReason.organizer_stopped)


@pytest.mark.parametrize(
    ("given", "money", "phase"),
    [
        (OPEN, None, Phase.unpaid),
        (OPEN, payment(PaymentState.started), Phase.waiting),
        (OPEN, payment(PaymentState.failed), Phase.declined),
        (OPEN, payment(PaymentState.expired), Phase.declined),
        (OPEN, payment(PaymentState.captured), Phase.preparing),
        (OPEN, payment(PaymentState.quarantined), Phase.review),
        (OVER, payment(PaymentState.started), Phase.expired),
        (EXPIRED, None, Phase.expired),
        (EXPIRED, payment(PaymentState.captured), Phase.preparing),
        (EXPIRED, payment(PaymentState.captured, refunded=2603), Phase.late),
        (GIVEN_UP, None, Phase.given_up),
        (GIVEN_UP, payment(PaymentState.captured, refunded=2603), Phase.late),
        (PAID, payment(PaymentState.captured), Phase.paid),
        (CANCELLED, payment(PaymentState.captured, refunded=2603), Phase.cancelled),
    ],
)
def test_the_phase_of_an_order(given: OrderView, money: PaymentView | None, phase: Phase) -> None:
    assert phase_of(given, money, NOW) is phase


@pytest.mark.parametrize(
    ("given", "phase"),
    [
        (OPEN, CheckoutPhase.open),
        (OVER, CheckoutPhase.expired),
        (EXPIRED, CheckoutPhase.expired),
        (PAID, CheckoutPhase.done),
        (CANCELLED, CheckoutPhase.done),
        (GIVEN_UP, CheckoutPhase.given_up),
        (CALLED_OFF, CheckoutPhase.called_off),
        (STOPPED, CheckoutPhase.stopped),
    ],
)
def test_what_the_checkout_can_still_do(given: OrderView, phase: CheckoutPhase) -> None:
    assert checkout_phase_of(given, NOW) is phase


def test_every_phase_has_words() -> None:
    assert set(HEADLINES) == set(TEXTS) == set(Phase)


class _Ticket:
    def __init__(self, state: TicketState) -> None:
        self.state = state


class _Event:
    def __init__(self, state: EventState, ends_in: timedelta) -> None:
        self.state, self.ends_at = state, NOW + ends_in


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("ticket", "event", "ends_in", "standing"),
    [
        (TicketState.valid, EventState.published, HOUR, Standing.good),
        (TicketState.void, EventState.published, HOUR, Standing.void),
        (TicketState.valid, EventState.published, -HOUR, Standing.over),
        (TicketState.valid, EventState.cancelled, HOUR, Standing.called_off),
        (TicketState.void, EventState.cancelled, HOUR, Standing.called_off),
    ],
)
def test_whether_a_ticket_opens_a_door(
    ticket: TicketState, event: EventState, ends_in: timedelta, standing: Standing
) -> None:
    held: Any = _Ticket(ticket)
    evening: Any = _Event(event, ends_in)

    assert standing_of(held, evening, NOW) is standing


def test_a_link_is_a_code_and_a_secret() -> None:
    assert link_of("/orders/7KQ2M9XD/abc-def") == ("7KQ2M9XD", "abc-def")


@pytest.mark.parametrize("address", ["", "/", "/orders", "/orders/7KQ2M9XD", "/orders/a/b/c"])
def test_any_other_address_leads_nowhere(address: str) -> None:
    with pytest.raises(NotFound):
        link_of(address)
