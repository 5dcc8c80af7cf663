"""Every flow of the house, walked at random: no illegal arrow is ever taken."""

from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.domains.events.public import EVENT_FLOW, EventState
from bilten_app.domains.orders.public import ORDER_FLOW, OrderState
from bilten_app.domains.payments.public import (
    PAYMENT_FLOW,
    REFUND_FLOW,
    PaymentState,
    RefundState,
)
from bilten_app.domains.tickets.public import TICKET_FLOW, TicketState
from bilten_app.kit.errors import IllegalTransition
from bilten_app.kit.states import Flow

FLOWS: list[tuple[Flow[Any], type[StrEnum]]] = [
    (EVENT_FLOW, EventState),
    (ORDER_FLOW, OrderState),
    (PAYMENT_FLOW, PaymentState),
    (REFUND_FLOW, RefundState),
    (TICKET_FLOW, TicketState),
]


@pytest.mark.parametrize(("flow", "states"), FLOWS)
@given(data=st.data())
def test_a_walk_takes_only_arrows_that_exist(
    flow: Flow[Any], states: type[StrEnum], data: st.DataObject
) -> None:
    now = next(iter(states))

    for _ in range(8):
        to = data.draw(st.sampled_from(list(states)))
        if to in flow.following(now):
            now = flow.advance(now, to)
        else:
            with pytest.raises(IllegalTransition):
                flow.advance(now, to)


def test_captured_money_is_never_left() -> None:
    assert PAYMENT_FLOW.is_final(PaymentState.captured)


def test_a_void_ticket_comes_back_whole_or_not_at_all() -> None:
    assert TICKET_FLOW.following(TicketState.void) == {TicketState.valid}
