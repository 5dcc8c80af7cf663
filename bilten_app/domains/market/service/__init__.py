"""What happens to a listing, in the order of its life: terms, list, hold, sell, settle or undo."""

from bilten_app.domains.market.service.ending import close_over, pull_order, pull_ticket
from bilten_app.domains.market.service.forgetting import forget_old, forget_person
from bilten_app.domains.market.service.listing import (
    Offer,
    check_resellable,
    list_ticket,
    reprice,
    withdraw,
)
from bilten_app.domains.market.service.selling import (
    extend,
    hold,
    let_go,
    mark_repaid,
    sell,
    settle,
    undo,
    undo_of_seller,
)
from bilten_app.domains.market.service.terms import choose_terms, drop_terms

__all__ = [
    "Offer",
    "check_resellable",
    "choose_terms",
    "close_over",
    "drop_terms",
    "extend",
    "forget_old",
    "forget_person",
    "hold",
    "let_go",
    "list_ticket",
    "mark_repaid",
    "pull_order",
    "pull_ticket",
    "reprice",
    "sell",
    "settle",
    "undo",
    "undo_of_seller",
    "withdraw",
]
