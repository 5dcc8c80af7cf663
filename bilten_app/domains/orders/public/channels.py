"""How an order came: on the web, over a counter, as a gift, from elsewhere, or from a holder."""

from enum import StrEnum


class Channel(StrEnum):
    """How an order came."""

    web = "web"
    box_office = "box_office"
    complimentary = "complimentary"
    imported = "import"
    resale = "resale"
    """A ticket that its holder sold on: it takes no place of a pool."""
