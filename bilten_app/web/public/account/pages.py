"""What people read, say and take back about themselves, as pages of the site."""

from bilten_app.kit.text import msgid
from bilten_app.web import shell
from bilten_app.web.page import Page
from bilten_app.web.public import legal, stopping
from bilten_app.web.public.account import collection, details, far
from bilten_app.web.public.account.privacy import guest
from bilten_app.web.public.account.privacy import page as privacy

OWN_PAGES = (
    details.PAGE,
    collection.PAGE,
    privacy.PAGE,
    Page(
        guest.PATH,
        guest.ask_page,
        msgid("Delete my data"),
        frame=shell.quiet,
        on_load=(guest.AskErasureState.open,),
        ready=guest.AskErasureState.loaded,
    ),
    guest.LINK_PAGE,
    far.PAGE,
    stopping.PAGE,
    *legal.PAGES,
)
