"""Terms of resale, what is for sale, and what became of it."""

from bilten_app.domains.market.queries.listings import (
    PAGE,
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
    terms_of,
)

__all__ = [
    "PAGE",
    "EventTerms",
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
    "terms_of",
    "told",
]
