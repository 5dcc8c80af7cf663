"""The operations. Made by generate.py: change nothing here."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from bilten_client import models as m
from bilten_client.transport import Transport


def _at(part: object) -> str:
    return quote(str(part), safe="")


class Operations(Transport):
    """One method for each operation of the API."""

    def list_events(
        self,
        *,
        search: str | None = None,
        category: m.Category | None = None,
        city: str | None = None,
        starts_from: datetime | None = None,
        starts_to: datetime | None = None,
        currency: str | None = None,
        cursor: str | None = None,
    ) -> m.EventListOut:
        """Return coming events, the best match first, then the soonest.

        To a test key these are the tests of its organization; nobody else finds any.
        """
        return self._ask(
            m.EventListOut,
            "GET",
            "/v1/events",
            query={
                "search": search,
                "category": category,
                "city": city,
                "from": starts_from,
                "to": starts_to,
                "currency": currency,
                "cursor": cursor,
            },
        )

    def all_events(
        self,
        *,
        search: str | None = None,
        category: m.Category | None = None,
        city: str | None = None,
        starts_from: datetime | None = None,
        starts_to: datetime | None = None,
        currency: str | None = None,
    ) -> Iterator[m.EventHitOut]:
        """Yield the rows of `list_events`, page by page."""
        cursor: str | None = None
        while True:
            page = self.list_events(
                search=search,
                category=category,
                city=city,
                starts_from=starts_from,
                starts_to=starts_to,
                currency=currency,
                cursor=cursor,
            )
            yield from page.events
            if (cursor := page.next_cursor) is None:
                return

    def read_event(self, slug: str) -> m.EventOut:
        """Return a published, ended or cancelled event. A draft is nobody's: 404.

        To a test key only tests are there, and to all other programs none of them.
        """
        return self._ask(m.EventOut, "GET", f"/v1/events/{_at(slug)}")

    def read_availability(self, slug: str) -> m.AvailabilityOut:
        """Return how many places of each ticket type may be taken now."""
        return self._ask(m.AvailabilityOut, "GET", f"/v1/events/{_at(slug)}/availability")

    def read_plan(self, slug: str) -> m.SeatPlanOut:
        """Return the plan of an event that has seats; 404 for all others."""
        return self._ask(m.SeatPlanOut, "GET", f"/v1/events/{_at(slug)}/seats")

    def read_free(self, slug: str) -> m.FreeSeatsOut:
        """Return which seats are free: two kilobytes for twenty thousand of them."""
        return self._ask(m.FreeSeatsOut, "GET", f"/v1/events/{_at(slug)}/seats/free")

    def hold_places(self, body: m.HoldIn, *, idempotency_key: str | None = None) -> m.HoldOut:
        """Take all the places for a quarter of an hour, or none of them.

        The key names the hold: sent again it answers with the same hold, with other lines
        never. While the event has a waiting room, only who was let in may hold. Codes open
        hidden ticket types; tell them again with the order.
        """
        return self._ask(
            m.HoldOut, "POST", "/v1/holds", body=body, once=idempotency_key, has_key=True
        )

    def release_places(self, hold_id: UUID) -> None:
        """Free the places of a hold; harmless when it is gone already."""
        self._send("DELETE", f"/v1/holds/{_at(hold_id)}")

    def place_order(self, body: m.OrderIn, *, idempotency_key: str | None = None) -> m.PlacedOut:
        """Open the order of a hold, with the prices of this moment; or of a listing, at its
        price.

        A turn in a waiting room leads to one purchase: a second order of it is refused
        (`pass_used`).
        """
        return self._ask(
            m.PlacedOut, "POST", "/v1/orders", body=body, once=idempotency_key, has_key=True
        )

    def read_order(
        self, code: str, *, expand: str | None = None, secret: str | None = None
    ) -> m.ExpandedOrderOut:
        """Return the order of a link."""
        return self._ask(
            m.ExpandedOrderOut,
            "GET",
            f"/v1/orders/{_at(code)}",
            query={"expand": expand},
            headers={"Bilten-Secret": secret},
        )

    def cancel_order(self, code: str, *, secret: str | None = None) -> None:
        """Cancel an order that is not paid; its places are free at once."""
        self._send("DELETE", f"/v1/orders/{_at(code)}", headers={"Bilten-Secret": secret})

    def describe_buyer(
        self, code: str, body: m.BuyerIn, *, secret: str | None = None
    ) -> m.OrderOut:
        """Name the buyer of an order that is not paid yet."""
        return self._ask(
            m.OrderOut,
            "PUT",
            f"/v1/orders/{_at(code)}/buyer",
            headers={"Bilten-Secret": secret},
            body=body,
        )

    def bring_codes(self, code: str, body: m.AskIn, *, secret: str | None = None) -> m.QuoteOut:
        """Price an open order again with these codes instead of those of before.

        Credit takes the session of who it belongs to, with a confirmed address.
        """
        return self._ask(
            m.QuoteOut,
            "PUT",
            f"/v1/orders/{_at(code)}/codes",
            headers={"Bilten-Secret": secret},
            body=body,
        )

    def explain(self, code: str, *, secret: str | None = None) -> m.QuoteOut:
        """Return the price of an order, rule by rule."""
        return self._ask(
            m.QuoteOut, "GET", f"/v1/orders/{_at(code)}/quote", headers={"Bilten-Secret": secret}
        )

    def pay_order(
        self,
        code: str,
        body: m.PaymentIn | None = None,
        *,
        idempotency_key: str | None = None,
        secret: str | None = None,
    ) -> m.PaymentOut:
        """Open the gateway's hosted checkout; its webhook, not its return address, says it is
        paid.

        An order has one open checkout: asked again, with this key or another, the same one
        answers. A saved card is charged at once. It takes the session of its owner: to
        anybody else, and to programs, it is not there.
        """
        return self._ask(
            m.PaymentOut,
            "POST",
            f"/v1/orders/{_at(code)}/payment",
            headers={"Bilten-Secret": secret},
            body=body,
            once=idempotency_key,
            has_key=True,
        )

    def print_tickets(self, code: str, *, secret: str | None = None) -> bytes:
        """Return the valid tickets of a paid order as PDF."""
        return self._send(
            "GET", f"/v1/orders/{_at(code)}/tickets.pdf", headers={"Bilten-Secret": secret}
        )

    def list_cards(self) -> m.CardListOut:
        """Return the cards of the signed-in person; a program has none and sees none."""
        return self._ask(m.CardListOut, "GET", "/v1/cards")

    def list_tickets(
        self, code: str, *, expand: str | None = None, secret: str | None = None
    ) -> m.ExpandedTicketListOut:
        """Return the tickets of an order; none before it is paid."""
        return self._ask(
            m.ExpandedTicketListOut,
            "GET",
            f"/v1/orders/{_at(code)}/tickets",
            query={"expand": expand},
            headers={"Bilten-Secret": secret},
        )

    def read_ticket(
        self, code: str, *, expand: str | None = None, secret: str | None = None
    ) -> m.ExpandedTicketOut:
        """Return the ticket of a link."""
        return self._ask(
            m.ExpandedTicketOut,
            "GET",
            f"/v1/tickets/{_at(code)}",
            query={"expand": expand},
            headers={"Bilten-Secret": secret},
        )

    def calendar_file(self, code: str, *, secret: str | None = None) -> str:
        """Return the ticket's event as a calendar file."""
        return self._send(
            "GET", f"/v1/tickets/{_at(code)}/event.ics", headers={"Bilten-Secret": secret}
        ).decode()

    def list_listings(
        self,
        slug: str,
        *,
        cursor: str | None = None,
        ticket_type_id: UUID | None = None,
        most_minor: int | None = None,
        with_seat: bool | None = None,
    ) -> m.ListingListOut:
        """Return what is for sale of an event. `POST /orders` with its `listing_id` buys one."""
        return self._ask(
            m.ListingListOut,
            "GET",
            f"/v1/events/{_at(slug)}/listings",
            query={
                "cursor": cursor,
                "ticket_type_id": ticket_type_id,
                "most_minor": most_minor,
                "with_seat": with_seat,
            },
        )

    def all_listings(
        self,
        slug: str,
        *,
        ticket_type_id: UUID | None = None,
        most_minor: int | None = None,
        with_seat: bool | None = None,
    ) -> Iterator[m.ListingOut]:
        """Yield the rows of `list_listings`, page by page."""
        cursor: str | None = None
        while True:
            page = self.list_listings(
                slug,
                ticket_type_id=ticket_type_id,
                most_minor=most_minor,
                with_seat=with_seat,
                cursor=cursor,
            )
            yield from page.listings
            if (cursor := page.next_cursor) is None:
                return

    def read_listing(self, code: str, *, secret: str | None = None) -> m.OwnListingOut:
        """Return for how much the ticket of a link is for sale; 409 when it is not."""
        return self._ask(
            m.OwnListingOut,
            "GET",
            f"/v1/tickets/{_at(code)}/listing",
            headers={"Bilten-Secret": secret},
        )

    def sell_ticket(
        self, code: str, body: m.PriceIn, *, secret: str | None = None
    ) -> m.OwnListingOut:
        """Put the ticket of a link up for sale, or ask another price for it.

        It opens no door until it is sold or taken back. The seller gets credit with the
        organizer two days after the event.
        """
        return self._ask(
            m.OwnListingOut,
            "PUT",
            f"/v1/tickets/{_at(code)}/listing",
            headers={"Bilten-Secret": secret},
            body=body,
        )

    def take_back(self, code: str, *, secret: str | None = None) -> None:
        """Take the ticket of a link back: it opens the door again."""
        self._send("DELETE", f"/v1/tickets/{_at(code)}/listing", headers={"Bilten-Secret": secret})

    def read_puzzle(self, slug: str) -> m.PuzzleOut:
        """Return a puzzle for this visitor; its answer is good for half an hour."""
        return self._ask(m.PuzzleOut, "GET", f"/v1/waiting-rooms/{_at(slug)}/puzzle")

    def join_room(self, slug: str, body: m.JoinIn) -> m.PlaceOut:
        """Take a place; asked again, this visitor has the same one."""
        return self._ask(m.PlaceOut, "POST", f"/v1/waiting-rooms/{_at(slug)}/place", body=body)

    def read_place(self, slug: str, *, place: str | None = None) -> m.PlaceOut:
        """Return this visitor's place, with its tag and when to ask again."""
        return self._ask(
            m.PlaceOut,
            "GET",
            f"/v1/waiting-rooms/{_at(slug)}/place",
            headers={"Bilten-Place": place},
        )

    def read_draw(self, slug: str) -> m.DrawOut:
        """Return the hash of the seed, and after the opening the seed and the order it made."""
        return self._ask(m.DrawOut, "GET", f"/v1/waiting-rooms/{_at(slug)}/draw")

    def join_list(self, body: m.EntryIn) -> m.JoinedOut:
        """Wait for places of a sold-out ticket type; the link comes by mail, too."""
        return self._ask(m.JoinedOut, "POST", "/v1/waiting-list", body=body)

    def read_entry(self, code: str, *, secret: str | None = None) -> m.EntryOut:
        """Return the entry of a link, with its offer and each time it was passed over."""
        return self._ask(
            m.EntryOut, "GET", f"/v1/waiting-list/{_at(code)}", headers={"Bilten-Secret": secret}
        )

    def leave_list(self, code: str, *, secret: str | None = None) -> None:
        """Wait no longer; an open offer goes to the next one."""
        self._send("DELETE", f"/v1/waiting-list/{_at(code)}", headers={"Bilten-Secret": secret})

    def accept_offer(self, code: str, *, secret: str | None = None) -> m.TakenOut:
        """Turn the open offer into an order; asked again, the same order answers.

        The order belongs to the link, not to the browser: a cart there stays what it is.
        """
        return self._ask(
            m.TakenOut,
            "POST",
            f"/v1/waiting-list/{_at(code)}/offer",
            headers={"Bilten-Secret": secret},
        )

    def decline_offer(self, code: str, *, secret: str | None = None) -> None:
        """Give the open offer up; it goes to the next one at once."""
        self._send(
            "DELETE", f"/v1/waiting-list/{_at(code)}/offer", headers={"Bilten-Secret": secret}
        )

    def enrol(self, body: m.EnrolIn) -> m.EnrolledOut:
        """Turn a one-time code into a scanner with a token and a pack of its own."""
        return self._ask(m.EnrolledOut, "POST", "/v1/scanner/enrol", body=body)

    def read_pack(self) -> m.PackOut:
        """Return the event, its gates, keys and sealed guest lines."""
        return self._ask(m.PackOut, "GET", "/v1/scanner/pack")

    def read_status(self, *, after: int | None = None) -> m.StatusOut:
        """Return the whole list, or an empty change as of now when `after` is the newest."""
        return self._ask(m.StatusOut, "GET", "/v1/scanner/status", query={"after": after})

    def take_scans(self, body: m.ScansIn) -> m.ScansOut:
        """Take in lines of the log; harmless when sent again. Each line gets its answer."""
        return self._ask(m.ScansOut, "POST", "/v1/scanner/scans", body=body)

    def list_own_events(
        self, *, organizer_id: UUID, cursor: str | None = None, size: int | None = None
    ) -> m.OwnEventListOut:
        """Return an organization's events, drafts too."""
        return self._ask(
            m.OwnEventListOut,
            "GET",
            "/v1/organizer/events",
            query={"organizer_id": organizer_id, "cursor": cursor, "size": size},
        )

    def all_own_events(
        self, *, organizer_id: UUID, size: int | None = None
    ) -> Iterator[m.OwnEventOut]:
        """Yield the rows of `list_own_events`, page by page."""
        cursor: str | None = None
        while True:
            page = self.list_own_events(organizer_id=organizer_id, size=size, cursor=cursor)
            yield from page.events
            if (cursor := page.next_cursor) is None:
                return

    def read_own_event(self, slug: str) -> m.OwnEventOut:
        """Return an event of an organization of mine; anybody else's is 404."""
        return self._ask(m.OwnEventOut, "GET", f"/v1/organizer/events/{_at(slug)}")

    def list_own_orders(
        self,
        slug: str,
        *,
        search: str | None = None,
        state: m.OrderState | None = None,
        cursor: str | None = None,
        size: int | None = None,
        expand: str | None = None,
    ) -> m.OwnOrderListOut:
        """Return orders, the newest first. Carts that ran out show only when asked for."""
        return self._ask(
            m.OwnOrderListOut,
            "GET",
            f"/v1/organizer/events/{_at(slug)}/orders",
            query={
                "search": search,
                "state": state,
                "cursor": cursor,
                "size": size,
                "expand": expand,
            },
        )

    def all_own_orders(
        self,
        slug: str,
        *,
        search: str | None = None,
        state: m.OrderState | None = None,
        size: int | None = None,
        expand: str | None = None,
    ) -> Iterator[m.OwnOrderOut]:
        """Yield the rows of `list_own_orders`, page by page."""
        cursor: str | None = None
        while True:
            page = self.list_own_orders(
                slug, search=search, state=state, size=size, expand=expand, cursor=cursor
            )
            yield from page.orders
            if (cursor := page.next_cursor) is None:
                return

    def list_attendees(
        self,
        slug: str,
        *,
        search: str | None = None,
        cursor: str | None = None,
        size: int | None = None,
    ) -> m.AttendeeListOut:
        """Return tickets by their holders' names."""
        return self._ask(
            m.AttendeeListOut,
            "GET",
            f"/v1/organizer/events/{_at(slug)}/attendees",
            query={"search": search, "cursor": cursor, "size": size},
        )

    def all_attendees(
        self, slug: str, *, search: str | None = None, size: int | None = None
    ) -> Iterator[m.AttendeeOut]:
        """Yield the rows of `list_attendees`, page by page."""
        cursor: str | None = None
        while True:
            page = self.list_attendees(slug, search=search, size=size, cursor=cursor)
            yield from page.attendees
            if (cursor := page.next_cursor) is None:
                return

    def read_door(self, slug: str) -> m.DoorOut:
        """Return what every gate did so far, and every ticket that was let in twice."""
        return self._ask(m.DoorOut, "GET", f"/v1/organizer/events/{_at(slug)}/door")

    def list_refunds(self, code: str) -> m.RefundListOut:
        """Return what went back, and how far it is."""
        return self._ask(m.RefundListOut, "GET", f"/v1/organizer/orders/{_at(code)}/refunds")

    def make_refund(
        self, code: str, body: m.RefundIn, *, idempotency_key: str | None = None
    ) -> m.RefundOut:
        """Give back tickets or an amount. The key and the refund are one transaction.

        Named tickets end at once and their places are free; when none is left, the order is
        cancelled.
        """
        return self._ask(
            m.RefundOut,
            "POST",
            f"/v1/organizer/orders/{_at(code)}/refunds",
            body=body,
            once=idempotency_key,
            has_key=True,
        )

    def send_again(self, code: str, refund_id: UUID) -> m.RefundListOut:
        """Try once more what the payment service could not give back."""
        return self._ask(
            m.RefundListOut,
            "POST",
            f"/v1/organizer/orders/{_at(code)}/refunds/{_at(refund_id)}/attempts",
        )

    def rename_holder(self, code: str, ticket_id: UUID, body: m.HolderIn) -> m.TicketListOut:
        """Give a ticket another holder; the old code ends. Return the order's tickets."""
        return self._ask(
            m.TicketListOut,
            "PUT",
            f"/v1/organizer/orders/{_at(code)}/tickets/{_at(ticket_id)}/holder",
            body=body,
        )

    def send_tickets(self, code: str, body: m.SendIn) -> None:
        """Mail the tickets once more, three times an hour at most."""
        self._send("POST", f"/v1/organizer/orders/{_at(code)}/mails", body=body)

    def change_tickets(
        self, code: str, body: m.ChangeIn, *, idempotency_key: str | None = None
    ) -> m.ChangedOut:
        """Change tickets for as many of another type of the same event; once for each key.

        At the same price it is done at once; what is cheaper gives the difference back. For
        what is dearer the buyer gets a mail; until the difference is paid nothing changes.
        """
        return self._ask(
            m.ChangedOut,
            "POST",
            f"/v1/organizer/orders/{_at(code)}/changes",
            body=body,
            once=idempotency_key,
            has_key=True,
        )

    def split_order(
        self, code: str, body: m.SplitIn, *, idempotency_key: str | None = None
    ) -> m.ChangedOut:
        """Move tickets into an order of another buyer, with what was paid for them; once a key."""
        return self._ask(
            m.ChangedOut,
            "POST",
            f"/v1/organizer/orders/{_at(code)}/splits",
            body=body,
            once=idempotency_key,
            has_key=True,
        )

    def list_notes(self, code: str) -> m.NoteListOut:
        """Return what members noted."""
        return self._ask(m.NoteListOut, "GET", f"/v1/organizer/orders/{_at(code)}/notes")

    def write_note(self, code: str, body: m.NoteIn) -> m.NoteListOut:
        """Write a note; the order list finds it by its words. Return all notes of the order."""
        return self._ask(
            m.NoteListOut, "POST", f"/v1/organizer/orders/{_at(code)}/notes", body=body
        )

    def rename_own_ticket(
        self, code: str, ticket_code: str, body: m.HolderIn, *, secret: str | None = None
    ) -> m.TicketListOut:
        """Give a ticket another holder, until 24 hours before the event and three times at most.

        The old code ends, and the new holder gets a mail with the ticket. Return the order's
        tickets.
        """
        return self._ask(
            m.TicketListOut,
            "PUT",
            f"/v1/orders/{_at(code)}/tickets/{_at(ticket_code)}/holder",
            headers={"Bilten-Secret": secret},
            body=body,
        )

    def send_own_tickets(self, code: str, body: m.SendIn, *, secret: str | None = None) -> None:
        """Mail the tickets once more, three times an hour at most."""
        self._send(
            "POST", f"/v1/orders/{_at(code)}/mails", headers={"Bilten-Secret": secret}, body=body
        )

    def open_shift(self, body: m.ShiftIn) -> m.ShiftOut:
        """Begin a shift at a cash drawer; a person has one at a time."""
        return self._ask(m.ShiftOut, "POST", "/v1/organizer/shifts", body=body)

    def list_shifts(
        self, *, organizer_id: UUID, cursor: str | None = None, size: int | None = None
    ) -> m.ShiftListOut:
        """Return shifts with what went through their drawers."""
        return self._ask(
            m.ShiftListOut,
            "GET",
            "/v1/organizer/shifts",
            query={"organizer_id": organizer_id, "cursor": cursor, "size": size},
        )

    def all_shifts(self, *, organizer_id: UUID, size: int | None = None) -> Iterator[m.ShiftOut]:
        """Yield the rows of `list_shifts`, page by page."""
        cursor: str | None = None
        while True:
            page = self.list_shifts(organizer_id=organizer_id, size=size, cursor=cursor)
            yield from page.shifts
            if (cursor := page.next_cursor) is None:
                return

    def close_shift(self, shift_id: UUID, body: m.ClosingIn, *, organizer_id: UUID) -> m.ShiftOut:
        """End one's own shift with what was counted."""
        return self._ask(
            m.ShiftOut,
            "POST",
            f"/v1/organizer/shifts/{_at(shift_id)}/closing",
            query={"organizer_id": organizer_id},
            body=body,
        )

    def sell_at_counter(
        self, slug: str, body: m.CounterSaleIn, *, idempotency_key: str | None = None
    ) -> m.MadeOrderOut:
        """Sell for cash or by the card terminal, in the caller's open shift; once for each key."""
        return self._ask(
            m.MadeOrderOut,
            "POST",
            f"/v1/organizer/events/{_at(slug)}/counter-sales",
            body=body,
            once=idempotency_key,
            has_key=True,
        )

    def give_tickets(
        self, slug: str, body: m.GiftsIn, *, idempotency_key: str | None = None
    ) -> m.MadeOrderListOut:
        """Issue free tickets to people: to all of them or to none, once for each key."""
        return self._ask(
            m.MadeOrderListOut,
            "POST",
            f"/v1/organizer/events/{_at(slug)}/gifts",
            body=body,
            once=idempotency_key,
            has_key=True,
        )

    def upload_orders(self, slug: str, body: m.FileIn) -> m.ImportOut:
        """Keep a CSV file and guess its columns; nothing is made yet."""
        return self._ask(
            m.ImportOut, "POST", f"/v1/organizer/events/{_at(slug)}/imports", body=body
        )

    def read_import(self, import_id: UUID) -> m.ImportOut:
        """Return an import."""
        return self._ask(m.ImportOut, "GET", f"/v1/organizer/imports/{_at(import_id)}")

    def try_import(self, import_id: UUID, body: m.MappingIn) -> m.OutlookOut:
        """Return what would be made, what is here already, and which lines cannot be taken in."""
        return self._ask(
            m.OutlookOut, "POST", f"/v1/organizer/imports/{_at(import_id)}/dry-run", body=body
        )

    def start_import(self, import_id: UUID, body: m.StartIn) -> m.ImportOut:
        """Begin; the same file twice makes nothing twice."""
        return self._ask(
            m.ImportOut, "POST", f"/v1/organizer/imports/{_at(import_id)}/start", body=body
        )

    def read_room(self, slug: str) -> m.RoomOut:
        """Return the room with its numbers at this moment."""
        return self._ask(m.RoomOut, "GET", f"/v1/organizer/events/{_at(slug)}/waiting-room")

    def save_room(self, slug: str, body: m.RoomIn) -> m.RoomOut:
        """Switch the room on or off, or change its opening and its pace."""
        return self._ask(
            m.RoomOut, "PUT", f"/v1/organizer/events/{_at(slug)}/waiting-room", body=body
        )

    def list_entries(
        self, slug: str, *, cursor: str | None = None, size: int | None = None
    ) -> m.ListOut:
        """Return who waits, what each was offered, and when and why each was passed over."""
        return self._ask(
            m.ListOut,
            "GET",
            f"/v1/organizer/events/{_at(slug)}/waiting-list",
            query={"cursor": cursor, "size": size},
        )

    def all_entries(self, slug: str, *, size: int | None = None) -> Iterator[m.ListedOut]:
        """Yield the rows of `list_entries`, page by page."""
        cursor: str | None = None
        while True:
            page = self.list_entries(slug, size=size, cursor=cursor)
            yield from page.entries
            if (cursor := page.next_cursor) is None:
                return

    def list_keys(
        self, *, organizer_id: UUID, cursor: str | None = None, size: int | None = None
    ) -> m.KeyListOut:
        """Return an organization's keys, the newest first; those that ended too."""
        return self._ask(
            m.KeyListOut,
            "GET",
            "/v1/organizer/keys",
            query={"organizer_id": organizer_id, "cursor": cursor, "size": size},
        )

    def all_keys(self, *, organizer_id: UUID, size: int | None = None) -> Iterator[m.KeyOut]:
        """Yield the rows of `list_keys`, page by page."""
        cursor: str | None = None
        while True:
            page = self.list_keys(organizer_id=organizer_id, size=size, cursor=cursor)
            yield from page.keys
            if (cursor := page.next_cursor) is None:
                return

    def make_key(self, body: m.KeyIn, *, organizer_id: UUID) -> m.NewKeyOut:
        """Make a key with some of your own permissions. Keep its token: it is shown this once.

        One for tests opens only what the organization made as a test, whose money is not
        real.
        """
        return self._ask(
            m.NewKeyOut,
            "POST",
            "/v1/organizer/keys",
            query={"organizer_id": organizer_id},
            body=body,
        )

    def rename_key(self, key_id: UUID, body: m.KeyNameIn) -> None:
        """Call a key something else."""
        self._send("PATCH", f"/v1/organizer/keys/{_at(key_id)}", body=body)

    def revoke_key(self, key_id: UUID) -> None:
        """End a key: its next request is refused. Harmless when it ended before."""
        self._send("DELETE", f"/v1/organizer/keys/{_at(key_id)}")

    def list_apps(self, *, organizer_id: UUID) -> m.AppListOut:
        """Return an organization's apps, the newest first."""
        return self._ask(
            m.AppListOut, "GET", "/v1/organizer/apps", query={"organizer_id": organizer_id}
        )

    def register_app(self, body: m.NewAppIn, *, organizer_id: UUID) -> m.NewAppOut:
        """Register an app that may ask for some of your own permissions. Its secret is told
        once."""
        return self._ask(
            m.NewAppOut,
            "POST",
            "/v1/organizer/apps",
            query={"organizer_id": organizer_id},
            body=body,
        )

    def change_app(self, app_id: UUID, body: m.AppIn) -> None:
        """Change an app. Of what people gave it, it keeps what it may still ask for."""
        self._send("PUT", f"/v1/organizer/apps/{_at(app_id)}", body=body)

    def remove_app(self, app_id: UUID) -> None:
        """Remove an app; what people gave it ends. Harmless when it was removed before."""
        self._send("DELETE", f"/v1/organizer/apps/{_at(app_id)}")

    def new_app_secret(self, app_id: UUID, body: m.SecretIn) -> m.AppSecretOut:
        """Make another secret, which is told this once."""
        return self._ask(
            m.AppSecretOut, "POST", f"/v1/organizer/apps/{_at(app_id)}/secret", body=body
        )

    def list_webhooks(self, *, organizer_id: UUID) -> m.EndpointListOut:
        """Return an organization's webhooks."""
        return self._ask(
            m.EndpointListOut, "GET", "/v1/organizer/webhooks", query={"organizer_id": organizer_id}
        )

    def add_webhook(self, body: m.EndpointIn, *, organizer_id: UUID) -> m.SecretOut:
        """Add a webhook and return its secret, which is told only here."""
        return self._ask(
            m.SecretOut,
            "POST",
            "/v1/organizer/webhooks",
            query={"organizer_id": organizer_id},
            body=body,
        )

    def read_webhook(self, webhook_id: UUID) -> m.EndpointOut:
        """Return a webhook of an organization of mine; anybody else's is 404."""
        return self._ask(m.EndpointOut, "GET", f"/v1/organizer/webhooks/{_at(webhook_id)}")

    def edit_webhook(self, webhook_id: UUID, body: m.EndpointIn) -> m.EndpointOut:
        """Change where it is and what it is told. The secret stays."""
        return self._ask(
            m.EndpointOut, "PUT", f"/v1/organizer/webhooks/{_at(webhook_id)}", body=body
        )

    def remove_webhook(self, webhook_id: UUID) -> None:
        """Remove a webhook with its log. Nothing more is sent to it."""
        self._send("DELETE", f"/v1/organizer/webhooks/{_at(webhook_id)}")

    def rotate_webhook_secret(self, webhook_id: UUID) -> m.SecretOut:
        """Make a new secret; for 24 hours messages carry the signatures of the old and the new
        one."""
        return self._ask(m.SecretOut, "POST", f"/v1/organizer/webhooks/{_at(webhook_id)}/secret")

    def pause_webhook(self, webhook_id: UUID) -> m.EndpointOut:
        """Switch it off: what happens meanwhile can be replayed later."""
        return self._ask(m.EndpointOut, "POST", f"/v1/organizer/webhooks/{_at(webhook_id)}/pause")

    def resume_webhook(self, webhook_id: UUID) -> m.EndpointOut:
        """Switch it on again."""
        return self._ask(m.EndpointOut, "POST", f"/v1/organizer/webhooks/{_at(webhook_id)}/resume")

    def test_webhook(self, webhook_id: UUID) -> m.CallDetailOut:
        """Send a `webhook.test` message; look at its delivery to see what came of it."""
        return self._ask(m.CallDetailOut, "POST", f"/v1/organizer/webhooks/{_at(webhook_id)}/test")

    def list_webhook_deliveries(
        self,
        webhook_id: UUID,
        *,
        state: m.CallState | None = None,
        cursor: str | None = None,
        size: int | None = None,
    ) -> m.CallListOut:
        """Return messages of the last thirty days, the latest first."""
        return self._ask(
            m.CallListOut,
            "GET",
            f"/v1/organizer/webhooks/{_at(webhook_id)}/deliveries",
            query={"state": state, "cursor": cursor, "size": size},
        )

    def all_webhook_deliveries(
        self, webhook_id: UUID, *, state: m.CallState | None = None, size: int | None = None
    ) -> Iterator[m.CallOut]:
        """Yield the rows of `list_webhook_deliveries`, page by page."""
        cursor: str | None = None
        while True:
            page = self.list_webhook_deliveries(webhook_id, state=state, size=size, cursor=cursor)
            yield from page.deliveries
            if (cursor := page.next_cursor) is None:
                return

    def replay_failed_deliveries(self, webhook_id: UUID) -> m.ReplayedOut:
        """Send every message again that was not taken, under the ids they have."""
        return self._ask(m.ReplayedOut, "POST", f"/v1/organizer/webhooks/{_at(webhook_id)}/replay")

    def read_webhook_delivery(self, delivery_id: UUID) -> m.CallDetailOut:
        """Return a message with every attempt; anybody else's is 404."""
        return self._ask(
            m.CallDetailOut, "GET", f"/v1/organizer/webhooks/deliveries/{_at(delivery_id)}"
        )

    def replay_webhook_delivery(self, delivery_id: UUID) -> m.CallDetailOut:
        """Send a message again under the id it has."""
        return self._ask(
            m.CallDetailOut, "POST", f"/v1/organizer/webhooks/deliveries/{_at(delivery_id)}/replay"
        )

    def get_profile(self) -> m.ProfileOut:
        """Return the profile of the signed-in person; a program has none."""
        return self._ask(m.ProfileOut, "GET", "/v1/me")

    def change_profile(self, body: m.ProfileIn) -> m.ProfileOut:
        """Save how you are called and how you want things shown, by your own hand."""
        return self._ask(m.ProfileOut, "PUT", "/v1/me", body=body)

    def list_consents(self) -> m.AnswerListOut:
        """Return your latest answer to each thing you were asked."""
        return self._ask(m.AnswerListOut, "GET", "/v1/me/consents")

    def answer_consent(self, kind: m.ConsentKind, body: m.AnswerIn) -> m.AnswerListOut:
        """Answer to the words as they are now. The terms and the privacy notice are not taken
        back."""
        return self._ask(m.AnswerListOut, "PUT", f"/v1/me/consents/{_at(kind)}", body=body)

    def read_many(self, body: m.BatchIn) -> m.BatchOut:
        """Answer up to twenty GETs of this API, one after the other, each with its own status.

        Every one counts as a request and needs what it would need alone. Files, like a
        calendar's or a PDF, are refused with a 406.
        """
        return self._ask(m.BatchOut, "POST", "/v1/batch", body=body)
