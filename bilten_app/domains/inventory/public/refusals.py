"""Why places are not taken, and what of ticket types is refused."""

from bilten_app.kit.errors import Invalid, NotFound, Refused
from bilten_app.kit.text import msgid


class SoldOut(Refused):
    """Fewer places are left than were asked for."""

    code = "sold_out"
    text = msgid("Only {left} places are left. Choose fewer, or look again later.")


class SeatsGone(Refused):
    """A seat of the cart has gone to somebody else."""

    code = "seats_gone"
    text = msgid("Somebody was faster. Choose another seat.")


class SeatsDiffer(Refused):
    """The seats of a cart are not those of its places."""

    code = "seats_differ"
    text = msgid("Each of these tickets needs a seat. Choose them on the plan.")


class PlacesWithoutSeats(Refused):
    """Places of a category are sold or held that never had seats."""

    code = "places_without_seats"
    text = msgid("Tickets of a category are sold or held already without seats.")


class TwoSeats(Refused):
    """A ticket type would need two seats for one ticket."""

    code = "two_seats"
    text = msgid("One of the ticket types would take seats of two categories. Change it first.")


class NotOnSale(Refused):
    """The ticket type is not sold now."""

    code = "not_on_sale"
    text = msgid("These tickets are not on sale now.")


class TooManyInOrder(Refused):
    """More tickets of a type than one order may have."""

    code = "too_many_in_order"
    text = msgid("One order may have at most {most} of these tickets.")


class TooManyForPerson(Refused):
    """More tickets of a type than one person may have; a person is a mailbox."""

    code = "too_many_for_person"
    text = msgid(
        "Each person may buy only a certain number of these tickets, counted by e-mail address."
        " You may take {left} more."
    )


class AddonAlone(Refused):
    """An add-on without a ticket that it goes with."""

    code = "addon_alone"
    text = msgid("This is sold together with a ticket only. Choose a ticket that it goes with.")


class TooManyAddons(Refused):
    """More of an add-on than the tickets of the cart allow."""

    code = "too_many_addons"
    text = msgid("With the tickets you chose you may take {most} of these.")


class PoolInUse(Refused):
    """Places that ticket types draw on, or for which people wait."""

    code = "pool_in_use"
    text = msgid("Ticket types draw on these places, or people wait for them.")


class HoldExpired(Refused):
    """The time to buy ran out and the places are free again."""

    code = "hold_expired"
    text = msgid("The time to buy ran out, and the places are free again. Please choose once more.")


class UnknownTicketType(NotFound):
    """No such ticket type at this event."""

    code = "unknown_ticket_type"


class NothingChosen(Invalid):
    """A cart without a ticket."""

    code = "nothing_chosen"
    text = msgid("Choose at least one ticket.")


class PriceOutside(Invalid):
    """A price that the buyer may not choose."""

    code = "price_outside"
    text = msgid("Choose a price within what the organizer asks for these tickets.")


class PriceFixed(Invalid):
    """A price was chosen where there is nothing to choose."""

    code = "price_fixed"
    text = msgid("The price of these tickets is fixed.")
