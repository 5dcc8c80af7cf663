"""Terms of resale, what is for sale, and what became of it."""

from bilten_app.domains.market.queries.listings import (
    PAGE,
    Choices,
    choices,
    for_sale,
    is_held,
    listed_events,
    listing,
    offered,
)
from bilten_app.domains.market.queries.sold import (
    due,
    face_of,
    figures,
    of_order,
    of_seller_order,
    open_of_ticket,
    personal_data,
    settled_minor,
    sold_view,
    told,
)
from bilten_app.domains.market.queries.terms import (
    EventTerms,
    event_terms,
    split_of,
    terms_of,
)

__all__ = [
    "PAGE",
    "Choices",
    "EventTerms",
    "choices",
    "due",
    "event_terms",
    "face_of",
    "figures",
    "for_sale",
    "is_held",
    "listed_events",
    "listing",
    "of_order",
    "of_seller_order",
    "offered",
    "open_of_ticket",
    "personal_data",
    "settled_minor",
    "sold_view",
    "split_of",
    "terms_of",
    "told",
]
