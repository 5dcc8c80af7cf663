"""Taking places and giving them back, and the ticket types and pools they belong to."""

from bilten_app.domains.inventory.public import TicketTypeDraft
from bilten_app.domains.inventory.rules import check_chosen
from bilten_app.domains.inventory.service.forgetting import forget_person
from bilten_app.domains.inventory.service.holds import (
    HOLD_STATEMENT,
    NO_PRICES,
    claim,
    extend,
    forget_claims,
    give_back,
    person_of,
    release,
    release_expired,
    take,
    take_back,
)
from bilten_app.domains.inventory.service.pools import (
    lock_pools,
    remove_pool,
    save_pool,
    seat_pools,
)
from bilten_app.domains.inventory.service.selling import (
    are_same_places,
    claim_at_sale,
    commit,
)
from bilten_app.domains.inventory.service.types import save_ticket_type

__all__ = [
    "HOLD_STATEMENT",
    "NO_PRICES",
    "TicketTypeDraft",
    "are_same_places",
    "check_chosen",
    "claim",
    "claim_at_sale",
    "commit",
    "extend",
    "forget_claims",
    "forget_person",
    "give_back",
    "lock_pools",
    "person_of",
    "release",
    "release_expired",
    "remove_pool",
    "save_pool",
    "save_ticket_type",
    "seat_pools",
    "take",
    "take_back",
]
