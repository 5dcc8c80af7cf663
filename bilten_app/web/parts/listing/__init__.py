"""A long list: search, filters, pages of rows; a table when wide, cards on a phone.

What is looked for stands in the address, so a list can be shared, reloaded and gone back to. A page
of this kind is a state with four vars and a handler, and one call:

    class RefundsState(rx.State):
        rows: list[Row] = []
        listing: Listing = Listing()
        loaded: bool = False
        failed: bool = False

        @handler
        async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
            asked = Asked.of(self, REFUNDS)
            ...
            self.rows = [...]
            self.listing = asked.listing(filters=[...], following=page.next_cursor)
            self.loaded = True

    listing(RefundsState, t("Refunds"), columns, placeholder=t("Order code"), nothing=empty(...))

`open` is the loader's name; when it fails, `failed` becomes true and the list offers another try.
"""

from bilten_app.web.parts.listing.address import Asked, Choice, Filter, Listing
from bilten_app.web.parts.listing.table import Column, listing, named, table

__all__ = ["Asked", "Choice", "Column", "Filter", "Listing", "listing", "named", "table"]
