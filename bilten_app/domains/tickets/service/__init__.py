"""Issuing tickets, and taking or giving back the right to enter."""

from bilten_app.domains.tickets.service.custody import (
    hand_over,
    know_holder,
    lend,
    require_in_custody,
    take_back,
)
from bilten_app.domains.tickets.service.forgetting import forget_holders, forget_person
from bilten_app.domains.tickets.service.issue import (
    Holder,
    Ready,
    Sale,
    get_ready,
    issue,
    prepare_event,
    secret_of,
    take_turn,
)
from bilten_app.domains.tickets.service.moved import on_event_changed
from bilten_app.domains.tickets.service.rename import (
    NewOwner,
    correct_address,
    rename,
    sell_on,
)
from bilten_app.domains.tickets.service.standing import (
    bump_status,
    freeze,
    put_up,
    reinstate,
    take_down,
    thaw,
    void,
    void_all,
)

__all__ = [
    "Holder",
    "NewOwner",
    "Ready",
    "Sale",
    "bump_status",
    "correct_address",
    "forget_holders",
    "forget_person",
    "freeze",
    "get_ready",
    "hand_over",
    "issue",
    "know_holder",
    "lend",
    "on_event_changed",
    "prepare_event",
    "put_up",
    "reinstate",
    "rename",
    "require_in_custody",
    "secret_of",
    "sell_on",
    "take_back",
    "take_down",
    "take_turn",
    "thaw",
    "void",
    "void_all",
]
