"""The pages of resale in the site map."""

from collections.abc import Sequence

from bilten_app.kit.text import msgid
from bilten_app.web import shell
from bilten_app.web.page import Page
from bilten_app.web.public.resale import offers, sell

RESALE_PAGES: Sequence[Page] = (
    Page(
        "/tickets/[code]/[secret]/sell",
        sell.page,
        msgid("Sell this ticket"),
        frame=shell.quiet,
        on_load=(sell.SellState.open,),
        ready=sell.SellState.loaded,
        document=sell.document,
    ),
    Page(
        "/e/[slug]/resale",
        offers.page,
        msgid("Tickets from other guests"),
        on_load=(offers.OffersState.open,),
        ready=offers.OffersState.loaded,
    ),
)
