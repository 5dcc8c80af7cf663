"""How an order came: on the web, over a counter, as a gift, or from elsewhere."""

from enum import StrEnum


class Channel(StrEnum):
    """How an order came."""

    web = "web"
    box_office = "box_office"
    complimentary = "complimentary"
    imported = "import"
